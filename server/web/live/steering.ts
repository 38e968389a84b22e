// What becomes of a class that is steered: a gate comes and goes with the mode, moves with the place, and has a clock of its own. Pure.
import type { Lesson } from '#content/load.ts'
import type { ClassInfo, ClassPlace } from '#server/protocol/live.ts'
import type { Gate } from '#server/protocol/live-gate.ts'
import type { RunSheet } from '#server/protocol/live-sheet.ts'
import type { ClassChange } from './class.ts'

/** Of a step that the run-sheet gives no time. */
const GATE_MINUTES = 5

export type Steer = Omit<ClassChange, 'gate'> & { gateMinutes?: Gate['minutes'] }
type Lessons = ReadonlyMap<string, Lesson>

const stepsOf = (place: ClassPlace, lessons: Lessons) => lessons.get(place.slug)?.lab?.steps ?? []

export function steered(
  info: ClassInfo,
  { gateMinutes, ...change }: Steer,
  { lessons, sheet, now }: { lessons: Lessons; sheet: RunSheet; now: number },
): ClassChange {
  const mode = change.mode ?? info.mode
  const wanted = change.place ?? info.place
  if (mode !== 'gate' || !wanted) return { ...change, gate: null }
  // A gate is at a step. A lesson without a lab has none.
  const step = wanted.step ?? stepsOf(wanted, lessons)[0]?.id
  if (!step) return { ...change, gate: null }
  const place = { slug: wanted.slug, step }
  const { gate } = info
  const stays = gate !== null && info.place?.slug === place.slug && info.place.step === step
  const planned = sheet.items.find((item) => item.slug === place.slug && item.step === step)?.minutes ?? GATE_MINUTES
  // Who wanted to open gates by hand goes on so.
  const byHand = gateMinutes === undefined ? gate?.minutes === null : gateMinutes === null
  const minutes = byHand ? null : (gateMinutes ?? (stays ? gate.minutes : Math.max(1, planned)))
  return { ...change, place, gate: { since: stays ? gate.since : now, minutes } }
}

/** The gate at `place` opens. */
export function opened(place: ClassPlace, lessons: Lessons): Steer {
  const steps = stepsOf(place, lessons)
  const next = steps[steps.findIndex(({ id }) => id === place.step) + 1]
  return next ? { place: { slug: place.slug, step: next.id } } : { mode: 'free' }
}
