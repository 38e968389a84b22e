// One process in a container with a terminal, on a connection of its own to the engine.
import type net from 'node:net'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { INPUT_BYTES } from '#server/agent/terminal/pace.ts'
import type { Size, Source } from '#server/agent/terminal/session.ts'

const RESIZE_TRIES = 100
const RESIZE_RETRY_MS = 50

export interface ExecOptions {
  container: string
  command: string[]
  user: string
  directory: string
  env: string[]
}

export interface Exec extends Source {
  readonly id: string
  /** Ends the connection; the process lives on. */
  leave(): void
}

export interface ExecState {
  Running: boolean
  ExitCode: number | null
  /** In the engine's pid namespace. */
  Pid: number
}

export const execState = (engine: Upstream, id: string): Promise<ExecState> =>
  engine.json<ExecState>('GET', { path: `/exec/${segment(id)}/json` })

/** `onEnd` once, when the stream is over for any reason: ask execState why. */
export async function startExec(
  engine: Upstream,
  options: ExecOptions,
  onOutput: (bytes: Buffer) => void,
  onEnd: () => void,
): Promise<Exec> {
  const { Id: id } = await engine.json<{ Id: string }>('POST', {
    path: `/containers/${segment(options.container)}/exec`,
    body: {
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      User: options.user,
      WorkingDir: options.directory,
      Env: options.env,
      Cmd: options.command,
    },
  })
  const socket: net.Socket = await engine.hijack({ path: `/exec/${segment(id)}/start`, body: { Tty: true } })
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    socket.destroy()
    onEnd()
  }
  socket.on('data', onOutput)
  socket.on('end', end)
  socket.on('close', end)
  socket.on('error', end)
  socket.resume()

  // Resizes are sent one after the other; of those that wait only the last matters. The engine takes the connection over
  // before the process runs, and refuses a size until then.
  let wanted: Size | undefined
  let resizing = false
  async function resizeNext() {
    if (resizing) return
    resizing = true
    for (let tries = 0; wanted && !ended; ) {
      const { cols, rows } = wanted
      try {
        const sent = wanted
        await engine.json('POST', { path: `/exec/${segment(id)}/resize`, query: { h: rows, w: cols } })
        if (wanted === sent) wanted = undefined
        tries = 0
      } catch {
        if (++tries > RESIZE_TRIES) break
        await new Promise((done) => setTimeout(done, RESIZE_RETRY_MS))
      }
    }
    resizing = false
  }

  return {
    id,
    write(bytes) {
      if (!ended && socket.writableLength + bytes.length <= INPUT_BYTES) socket.write(bytes)
    },
    resize(size) {
      wanted = size
      void resizeNext()
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    leave() {
      ended = true
      socket.destroy()
    },
  }
}
