// JSON lines that go out while the work still runs (pull, push), as the engine streams them: what fails after the head is a line, too.
import { PassThrough, type Readable } from 'node:stream'
import { showError } from './answer.ts'
import type { Answer, Call } from './rule.ts'

export type Line = Record<string, unknown>
/** Resolves when the client has room for more. */
export type Say = (line: Line) => Promise<void>

/** One line of the engine's. */
const LINE_MAX_CHARS = 64 * 1024

export function liveLines(
  { scope, signal }: Pick<Call, 'scope' | 'signal'>,
  work: (say: Say) => Promise<void>,
): Answer {
  const stream = new PassThrough()
  let failed: string | undefined
  const say: Say = (line) =>
    new Promise((resolve) => {
      if (stream.destroyed || stream.write(`${JSON.stringify(line)}\r\n`)) return resolve()
      stream.once('drain', resolve).once('close', resolve)
    })
  work(say)
    .catch((error) => {
      if (signal.aborted) return
      const { message, status } = showError(error, scope.tenant.id)
      if (status === 500)
        scope.log.error({ tenant: scope.tenant.id, error: String((error as Error)?.stack ?? error) }, 'stream failed')
      failed = message
      return say({ errorDetail: { message }, error: message })
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

/** The lines of an engine's stream, parsed. */
export async function* readLines(stream: Readable): AsyncGenerator<Line> {
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
