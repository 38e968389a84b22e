// Exercises of a live class: faults that the instructor puts on students' hosts and they look for, and pairs who explain their output
// to each other. Students know each other by aliases only.
import { z } from 'zod'
import type { Text } from './content.ts'
import { FOUND_LENGTH, OUTPUT_LENGTH, QUESTION_LENGTH } from './live-limit.ts'

/** What there is to break, for who teaches. */
export interface FaultKind {
  id: string
  title: Text
  cause: Text
  look: string
}
export interface BoardFault {
  member: string
  /** Of a FaultKind. */
  fault: string
  /** ms since 1970 */
  at: number
  /** What the student says was broken; null: still looking. */
  found: string | null
  /** The cause was shown to them. */
  shown: boolean
}
export interface StudentFault {
  /** ms since 1970 */
  at: number
  found: string | null
  /** Absent until who teaches shows it. */
  cause: Omit<FaultKind, 'id'> | null
}

/** Two who explain their output to each other; three where one would be left. */
export interface BoardPairs {
  question: string
  /** `shown`: they have shown their partner something. */
  groups: { member: string; shown: boolean; done: boolean }[][]
}
export interface StudentPair {
  /** Of the draw. */
  id: string
  question: string
  /** What they have shown their partners, as they chose it. */
  shown: string | null
  done: boolean
  partners: { alias: string; helper: boolean; shown: string | null; done: boolean }[]
}

const member = z.string().max(40)
const members = z.array(member).min(1).max(200)

export const exercisePayload = {
  // A student's.
  'fault:found': z.strictObject({ text: z.string().trim().min(1).max(FOUND_LENGTH) }),
  /** Their last command and its output, for them to choose from. */
  'pair:last': z.strictObject({}),
  'pair:show': z.strictObject({ text: z.string().max(OUTPUT_LENGTH) }),
  'pair:done': z.strictObject({ done: z.boolean() }),
  // Of who teaches.
  'fault:list': z.strictObject({}),
  'fault:inject': z.strictObject({ members, fault: z.string().max(60) }),
  'fault:show': z.strictObject({ members }),
  'fault:undo': z.strictObject({ members }),
  /** Everybody who is here, anew. An empty question: the usual one, which each reads in their own language. */
  'pairs:draw': z.strictObject({ question: z.string().trim().max(QUESTION_LENGTH) }),
  'pairs:end': z.strictObject({}),
} as const

export interface ExerciseAnswers {
  /** null: none has ended since the class began. */
  'pair:last': { text: string } | null
  'fault:list': FaultKind[]
  /** Members on whose host there was nothing to break that way, or who could not be reached. */
  'fault:inject': { failed: string[] }
  /** Members who could not be reached: the fault stays until it is taken back once more. */
  'fault:undo': { failed: string[] }
}
