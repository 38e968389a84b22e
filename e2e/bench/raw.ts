// The physical limit here: `docker exec` streams of the engine, read by a bare Node client.
import http from 'node:http'
import type { Socket } from 'node:net'
import type { Typist } from './echo.ts'

function json<T>(socketPath: string, method: string, path: string, body?: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { socketPath, method, path, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve((text ? JSON.parse(text) : undefined) as T))
      },
    )
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** A shell in a running container through the engine's own socket. */
export async function rawShell(socketPath: string, container: string): Promise<Typist & { close(): void }> {
  const exec = await json<{ Id: string }>(socketPath, 'POST', `/containers/${container}/exec`, {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    User: 'student',
    Cmd: ['bash', '--norc'],
  })
  const socket = await new Promise<Socket>((resolve, reject) => {
    const request = http.request({
      socketPath,
      method: 'POST',
      path: `/exec/${exec.Id}/start`,
      headers: { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'tcp' },
    })
    request.on('upgrade', (_response, upgraded) => resolve(upgraded as Socket))
    request.on('error', reject)
    request.end(JSON.stringify({ Tty: true, Detach: false }))
  })
  socket.setNoDelay(true)
  const shell: Typist & { close(): void } = {
    type: (text) => void socket.write(text),
    close: () => socket.destroy(),
  }
  // What is typed before the shell reads by itself is thrown away when it starts to.
  let greeting = ''
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      if (!greeting.includes('$ ')) {
        greeting += chunk
        if (greeting.includes('$ ')) resolve()
      }
      shell.onBytes?.(chunk)
    })
  })
  return shell
}

/** Milliseconds for one GET, headers to the last byte. */
export async function timeGet(socketPath: string, path: string): Promise<number> {
  const start = performance.now()
  await json(socketPath, 'GET', path)
  return performance.now() - start
}

export const listContainers = (socketPath: string, all = false) =>
  json<{ Id: string; Names: string[]; Labels: Record<string, string> }[]>(
    socketPath,
    'GET',
    `/containers/json?all=${all ? 1 : 0}`,
  )
