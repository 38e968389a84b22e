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

/** When a question comes back to a learner (server/web/review). */
export interface CardTable {
  user_id: string
  slug: string
  item: string
  due: number
  seen: number
  stability: number
  difficulty: number
  reps: number
  lapses: number
  /** 1: the last answer that counted was wrong. */
  missed: number
}

/** A live class. */
export interface ClassTable {
  id: string
  /** Read aloud and typed; free again when the class has ended. */
  code: string
  title: string
  /** JSON: slugs in order. */
  lessons: string
  mode: string
  place_slug: string | null
  place_step: string | null
  freeze: number
  timer_until: number | null
  timer_minutes: number | null
  /** JSON: RunSheet; null: as planned from its lessons. */
  sheet: string | null
  /** JSON: the terminal that the class is shown. */
  stage: string | null
  /** JSON: Gate; null: there is none. */
  gate: string | null
  /** So many people are expected; null: nobody has said. */
  expected: number | null
  created: number
  ended: number | null
}
/** A student in a class. Other students see the alias, who teaches sees the name. */
export interface MemberTable {
  id: string
  class_id: string
  user_id: string
  name: string
  joined: number
  left: number | null
  sticky: string | null
  sticky_at: number | null
  /** asked: who teaches would have them help others; on: they do. */
  helper: string | null
}
/** What happened in a class, for its report. */
export interface ClassEventTable {
  class_id: string
  member_id: string
  at: number
  /** join, leave, step, error, sticky, settled, pulse, fault, found, type-begin, type-end, reset, helper */
  kind: string
  slug: string | null
  step: string | null
  /** The signature, the kind of note, ms on the step, … */
  detail: string | null
}
/** What an error of a class is called: the title of its card. */
export interface ClassCauseTable {
  class_id: string
  signature: string
  /** JSON: Text */
  title: string
}
export interface PollTable {
  id: string
  class_id: string
  slug: string
  item: string
  round: number
  state: string
  created: number
}
export interface PollAnswerTable {
  poll_id: string
  round: number
  member_id: string
  /** JSON: QuizAnswer */
  answer: string
  correct: number
  reason: string
  at: number
}
export interface WallTable {
  id: string
  class_id: string
  member_id: string
  text: string
  state: string
  at: number
}
export interface WallVoteTable {
  question_id: string
  member_id: string
}
export interface MinuteTable {
  class_id: string
  member_id: string
  clear: string
  muddy: string
  at: number
}

/** A link for who teaches beside the instructor. Only the hash of its token is kept. */
export interface ClassStaffTable {
  id: string
  class_id: string
  role: string
  name: string
  hash: string
  created: number
  revoked: number | null
}
/** Who is on the way to whom. */
export interface ClassClaimTable {
  member_id: string
  class_id: string
  /** 'instructor', or a link's id. */
  staff_id: string
  name: string | null
  at: number
}
/** What who helped has left about a student. */
export interface ClassNoteTable {
  id: string
  class_id: string
  member_id: string
  name: string | null
  text: string
  at: number
}

/** What was broken on a student's host for an exercise, until it is taken back. */
export interface ClassFaultTable {
  member_id: string
  class_id: string
  /** Of content/fault.yaml. */
  fault: string
  /** What was broken, as the agent names it. */
  target: string
  at: number
  /** What the student says it was. */
  found: string | null
  /** 1: the cause was shown to them. */
  shown: number
}

/** A draw of pairs. */
export interface PairDrawTable {
  id: string
  class_id: string
  question: string
  created: number
  ended: number | null
}
/** Who sits in which pair of a draw, and what they have shown to whom they sit with. */
export interface PairSeatTable {
  draw_id: string
  member_id: string
  /** Counts from 0. */
  pair: number
  shown: string | null
  done: number
}

/** A terminal written down for its owner; the file lies beside the store. */
export interface RecordingTable {
  id: string
  user_id: string
  class_id: string
  at: number
  /** ms */
  length: number
  bytes: number
  /** 1: who teaches the class may play it. */
  shared: number
  /** stopped, full, cut; null: it goes on */
  ended: string | null
  /** When somebody who teaches played it last; null: never. */
  played: number | null
  /** Their name; null: the instructor, or nobody. */
  played_by: string | null
}

export interface Schema {
  user: UserTable
  session: SessionTable
  code: CodeTable
  step: StepTable
  hint: HintTable
  lab_answer: LabAnswerTable
  quiz: QuizTable
  card: CardTable
  class: ClassTable
  member: MemberTable
  class_event: ClassEventTable
  class_cause: ClassCauseTable
  poll: PollTable
  poll_answer: PollAnswerTable
  wall: WallTable
  wall_vote: WallVoteTable
  minute: MinuteTable
  class_staff: ClassStaffTable
  class_claim: ClassClaimTable
  class_note: ClassNoteTable
  class_fault: ClassFaultTable
  pair_draw: PairDrawTable
  pair_seat: PairSeatTable
  recording: RecordingTable
}
