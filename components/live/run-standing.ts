// How a class stands against its run-sheet: how far behind, how much no longer fits before the wrap-up, and what could go. Pure.
import type { ClassPlace } from '#server/protocol/live.ts'
import type { RunSheet, SheetItem, SheetLevel } from '#server/protocol/live-sheet.ts'

const MINUTE_MS = 60_000
/** Minutes of the plan after which the class's own pace says more than the plan. */
const PACE_FROM = 10
/** One long step early on does not say that all will take twice as long. */
const PACE_MOST = 1.4
/** Minutes that a cut leaves in hand: the last step can be slow as well. */
const SPARE = 1

export interface Standing {
  /** Minutes since the clock began. */
  elapsed: number
  /** Minutes behind the plan; below 0 ahead of it. */
  debt: number
  /** Minutes until the wrap-up; below 0 it should have begun. */
  untilWrap: number
  /** How much longer than planned things have taken so far: 1 as planned, or faster. */
  pace: number
  /** Minutes of what is left, at this pace, that do not fit before the wrap-up. */
  over: number
  /** Places in `items` of what to leave out, so that the rest fits. Never what must be. */
  cut: number[]
  /** Minutes that are still over when all of that is left out. */
  short: number
}

/** In which order kinds go: last first within each. */
const GOES: SheetLevel[] = ['cut', 'should']

/** Undefined while the clock has not begun. */
export function standingOf(sheet: RunSheet, place: ClassPlace | null, now: number): Standing | undefined {
  if (sheet.begun === null) return undefined
  const elapsed = Math.max(0, now - sheet.begun) / MINUTE_MS
  const at = placeIn(sheet.items, place)
  const taken = (item: SheetItem) => (item.skipped ? 0 : item.minutes)
  const before = sheet.items.slice(0, at).reduce((sum, item) => sum + taken(item), 0)
  const current = sheet.items[at] ? taken(sheet.items[at]) : 0
  const after = sheet.items.slice(at + 1).reduce((sum, item) => sum + taken(item), 0)
  // Within the planned time of what is done now nobody is behind or ahead.
  const debt = elapsed < before ? elapsed - before : Math.max(0, elapsed - before - current)
  const untilWrap = sheet.budget - sheet.wrap - elapsed
  // Of the current one as much is left as was not used yet; who is ahead has all of it before them.
  const left = Math.min(current, Math.max(0, before + current - elapsed)) + after
  const done = before + Math.min(current, Math.max(0, elapsed - before))
  // A class that was slow so far will be: what waits for the delay to show cuts too late.
  const pace = done < PACE_FROM ? 1 : Math.min(PACE_MOST, Math.max(1, elapsed / done))
  const over = Math.max(0, left * pace - Math.max(0, untilWrap))
  const cut: number[] = []
  let saved = 0
  for (const level of GOES)
    for (let index = sheet.items.length - 1; index > at && over > 0 && saved < over + SPARE; index--) {
      const item = sheet.items[index]!
      if (item.level !== level || item.skipped || item.minutes === 0) continue
      cut.push(index)
      saved += item.minutes * pace
    }
  return { elapsed, debt, untilWrap, pace, over, cut: cut.sort((a, b) => a - b), short: Math.max(0, over - saved) }
}

/** Where the class is. A place that is not on the sheet counts as its lesson, then as the beginning. */
export function placeIn(items: SheetItem[], place: ClassPlace | null): number {
  if (!place) return 0
  const exact = items.findIndex(({ slug, step }) => slug === place.slug && step === place.step)
  return Math.max(0, exact >= 0 ? exact : items.findIndex(({ slug }) => slug === place.slug))
}
