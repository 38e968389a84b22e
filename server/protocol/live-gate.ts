// A gate in a class: nobody goes past its step, which is the place of the class, until it is opened.
import { z } from 'zod'

export const Gate = z.strictObject({
  /** Since when it has stood at the step, ms since 1970. */
  since: z.number(),
  /** It opens by itself after so long, or when most have passed; null: only by hand. */
  minutes: z.number().min(1).max(240).nullable(),
})
export type Gate = z.infer<typeof Gate>

/** Of those who count: who is here, and who has passed. */
export interface GateStanding {
  passed: number
  of: number
  /** So many open it. */
  needed: number
  /** When so many will have passed, ms since 1970; null: that can't be said, or is so. */
  expected: number | null
}
