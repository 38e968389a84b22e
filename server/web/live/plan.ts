// The run-sheet that a class begins with: everything in order, as long as its authors say, nothing marked as dispensable but the
// steps of labs. Who teaches changes it.
import type { Lesson } from '#content/load.ts'
import type { RunSheet, SheetItem } from '#server/protocol/live-sheet.ts'

/** The wrap-up takes the larger of both. */
const WRAP_MINUTES = 8
const WRAP_SHARE = 0.15
/** Text that its authors count as part of the lab's time is read all the same. */
const READING_LEAST = 5

export function planOf(slugs: string[], lessons: ReadonlyMap<string, Lesson>): RunSheet {
  const items: SheetItem[] = []
  for (const slug of slugs) {
    const lesson = lessons.get(slug)
    if (!lesson) continue
    const { lab, meta } = lesson
    const inLab = lab?.minutes ?? 0
    items.push({ slug, level: 'must', minutes: Math.max(READING_LEAST, (meta.minutes ?? 0) - inLab), skipped: false })
    for (const [at, step] of (lab?.steps ?? []).entries()) {
      // Whole minutes that add up to the lab's.
      const until = (n: number) => Math.round((inLab * n) / lab!.steps.length)
      items.push({ slug, step: step.id, level: 'should', minutes: until(at + 1) - until(at), skipped: false })
    }
  }
  const work = items.reduce((sum, { minutes }) => sum + minutes, 0)
  const wrap = Math.max(WRAP_MINUTES, Math.round((work * WRAP_SHARE) / (1 - WRAP_SHARE)))
  return { begun: null, budget: Math.min(1_440, work + wrap), wrap: Math.min(240, wrap), items }
}
