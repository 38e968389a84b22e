// A recording (asciicast v2) as the player needs it: what happened when, without the long waits, and where an error was.

/** A wait longer than this is played as one of this length. */
const WAIT_MS = 2_000

export interface CastEvent {
  /** ms since the beginning */
  at: number
  kind: 'output' | 'size' | 'mark'
  text: string
}
export interface Cast {
  cols: number
  rows: number
  /** ms */
  length: number
  events: CastEvent[]
}

const KINDS: Record<string, CastEvent['kind']> = { o: 'output', r: 'size', m: 'mark' }

/** Lines that are cut off or of no known kind are left out; undefined: it has not even a beginning. */
export function parseCast(text: string): Cast | undefined {
  const [head, ...lines] = text.split('\n')
  const { width, height } = (read(head ?? '') ?? {}) as { width?: unknown; height?: unknown }
  if (typeof width !== 'number' || typeof height !== 'number') return undefined
  const events: CastEvent[] = []
  let before = 0
  let at = 0
  for (const line of lines) {
    const event = read(line)
    if (!Array.isArray(event) || typeof event[0] !== 'number' || typeof event[2] !== 'string') continue
    const kind = KINDS[String(event[1])]
    if (!kind) continue
    at += Math.min(WAIT_MS, Math.max(0, event[0] * 1_000 - before))
    before = event[0] * 1_000
    events.push({ at, kind, text: event[2] })
  }
  return { cols: width, rows: height, length: at, events }
}

/** The screen's size at a moment. */
export function sizeAt({ cols, rows, events }: Cast, at: number): { cols: number; rows: number } {
  const last = events.findLast((event) => event.kind === 'size' && event.at <= at)
  const found = /^(\d+)x(\d+)$/.exec(last?.text ?? '')
  return found ? { cols: Number(found[1]), rows: Number(found[2]) } : { cols, rows }
}

/** What was printed after `from` and until `to`. */
export function outputOf({ events }: Cast, from: number, to: number): string {
  return events
    .filter((event) => event.kind === 'output' && event.at > from && event.at <= to)
    .map(({ text }) => text)
    .join('')
}

function read(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
