// Shell lines run in a workspace as the learner, without a terminal: what labs set up and solve with.
import { createFrameReader } from '#server/agent/gateway/frame.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { HOME, STUDENT } from '#server/agent/workspace/spec.ts'

const OUTPUT_BYTES = 64 * 1024
const RUN_MS = 120_000

export interface Ran {
  exit: number
  /** stdout and stderr as they came; the last 64 KiB. */
  output: string
}

/** Stops at the first line that fails. @throws when they take longer than two minutes */
export async function runLines(engine: Upstream, container: string, lines: string[]): Promise<Ran> {
  const { Id } = await engine.json<{ Id: string }>('POST', {
    path: `/containers/${segment(container)}/exec`,
    body: {
      AttachStdout: true,
      AttachStderr: true,
      User: `${STUDENT}:${STUDENT}`,
      WorkingDir: HOME,
      Env: ['LANG=C.UTF-8'],
      Cmd: ['bash', '-lec', lines.join('\n')],
    },
  })
  const socket = await engine.hijack({ path: `/exec/${segment(Id)}/start`, body: { Tty: false } })
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error(`not done after ${RUN_MS / 1000} s`)), RUN_MS)
    let kept = Buffer.alloc(0)
    const read = createFrameReader()
    socket.on('data', (chunk: Buffer) => {
      for (const { bytes } of read(chunk)) kept = Buffer.concat([kept, bytes]).subarray(-OUTPUT_BYTES)
    })
    socket.on('error', reject)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(kept)
    })
    socket.resume()
  })
  const { ExitCode } = await engine.json<{ ExitCode: number | null }>('GET', { path: `/exec/${segment(Id)}/json` })
  return { exit: ExitCode ?? 1, output: bytes.toString('utf8') }
}
