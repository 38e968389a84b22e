// A bare Node client of a Docker socket: of the engine itself, which is the physical limit here, or of a tenant.
import http from 'node:http'
import type { Socket } from 'node:net'
import { prompted, type Typist } from './echo.ts'

type Method = 'GET' | 'POST' | 'DELETE'

export interface CallOptions {
  body?: unknown
  /** Connections are kept and used again; without it each call has its own, as with each docker command. */
  agent?: http.Agent
}

/** The parsed answer; rejects with the engine's words for 4xx and 5xx. */
export async function call<T>(socketPath: string, method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const text = await textOf(socketPath, method, path, options)
  return (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T
}

function textOf(socketPath: string, method: Method, path: string, { body, agent }: CallOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const request = http.request({ socketPath, method, path, agent: agent ?? false, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 400) resolve(text)
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Takes the connection over, as attach and exec start do. */
export function hijack(socketPath: string, path: string, body?: unknown): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'tcp' }
    const request = http.request({ socketPath, method: 'POST', path, headers })
    request.on('upgrade', (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head)
      ;(socket as Socket).setNoDelay(true)
      resolve(socket as Socket)
    })
    request.on('response', (response) => reject(new Error(`${path}: ${response.statusCode}`)))
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Bytes until the other side ends. */
function count(stream: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    stream.on('data', (part: Buffer) => {
      bytes += part.length
    })
    stream.on('end', () => resolve(bytes))
    stream.on('error', reject)
  })
}

/** Bytes of an answer. */
export function download(socketPath: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, path, agent: false }, (response) => count(response).then(resolve, reject))
      .on('error', reject)
  })
}

/** Sends a stream, resolves with the whole answer. */
export function upload(socketPath: string, path: string, from: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-tar' }
    const request = http.request({ socketPath, method: 'POST', path, agent: false, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve(text))
      response.on('error', reject)
    })
    request.on('error', reject)
    from.pipe(request)
  })
}

/** A shell in a running container through the engine's own socket. */
export async function rawShell(socketPath: string, container: string): Promise<Typist & { close(): void }> {
  const exec = await call<{ Id: string }>(socketPath, 'POST', `/containers/${container}/exec`, {
    body: {
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      User: 'student',
      Cmd: ['bash', '--norc'],
    },
  })
  const socket = await hijack(socketPath, `/exec/${exec.Id}/start`, { Tty: true, Detach: false })
  const shell: Typist & { close(): void } = {
    type: (text) => void socket.write(text),
    close: () => socket.destroy(),
  }
  await prompted(shell, (take) => socket.on('data', take))
  return shell
}

export const listContainers = (socketPath: string) =>
  call<{ Id: string; Names: string[]; Labels: Record<string, string> }[]>(socketPath, 'GET', '/containers/json')
