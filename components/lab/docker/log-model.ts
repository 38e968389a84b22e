// The lines of one container that are kept on the page, and what of them a search shows. Pure.
import type { LogLine } from '#server/protocol/docker.ts'

/** Older lines fall off; `docker logs` has them all. */
export const LINES_MAX = 2_000

export type NumberedLine = LogLine & { n: number }
export type Log = { lines: NumberedLine[]; next: number; dropped: number }

export const emptyLog: Log = { lines: [], next: 1, dropped: 0 }

export function withLines(log: Log, news: readonly LogLine[]): Log {
  const lines = [...log.lines, ...news.map((line, index) => ({ ...line, n: log.next + index }))]
  const over = Math.max(0, lines.length - LINES_MAX)
  return { lines: over > 0 ? lines.slice(over) : lines, next: log.next + news.length, dropped: log.dropped + over }
}

/** Letters in any case. */
export function matching(lines: readonly NumberedLine[], search: string): readonly NumberedLine[] {
  const wanted = search.toLowerCase()
  return wanted === '' ? lines : lines.filter(({ text }) => text.toLowerCase().includes(wanted))
}

/** The text in pieces: those at odd places are what was searched for. */
export function pieces(text: string, search: string): string[] {
  if (search === '') return [text]
  const wanted = search.toLowerCase()
  const lower = text.toLowerCase()
  // Letters whose lower case is longer would move the places.
  if (lower.length !== text.length) return [text]
  const out: string[] = []
  let from = 0
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    out.push(text.slice(from, at), text.slice(at, at + wanted.length))
    from = at + wanted.length
  }
  return [...out, text.slice(from)]
}
