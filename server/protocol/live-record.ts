// Recordings of a terminal: made by its owner, kept for a while, theirs to play, take along, delete, and to let who teaches play them.
import { z } from 'zod'

export interface Recording {
  id: string
  /** ms since 1970 */
  at: number
  /** ms */
  length: number
  bytes: number
  /** Who teaches may play it. */
  shared: boolean
  /** null: it goes on. full: it has reached its bound. cut: the terminal, or the connection to it, went away. */
  ended: 'stopped' | 'full' | 'cut' | null
  /** Who of those who teach (null: the instructor) played it last; null: nobody has. */
  played: Played | null
}
export interface Played {
  by: string | null
  /** ms since 1970 */
  at: number
}
export interface RecordingList {
  recordings: Recording[]
  /** For so long each is kept. 0: none are made here. */
  days: number
}
export const RecordingId = z.string().regex(/^[a-z2-7]{16}$/)

export const recordPayload = {
  /** Terminals that there are to record. */
  'record:terminals': z.strictObject({}),
  'record:start': z.strictObject({ terminal: z.string().max(40), share: z.boolean() }),
  'record:stop': z.strictObject({}),
} as const
export interface RecordAnswers {
  'record:terminals': { id: string }[]
}
