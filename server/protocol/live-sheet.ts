// The run-sheet of a class: what is planned, how long it takes, and what goes first when time runs short. The wrap-up at the end
// is never part of what may be cut.
import { z } from 'zod'

/** must: never cut. should: cut when it must be. cut: the first to go. */
export const SheetLevel = z.enum(['must', 'should', 'cut'])
export type SheetLevel = z.infer<typeof SheetLevel>

export const SheetItem = z.strictObject({
  slug: z.string().max(100),
  /** Of the lesson's lab; absent: the lesson's text. */
  step: z.string().max(100).optional(),
  level: SheetLevel,
  minutes: z.number().min(0).max(240),
  /** Left out of this class. */
  skipped: z.boolean(),
})
export type SheetItem = z.infer<typeof SheetItem>

export const RunSheet = z.strictObject({
  /** When the clock began, ms since 1970. */
  begun: z.number().nullable(),
  /** All of the class with its wrap-up, minutes. */
  budget: z.number().min(5).max(1_440),
  /** The protected end, minutes. */
  wrap: z.number().min(0).max(240),
  items: z.array(SheetItem).max(600),
})
export type RunSheet = z.infer<typeof RunSheet>
