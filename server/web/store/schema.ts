// The tables, as Kysely sees them. Times are ms since 1970, ids are random strings, so that SQLite and PostgreSQL agree.

export interface UserTable {
  id: string
  /** A friendly made-up name; no account is needed. */
  alias: string
  created: number
  /** The learner's tenant on the agent, once a lab was opened. */
  tenant: string | null
  /** Unguessable part of the learner's preview host names. */
  preview: string
  last_slug: string | null
  last_at: number
  last_error: string | null
}
/** A browser. Only the hash of its cookie is kept. */
export interface SessionTable {
  hash: string
  user_id: string
  created: number
}
/** The code with which another device becomes the same learner. Only its hash is kept. */
export interface CodeTable {
  hash: string
  user_id: string
  created: number
}
export interface StepTable {
  user_id: string
  slug: string
  step: string
  at: number
}
export interface HintTable {
  user_id: string
  slug: string
  step: string
  level: number
}
/** Answers to questions inside a lab. */
export interface LabAnswerTable {
  user_id: string
  slug: string
  /** `step/check`: check ids are unique within a step only. */
  check_id: string
  value: string
}
export interface QuizTable {
  user_id: string
  slug: string
  item: string
  correct: number
  points: number
  max: number
  attempts: number
  at: number
}

export interface Schema {
  user: UserTable
  session: SessionTable
  code: CodeTable
  step: StepTable
  hint: HintTable
  lab_answer: LabAnswerTable
  quiz: QuizTable
}
