// Looking from outside: HTTP on the learner's localhost, a command in a container, a container's logs. All bounded.

import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import type Dockerode from 'dockerode'
import { createFrameReader, STDOUT } from '#server/agent/gateway/frame.ts'
import type { ExecFact, HttpFact } from './facts.ts'

const PROBE_MS = 2_000
/** Kept of a body, of an output. Bytes. */
const OUTPUT_MAX_BYTES = 64 * 1024
const LOG_LINES = 500

/** A connection to a port of the tenant's localhost; rejects when nothing listens. */
export type Dial = (port: number) => Promise<Duplex>

export async function probeHttp(dial: Dial, port: number, path: string): Promise<HttpFact> {
  const late = limit<HttpFact>({ problem: 'timeout' })
  let socket: Duplex | undefined
  const asked = dial(port).then(
    (stream) => {
      socket = stream
      if (!late.over()) return get(stream, port, path)
      stream.destroy()
      return { problem: 'timeout' } as HttpFact
    },
    (): HttpFact => ({ problem: 'refused' }),
  )
  return Promise.race([asked, late.reached]).finally(() => {
    late.clear()
    socket?.destroy()
  })
}

const get = (socket: Duplex, port: number, path: string) =>
  new Promise<HttpFact>((resolve) => {
    const broken = () => resolve({ problem: 'broken' })
    socket.on('error', broken)
    const asked = request(
      {
        createConnection: () => socket as never,
        path,
        headers: { host: `localhost:${port}`, connection: 'close', 'user-agent': 'drydock-check' },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        const done = () => resolve({ status: response.statusCode ?? 0, body })
        response.on('data', (chunk: string) => {
          body += chunk
          if (body.length > OUTPUT_MAX_BYTES) done()
        })
        response.on('end', done).on('error', broken).on('aborted', broken)
      },
    )
    asked.on('error', broken)
    asked.end()
  })

export async function probeExec(docker: Dockerode, container: string, argv: string[]): Promise<ExecFact> {
  const late = limit<ExecFact>({ problem: 'timeout' })
  let stream: Duplex | undefined
  const run = async (): Promise<ExecFact> => {
    const exec = await docker.getContainer(container).exec({ Cmd: argv, AttachStdout: true, AttachStderr: true })
    // Without `_body` dockerode sends its own options along, which the gateway's allow-list rightly refuses.
    const start = { hijack: true, stdin: false, _body: { Detach: false, Tty: false } }
    stream = await exec.start(start)
    const stdout = await readFrames(stream, 'stdout')
    const { ExitCode } = await exec.inspect()
    return { exit: ExitCode ?? -1, stdout }
  }
  const ran = run().catch((error: { statusCode?: number }): ExecFact => {
    const problem = error.statusCode === 404 ? 'missing' : error.statusCode === 409 ? 'stopped' : 'failed'
    return { problem }
  })
  return Promise.race([ran, late.reached]).finally(() => {
    late.clear()
    stream?.destroy()
  })
}

/** Undefined: no such container, or one that is just being removed. */
export async function probeLogs(docker: Dockerode, container: string): Promise<string | undefined> {
  try {
    const handle = docker.getContainer(container)
    const [info, raw] = await Promise.all([
      handle.inspect(),
      handle.logs({ stdout: true, stderr: true, tail: LOG_LINES, follow: false }),
    ])
    const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(String(raw), 'binary')
    return info.Config.Tty ? bytes.toString('utf8') : textOf(bytes, 'both')
  } catch (error) {
    if ([404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)) return undefined
    throw error
  }
}

function textOf(bytes: Buffer, want: 'stdout' | 'both'): string {
  const frames = createFrameReader()(bytes).filter(({ kind }) => want === 'both' || kind === STDOUT)
  return Buffer.concat(frames.map((frame) => frame.bytes)).toString('utf8')
}

const readFrames = (stream: Duplex, want: 'stdout' | 'both') =>
  new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = () => resolve(textOf(Buffer.concat(chunks), want))
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > OUTPUT_MAX_BYTES) done()
    })
    stream.on('end', done).on('close', done).on('error', reject)
  })

function limit<T>(value: T) {
  let over = false
  let timer: NodeJS.Timeout | undefined
  const reached = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      over = true
      resolve(value)
    }, PROBE_MS)
  })
  return { reached, over: () => over, clear: () => clearTimeout(timer) }
}
