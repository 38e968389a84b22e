// The live class over socket.io, namespace '/live': what an instructor's board and a student's class bar say to the web, and hear.
// Students are known by a member id that says nothing outside the class. The instructor link's cookie is the right to teach.
import { z } from 'zod'
import { type PublicQuizItem, QuizAnswer, type Text } from './content.ts'
import type { Result } from './error.ts'
import type { ApiCall, CoachCard, DockerObjects, LabState, ShellCommand, TerminalInfo } from './lab.ts'
import {
  type BoardFault,
  type BoardPairs,
  type ExerciseAnswers,
  exercisePayload,
  type StudentFault,
  type StudentPair,
} from './live-exercise.ts'
import { Gate, type GateStanding } from './live-gate.ts'
import { CLASS_SIZE, NAME_LENGTH, NOTE_LENGTH, WALL_LENGTH } from './live-limit.ts'
import { type Played, type RecordAnswers, type Recording, recordPayload } from './live-record.ts'
import { RunSheet } from './live-sheet.ts'
import { type Claim, type StaffLink, type StaffNote, StaffRole, type Teacher } from './live-staff.ts'
import { type Together, type TogetherNews, togetherPayload } from './live-together.ts'
import type { VmRun } from './vm.ts'

/** lead: the class goes where the instructor is. free: everybody at their own pace. gate: past each step together. */
export const ClassMode = z.enum(['lead', 'free', 'gate'])
export type ClassMode = z.infer<typeof ClassMode>

/** A note that a student puts up with one key, as coloured paper in a room. */
export const Sticky = z.enum(['done', 'slow', 'stuck'])
export type Sticky = z.infer<typeof Sticky>

/** A student whom others may ask. asked: who teaches would have it so; on: they agreed, or offered it themselves. */
export const PeerHelp = z.enum(['asked', 'on'])
export type PeerHelp = z.infer<typeof PeerHelp>

export const Pulse = z.enum(['fast', 'ok', 'slow'])
export type Pulse = z.infer<typeof Pulse>

export interface ClassPlace {
  slug: string
  /** Absent: the lesson's text; the lab has not begun. */
  step?: string
}

/** What everybody in a class may know of it. */
export interface ClassInfo {
  id: string
  code: string
  title: string
  mode: ClassMode
  place: ClassPlace | null
  /** Nobody in the lab of `place` goes past its step. */
  gate: Gate | null
  /** Who looks elsewhere in lead mode was last called back then, ms since 1970. */
  called: number | null
  /** Hands off, eyes on the instructor: a banner, no lock. */
  freeze: boolean
  /** Counts down to this moment, ms since 1970. */
  timer: { until: number; minutes: number } | null
  lessons: string[]
  created: number
  ended: number | null
  /** A question on how fast it goes, open for answers. */
  pulse: { n: number; until: number } | null
  /** So many people are to come: places are kept for them. null: nobody has said. */
  expected: number | null
  /** A terminal of who teaches (null: the instructor's) that everybody may look at. */
  stage: { by: string | null; since: number } | null
}

/** A command typed on the stage, to be copied. */
export interface StageCommand {
  /** Counts up in its terminal. */
  n: number
  line: string
  /** null while it runs. */
  exit: number | null
}

/** One mark per lab step: not started, working, passed, wrong right now. */
export const DOTS = { none: '.', now: 'o', passed: '*', failed: 'x' } as const

export type NeedRule = 'asked' | 'repeated' | 'dwell' | 'idle' | 'environment' | 'off-path'
export interface NeedReason {
  rule: NeedRule
  score: number
  /** ms since 1970 */
  since: number
  /** The error's signature, the check's fail id, or the seconds, as the rule has it. */
  detail?: string
}
export interface Need {
  score: number
  level: 'calm' | 'amber' | 'red'
  reasons: NeedReason[]
}

export interface BoardRow {
  id: string
  name: string
  alias: string
  /** here: a tab is open and seen; hidden: open, not seen; away: none. */
  presence: 'here' | 'hidden' | 'away'
  lab: {
    slug: string
    /** DOTS, one letter a step. */
    dots: string
    /** Index of the step worked on; -1 when all are passed. */
    step: number
    /** ms since 1970 */
    since: number
  } | null
  sticky: { kind: Sticky; at: number } | null
  helper: PeerHelp | null
  /** Their host is not to be reached right now. */
  down: boolean
  /** The last command that they ran: in letters that a shell knows, or in Hangul by a keyboard that was not switched. null: none yet. */
  keys: 'ok' | 'hangul' | null
  need: Need
  /** Told by somebody who teaches: I am on it. */
  claimed: Claim | null
  error: { signature: string; line: string; at: number } | null
  /** The last ones, oldest first, in a class so small that a board has room for them; else none. */
  commands: { line: string; exit: number | null }[]
  /** A teacher looks at a terminal of theirs, with their consent. */
  watched: boolean
  /** Who of those who teach types in it, with their consent (null: the instructor). */
  typed: { by: string | null } | null
}

export interface ErrorCluster {
  slug: string
  step: string
  signature: string
  title: Text
  line: string
  members: string[]
}

export interface PollView {
  id: string
  slug: string
  item: PublicQuizItem
  round: number
  state: 'open' | 'closed' | 'shown'
  answered: number
  /** Only for who teaches, or once shown. Share of right answers, and how many chose what. */
  result: PollResult | null
}
export interface PollResult {
  total: number
  correct: number
  /** By option id; for items without options: right and wrong. */
  counts: { id: string; text: string; count: number; correct: boolean }[]
  advice: 'reteach' | 'pair' | 'move-on'
  /** Of the round before, when there was one. */
  before: number | null
  reasons: { option: string; text: string }[]
}

export interface WallQuestion {
  id: string
  text: string
  at: number
  votes: number
  /** By the one who looks. */
  voted: boolean
  mine: boolean
  state: 'open' | 'answered' | 'hidden'
}

export interface Board {
  /** Who looks at this board. */
  me: Teacher
  info: ClassInfo
  rows: BoardRow[]
  sheet: RunSheet
  clusters: ErrorCluster[]
  /** null: there is no gate. */
  gate: GateStanding | null
  poll: PollView | null
  wall: WallQuestion[]
  pulse: Record<Pulse, number>
  /** What is broken for an exercise right now. */
  faults: BoardFault[]
  pairs: BoardPairs | null
  /** Starts of virtual machines and containers that students measured: the last few of each. */
  vm: VmStart[]
  /** For clocks that differ. */
  now: number
}

export type VmStart = Pick<VmRun, 'side' | 'shellMs' | 'memoryBytes'>

/** What a student sees of the class, and of what others see of them. */
export interface StudentClass {
  info: ClassInfo
  name: string
  alias: string
  sticky: Sticky | null
  helper: PeerHelp | null
  /** Nicknames of classmates who are here and help. */
  helpers: string[]
  poll: PollView | null
  /** Already answered in this round. */
  answered: boolean
  wall: WallQuestion[]
  /** Who asks to look, who looks (null: the instructor), since when; and whether they ask to type, or do. */
  watch: {
    by: string | null
    state: 'asked' | 'on'
    terminal: string
    since: number
    typing: Together | null
  } | null
  pulsed: boolean
  /** Something on their host was broken for an exercise. */
  fault: StudentFault | null
  pair: StudentPair | null
  /** A terminal of theirs is being recorded, by their own wish. ms since 1970 */
  recording: { since: number } | null
  /** One of their recordings was played just now. */
  played: Played | null
}

/** Everything about one student, for who teaches. The same list is shown to the student. */
export interface Person {
  row: BoardRow
  state: LabState | null
  calls: ApiCall[]
  commands: ShellCommand[]
  objects: DockerObjects | null
  cards: CoachCard[]
  terminals: TerminalInfo[]
  /** Left by those who helped, oldest first. */
  notes: StaffNote[]
  /** Those that they let be played. */
  recordings: Recording[]
}

const member = z.string().max(40)
const slug = z.string().max(100)
const step = z.string().max(100)
const expected = z.number().int().min(1).max(CLASS_SIZE)

/** Payloads, parsed at the door. Every event is acknowledged with a Result. */
export const livePayload = {
  // A student's.
  'class:hello': z.strictObject({}),
  'class:join': z.strictObject({ code: z.string().max(40), name: z.string().trim().min(1).max(NAME_LENGTH) }),
  'class:leave': z.strictObject({}),
  'class:sticky': z.strictObject({ kind: Sticky.nullable() }),
  /** Others may ask me, or no longer. */
  'class:help': z.strictObject({ on: z.boolean() }),
  'class:fine': z.strictObject({}),
  /** `idle`: ms since the last key, click or scroll. */
  'class:seen': z.strictObject({ visible: z.boolean(), idle: z.number().int().min(0) }),
  'class:pulse': z.strictObject({ answer: Pulse }),
  'poll:answer': z.strictObject({
    poll: z.string().max(40),
    answer: QuizAnswer,
    reason: z.string().max(300).optional(),
  }),
  'wall:ask': z.strictObject({ text: z.string().trim().min(1).max(WALL_LENGTH) }),
  'wall:vote': z.strictObject({ question: z.string().max(40), up: z.boolean() }),
  'watch:answer': z.strictObject({ accept: z.boolean() }),
  'stage:look': z.strictObject({ on: z.boolean() }),
  /** The steps before the one that who shows is at are done for me. */
  'stage:same': z.strictObject({}),
  'minute:write': z.strictObject({ clear: z.string().trim().max(300), muddy: z.string().trim().max(300) }),
  ...exercisePayload,
  ...recordPayload,
  ...togetherPayload,
  // The instructor's.
  'board:list': z.strictObject({}),
  'board:start': z.strictObject({
    title: z.string().trim().max(80),
    lessons: z.array(slug).min(1).max(40),
    expected: expected.optional(),
  }),
  'board:open': z.strictObject({ class: z.string().max(40) }),
  'board:steer': z.strictObject({
    mode: ClassMode.optional(),
    place: z.strictObject({ slug, step: step.optional() }).optional(),
    freeze: z.boolean().optional(),
    /** Of the gate; null: it is opened by hand only. */
    gateMinutes: Gate.shape.minutes.optional(),
    minutes: z.number().min(0).max(240).optional(),
  }),
  /** null: nobody has said how many come. */
  'board:expect': z.strictObject({ people: expected.nullable() }),
  /** Everybody is taken along to where the class is, once more. */
  'board:call': z.strictObject({}),
  /** The gate opens: it stands at the next step now. */
  'board:gate': z.strictObject({}),
  'board:end': z.strictObject({}),
  'board:claim': z.strictObject({ member, on: z.boolean() }),
  /** `note`: what comes next for this student. A helper always says. */
  'board:settle': z.strictObject({
    member,
    minutes: z.number().min(1).max(60),
    note: z.string().trim().max(NOTE_LENGTH).optional(),
  }),
  'board:card': z.strictObject({
    members: z.array(member).min(1).max(200),
    signature: z.string().max(60).optional(),
    text: z.string().trim().max(WALL_LENGTH).optional(),
  }),
  'board:pulse': z.strictObject({}),
  'stage:terminals': z.strictObject({}),
  'stage:start': z.strictObject({ terminal: z.string().max(40) }),
  'stage:stop': z.strictObject({}),
  'sheet:set': z.strictObject({ sheet: RunSheet }),
  'staff:list': z.strictObject({}),
  'staff:invite': z.strictObject({ role: StaffRole, name: z.string().trim().min(1).max(NAME_LENGTH) }),
  'staff:revoke': z.strictObject({ link: z.string().max(40) }),
  'poll:open': z.strictObject({ slug, item: z.string().max(100) }),
  'poll:close': z.strictObject({}),
  'poll:show': z.strictObject({}),
  'poll:again': z.strictObject({}),
  'poll:drop': z.strictObject({}),
  'wall:mark': z.strictObject({ question: z.string().max(40), state: z.enum(['open', 'answered', 'hidden']) }),
  'person:open': z.strictObject({ member }),
  'person:close': z.strictObject({}),
  'person:watch': z.strictObject({ member, terminal: z.string().max(40) }),
  'person:unwatch': z.strictObject({}),
  /** Would have them help others, or no longer. */
  'person:helper': z.strictObject({ member, on: z.boolean() }),
  /** Their host as it is at the beginning of the step that they are at, or of one before. */
  'person:reset': z.strictObject({ member, step }),
  'person:bring': z.strictObject({ members: z.array(member).min(1).max(200), step }),
} as const
export type LivePayload = { [K in keyof typeof livePayload]: z.infer<(typeof livePayload)[K]> }

export interface LiveAnswers extends ExerciseAnswers, RecordAnswers {
  'class:hello': StudentClass | null
  'class:join': StudentClass
  'board:list': { id: string; code: string; title: string; created: number; ended: number | null; members: number }[]
  'board:start': { id: string }
  'board:open': Board
  /** null: nothing is shown. */
  'stage:look': { commands: StageCommand[] } | null
  /** null: they are there already, or further. */
  'stage:same': { step: string } | null
  'stage:terminals': TerminalInfo[]
  'staff:list': StaffLink[]
  /** The token is said once. */
  'staff:invite': { link: StaffLink; token: string }
  'person:open': Person
  'person:bring': { brought: number; failed: string[] }
}
export type LiveAnswer<E extends keyof LivePayload> = E extends keyof LiveAnswers ? LiveAnswers[E] : null

type Ack<T> = (result: Result<T>) => void
export type LiveClientEvents = {
  [E in keyof LivePayload]: (payload: LivePayload[E], ack: Ack<LiveAnswer<E>>) => void
} & {
  /** Of a watched terminal: `bytes` more were drawn. */
  a: (channel: number, bytes: number) => void
  /** Keys for the watched terminal, under the grant that `type:state` named. */
  y: (grant: number, bytes: Uint8Array) => void
}

export type LiveServerEvents = {
  /** To students: the class, whole; it is small. null: the class is over for them. */
  class: (state: StudentClass | null) => void
  /** A card from who teaches: a known explanation, or words. */
  card: (card: { card?: CoachCard; text?: string; by: string | null }) => void
  /** To boards: rows that changed, at most twice a second. */
  'board:rows': (rows: BoardRow[], now: number) => void
  'board:gone': (member: string) => void
  /** Nothing more comes: the class has ended, or the link was taken back. */
  'board:over': (why: 'class-unknown' | 'not-allowed') => void
  /** Whole, when it was changed; apart from the rest, as it is large and seldom new. */
  'board:sheet': (sheet: RunSheet) => void
  'board:rest': (rest: Omit<Board, 'rows' | 'sheet'>) => void
  'person:news': (news: Person) => void
  'watch:state': (state: {
    member: string
    state: 'asked' | 'on' | 'refused' | 'over'
    channel?: number
    cols?: number
    rows?: number
  }) => void
  /** Who teaches has put the student's lab back to the beginning of a step. */
  'class:reset': (news: { by: string | null; slug: string; step: string }) => void
  'type:state': (news: TogetherNews) => void
  /** Of the terminal on the stage; before its first byte. */
  'stage:size': (size: { cols: number; rows: number }) => void
  /** Whole, oldest first. */
  'stage:commands': (commands: StageCommand[]) => void
  o: (channel: number, bytes: Uint8Array) => void
  'terminal:snapshot': (snapshot: { channel: number; bytes: number }) => void
}
