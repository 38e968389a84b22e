// What a class says about the run-sheet of the next one. Pure: from what was planned and what was seen.
import type { RunSheet } from '#server/protocol/live-sheet.ts'

/** Seen of one step. */
export interface Seen {
  slug: string
  step: string
  /** Students who passed it, and how many of them had an error at it. */
  passed: number
  stumbled: number
  /** ms from its beginning to its pass, of those who were watched. */
  times: number[]
}
export type Suggestion = { slug: string; step: string } & (
  | { kind: 'longer' | 'shorter'; planned: number; minutes: number }
  /** Planned, and nobody came that far. */
  | { kind: 'unreached'; planned: number }
  /** So many of so many had an error there. */
  | { kind: 'explain'; stumbled: number; of: number }
)

const MINUTE_MS = 60_000
/** A plan holds for a class when so many are done by then: where the gate opens by itself as well. */
const SHARE = 0.8
/** Fewer say too little about a plan. */
const LEAST = 3
const LONGER = 1.25
const SHORTER = 0.5
/** Less is not worth a change. */
const WORTH_MINUTES = 1
/** From so many with an error on, it was not they who did something odd. */
const MANY = 1 / 3

/** `students`: who was in class. In the order of the run-sheet. */
export function suggest(sheet: RunSheet, seen: readonly Seen[], students: number): Suggestion[] {
  const known = new Map(seen.map((one) => [`${one.slug}/${one.step}`, one]))
  if (students === 0 || seen.every(({ passed }) => passed === 0)) return []
  return sheet.items.flatMap(({ slug, step, minutes: planned, skipped }): Suggestion[] => {
    if (step === undefined || skipped) return []
    const one = known.get(`${slug}/${step}`)
    if (!one || one.passed === 0) return [{ kind: 'unreached', slug, step, planned }]
    const found: Suggestion[] = []
    const minutes = wanted(one.times)
    if (minutes !== undefined && Math.abs(minutes - planned) > WORTH_MINUTES) {
      if (minutes > planned * LONGER) found.push({ kind: 'longer', slug, step, planned, minutes })
      else if (minutes < planned * SHORTER) found.push({ kind: 'shorter', slug, step, planned, minutes })
    }
    if (one.stumbled >= Math.max(LEAST, students * MANY))
      found.push({ kind: 'explain', slug, step, stumbled: one.stumbled, of: students })
    return found
  })
}

/** Whole minutes in which most were done; undefined: too few were watched. */
function wanted(times: readonly number[]): number | undefined {
  if (times.length < LEAST) return undefined
  const sorted = [...times].sort((a, b) => a - b)
  return Math.max(1, Math.ceil(sorted[Math.ceil(SHARE * sorted.length) - 1]! / MINUTE_MS))
}
