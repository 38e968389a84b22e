// The streams of a container's first process, on a connection of its own to the engine (or to a tenant's gateway). Taken before the
// container is started, so that not a byte is missed.
import { createFrameReader, STDERR } from '#server/agent/gateway/frame.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { INPUT_BYTES } from '#server/agent/terminal/pace.ts'
import type { Size, Source } from '#server/agent/terminal/session.ts'

export interface LineOptions {
  container: string
  /** With a terminal there is one stream, and a size. */
  tty: boolean
  onOutput: (bytes: Buffer) => void
  onStderr?: (text: string) => void
  /** Once, when the stream is over for any reason. */
  onEnd: () => void
}

export interface Line extends Source {
  leave(): void
}

export async function openLine(upstream: Upstream, options: LineOptions): Promise<Line> {
  const { container, tty, onOutput, onStderr, onEnd } = options
  const socket = await upstream.hijack({
    path: `/containers/${segment(container)}/attach`,
    query: { stream: true, stdin: true, stdout: true, stderr: true },
  })
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    socket.destroy()
    onEnd()
  }
  const read = createFrameReader()
  socket.on('data', (chunk: Buffer) => {
    if (tty) return onOutput(chunk)
    for (const { kind, bytes } of read(chunk))
      if (kind === STDERR) onStderr?.(bytes.toString('utf8'))
      else onOutput(bytes)
  })
  socket.on('end', end)
  socket.on('close', end)
  socket.on('error', end)
  socket.resume()
  return {
    write(bytes) {
      if (!ended && socket.writableLength + bytes.length <= INPUT_BYTES) socket.write(bytes)
    },
    resize({ cols, rows }: Size) {
      // A serial port has no size. Before the process runs the engine refuses one; the next change of the window tells it again.
      if (tty && !ended)
        void upstream
          .json('POST', { path: `/containers/${segment(container)}/resize`, query: { h: rows, w: cols } })
          .catch(() => {})
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    get waiting() {
      return socket.writableLength
    },
    leave() {
      ended = true
      socket.destroy()
    },
  }
}
