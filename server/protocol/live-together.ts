// Typing together: who teaches asks to type into a student's terminal that they look at, and does so only from the student's yes until any
// key of theirs, or a word of either side.
import { z } from 'zod'

/** As both sides see it. */
export interface Together {
  state: 'asked' | 'on'
  /** ms since 1970 */
  since: number
  /** When a request that nobody answers is over; null: it was accepted. */
  until: number | null
}

/** refused: the student said no. expired: they said nothing. taken: a key of theirs. away: the line, or the lab. over: a word of either. */
export type TogetherEnd = 'refused' | 'expired' | 'taken' | 'away' | 'over'

/** To who asked. */
export type TogetherNews = { member: string } & (
  | { state: 'asked' | 'on'; since: number; until: number | null; grant: number }
  | { state: TogetherEnd }
)

export const togetherPayload = {
  // A student's. False also ends it while it is on.
  'type:answer': z.strictObject({ accept: z.boolean() }),
  // Of who teaches: into the terminal that they look at.
  'person:type': z.strictObject({}),
  'person:untype': z.strictObject({}),
} as const
