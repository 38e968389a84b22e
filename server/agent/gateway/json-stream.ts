// JSON lines that go out while the work still runs (pull, push), as the engine streams them: what fails after the head is a line, too.
import { PassThrough, type Readable } from 'node:stream'
import { showError } from './answer.ts'
import { TRANSFER_MAX_MS } from './limit.ts'
import { Refusal } from './refusal.ts'
import type { Answer, Call } from './rule.ts'
import type { EngineRequest } from './upstream.ts'

export type Line = Record<string, unknown>
/** Never waits: a client that does not read must not hold up what others wait for. */
export type Say = (line: Line) => void

/** One line of the engine's. */
const LINE_MAX_CHARS = 64 * 1024
/** Unread by the client. Above it bars of progress are left out; all other lines are few. */
const UNREAD_MAX_BYTES = 256 * 1024

export function liveLines(
  { scope, signal }: Pick<Call, 'scope' | 'signal'>,
  work: (say: Say) => Promise<void>,
): Answer {
  const stream = new PassThrough()
  let failed: string | undefined
  const say: Say = (line) => {
    if (stream.destroyed || (line.progress !== undefined && stream.writableLength > UNREAD_MAX_BYTES)) return
    stream.write(`${JSON.stringify(line)}\r\n`)
  }
  work(say)
    .catch((error) => {
      if (signal.aborted) return
      const { message, status } = showError(error, scope.tenant.id)
      if (status === 500)
        scope.log.error({ tenant: scope.tenant.id, error: String((error as Error)?.stack ?? error) }, 'stream failed')
      failed = message
      say({ errorDetail: { message }, error: message })
    })
    .finally(() => stream.end())
  return {
    kind: 'stream',
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    stream,
    error: () => failed,
  }
}

/** Sends the engine a request that answers with lines, and gives them as they come. @throws Refusal 504 when it takes too long */
export async function* engineLines(
  { scope, signal }: Pick<Call, 'scope' | 'signal'>,
  request: Omit<EngineRequest, 'signal'>,
): AsyncGenerator<Line> {
  const late = AbortSignal.timeout(TRANSFER_MAX_MS)
  try {
    const { stream } = await scope.engine.stream('POST', { ...request, signal: AbortSignal.any([signal, late]) })
    yield* readLines(stream)
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    throw new Refusal(504, `this took longer than ${TRANSFER_MAX_MS / 60_000} minutes and was ended`, false)
  }
}

async function* readLines(stream: Readable): AsyncGenerator<Line> {
  let rest = ''
  stream.setEncoding('utf8')
  for await (const part of stream) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LINE_MAX_CHARS) throw new Error('the engine sent a line that does not end')
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Line
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Line
}
