// One running class in memory: where everybody is, who needs somebody, which error is many people's. It is fed by what happens
// (lab states, cards, commands, signs of life) and says which rows of the board changed. All that must outlive a restart of
// the web is in the store; the rest comes back with the next thing that happens.
import type { Lesson } from '#content/load.ts'
import type { Text } from '#server/protocol/content.ts'
import type { CoachCard, LabState, ShellCommand, WorkspaceState } from '#server/protocol/lab.ts'
import {
  type BoardRow,
  type ClassInfo,
  DOTS,
  type ErrorCluster,
  type Need,
  type Pulse,
  type Sticky,
} from '#server/protocol/live.ts'
import type { Claim } from '#server/protocol/live-staff.ts'
import type { ClassEvent, Member } from './class.ts'
import { clustersOf, type MemberError } from './cluster.ts'
import { needOf, steady } from './need.ts'

const COMMANDS_KEPT = 20
/** A card that comes this soon after its command was counted is about the same run of it. */
const SAME_RUN_MS = 1_500
/** Up to this many students the board shows what each typed last, and so much of it. */
const SMALL_CLASS = 6
const COMMANDS_TOLD = 3
const COMMAND_LENGTH = 100
const FINE_MS = 180_000
export const PULSE_MS = 60_000
/** Cards that say: right command, wrong place. */
const OFF_PATH = new Set(['hangul-layout', 'docker-in-container', 'sql-in-shell', 'wrong-shell'])

interface Student {
  member: Member
  /** Tabs of theirs that are connected: visible or not. */
  tabs: Map<string, { visible: boolean }>
  awaySince?: number
  lastActive: number
  state?: LabState
  step?: { id: string; since: number }
  errors: Map<string, { count: number; last: number }>
  fails: Map<string, { count: number; last: number }>
  failNow?: string
  error?: MemberError
  /** The command that led to the last card; `at`: when that was last counted. */
  cause?: { signature: string; line: string; at: number; counted: boolean }
  /** The command that runs. */
  running?: { key: string; at: number }
  offPath?: { what: string; at: number }
  workspaceBad?: number
  commands: ShellCommand[]
  fineUntil: number
  settledUntil: number
  claimed: Claim | null
  watched: boolean
  need?: Need
  needAt: number
  /** The row as it was last told, as JSON. */
  told: string
}

export interface RoomParts {
  info: ClassInfo
  lessons: ReadonlyMap<string, Lesson>
  /** Written down for the report; must not throw. */
  note(event: Omit<ClassEvent, 'at' | 'class_id' | 'slug' | 'step' | 'detail'> & Partial<ClassEvent>): void
  now?: () => number
}

export type Room = ReturnType<typeof createRoom>

export function createRoom({ info, lessons, note, now = Date.now }: RoomParts) {
  const students = new Map<string, Student>()
  const byUser = new Map<string, Student>()
  /** ms from the step's beginning to its pass, by slug/step. */
  const times = new Map<string, number[]>()
  const pulses = new Map<string, Pulse>()
  /** The last card of each kind, to be shown to others. */
  const cards = new Map<string, CoachCard>()
  let pulse: ClassInfo['pulse'] = null
  let clusters: ErrorCluster[] = []

  const must = (user: string) => byUser.get(user)

  function add(member: Member): void {
    const known = students.get(member.id)
    if (known) {
      known.member = member
      return
    }
    const student: Student = {
      member,
      tabs: new Map(),
      awaySince: now(),
      lastActive: now(),
      errors: new Map(),
      fails: new Map(),
      commands: [],
      fineUntil: 0,
      settledUntil: 0,
      claimed: null,
      watched: false,
      needAt: 0,
      told: '',
    }
    students.set(member.id, student)
    byUser.set(member.user_id, student)
  }

  function remove(member: string): void {
    const student = students.get(member)
    if (!student) return
    students.delete(member)
    byUser.delete(student.member.user_id)
  }

  // ---------------------------------------------------------------- what happens
  function labState(user: string, state: LabState): void {
    const student = must(user)
    if (!student) return
    const before = student.state?.slug === state.slug ? student.state : undefined
    if (before && before.rev > state.rev) return
    student.state = state
    const current = state.steps.find((step) => step.status === 'current')
    if (before)
      for (const step of state.steps) {
        const old = before.steps.find(({ id }) => id === step.id)
        if (step.status === 'passed' && old?.status !== 'passed') passed(student, state.slug, step.id)
      }
    if (current?.id !== student.step?.id || !before) {
      student.step = current && { id: current.id, since: now() }
      student.errors.clear()
      student.fails.clear()
      student.failNow = undefined
      student.cause = undefined
      student.offPath = undefined
    }
    const fail = current?.fail?.id
    if (fail && fail !== student.failNow) count(student.fails, fail)
    student.failNow = fail
  }

  function passed(student: Student, slug: string, step: string): void {
    const ms = student.step?.id === step ? now() - student.step.since : undefined
    if (ms !== undefined) {
      const key = `${slug}/${step}`
      times.set(key, [...(times.get(key) ?? []), ms])
    }
    note({ member_id: student.member.id, kind: 'step', slug, step, detail: ms === undefined ? null : String(ms) })
    // The error was overcome; "stuck" was about a step that is done now.
    student.error = undefined
    if (student.member.sticky?.kind === 'stuck') sticky(student.member.user_id, null)
  }

  function card(user: string, given: CoachCard): void {
    const student = must(user)
    if (!student) return
    const { signature, line, title } = given
    cards.set(signature, given)
    const before = student.cause
    const counted = before?.counted && before.signature === signature && now() - before.at < SAME_RUN_MS
    if (given.command) student.cause = { signature, line: given.command, at: now(), counted: false }
    if (counted) return
    count(student.errors, signature)
    const where = { slug: student.state?.slug ?? '', step: student.step?.id ?? '' }
    student.error = { member: student.member.id, ...where, signature, title, line, at: now() }
    if (OFF_PATH.has(signature)) student.offPath = { what: signature, at: now() }
    note({ member_id: student.member.id, kind: 'error', ...where, detail: signature })
  }

  function command(user: string, line: ShellCommand): void {
    const student = must(user)
    if (!student) return
    student.lastActive = now()
    const at = student.commands.findIndex(({ terminal, n }) => terminal === line.terminal && n === line.n)
    if (at >= 0) student.commands[at] = line
    else student.commands = [...student.commands.slice(1 - COMMANDS_KEPT), line]
    const key = `${line.terminal}/${line.n}`
    if (line.exit === undefined) student.running = { key, at: now() }
    else if (line.exit !== 0 && student.running?.key === key) again(student, line.line, student.running.at)
  }

  /** The same command failed once more. The coach explains one cause once in a while; who tries again sooner is no less stuck. */
  function again(student: Student, line: string, begun: number): void {
    const { cause, error } = student
    if (!cause || cause.line !== line || cause.at >= begun || error?.signature !== cause.signature) return
    count(student.errors, cause.signature)
    student.cause = { ...cause, at: now(), counted: true }
    student.error = { ...error, at: now() }
    note({
      member_id: student.member.id,
      kind: 'error',
      slug: error.slug,
      step: error.step,
      detail: cause.signature,
    })
  }

  function workspace(user: string, { state }: WorkspaceState): void {
    const student = must(user)
    if (!student) return
    student.workspaceBad = state === 'ready' ? undefined : (student.workspaceBad ?? now())
  }

  function count(map: Map<string, { count: number; last: number }>, key: string) {
    map.set(key, { count: (map.get(key)?.count ?? 0) + 1, last: now() })
  }

  // ---------------------------------------------------------------- signs of a person
  function seen(user: string, tab: string, { visible, idle }: { visible: boolean; idle: number }): void {
    const student = must(user)
    if (!student) return
    student.tabs.set(tab, { visible })
    student.awaySince = undefined
    student.lastActive = Math.max(student.lastActive, now() - idle)
  }

  function gone(user: string, tab: string): void {
    const student = must(user)
    if (!student) return
    student.tabs.delete(tab)
    if (student.tabs.size === 0) student.awaySince ??= now()
  }

  function sticky(user: string, kind: Sticky | null): Member['sticky'] {
    const student = must(user)
    if (!student) return null
    student.member.sticky = kind && { kind, at: now() }
    student.lastActive = now()
    if (kind) note({ member_id: student.member.id, kind: 'sticky', detail: kind })
    return student.member.sticky
  }

  function fine(user: string): void {
    const student = must(user)
    if (student) student.fineUntil = now() + FINE_MS
  }

  // ---------------------------------------------------------------- the one who teaches
  function claim(member: string, by: Claim | null): void {
    const student = students.get(member)
    if (student) student.claimed = by
  }

  function settle(member: string, ms: number): void {
    const student = students.get(member)
    if (!student) return
    student.settledUntil = now() + ms
    student.claimed = null
    student.errors.clear()
    student.fails.clear()
    note({ member_id: member, kind: 'settled' })
    if (student.member.sticky) sticky(student.member.user_id, null)
  }

  function askPulse(): void {
    pulses.clear()
    pulse = { n: (pulse?.n ?? 0) + 1, until: now() + PULSE_MS }
  }

  function answerPulse(user: string, answer: Pulse): void {
    const student = must(user)
    if (!student || !pulse) return
    pulses.set(student.member.id, answer)
    note({ member_id: student.member.id, kind: 'pulse', detail: answer })
  }

  // ---------------------------------------------------------------- the board
  function row(student: Student): BoardRow {
    const { member, state, step } = student
    const need = judge(student)
    return {
      id: member.id,
      name: member.name,
      alias: aliasOf(member.id),
      presence:
        student.tabs.size === 0 ? 'away' : [...student.tabs.values()].some((tab) => tab.visible) ? 'here' : 'hidden',
      lab: state
        ? {
            slug: state.slug,
            dots: dotsOf(
              state,
              student.failNow !== undefined || (student.error !== undefined && step?.id === student.error.step),
            ),
            step: state.steps.findIndex(({ status }) => status === 'current'),
            since: step?.since ?? 0,
          }
        : null,
      sticky: member.sticky,
      need,
      claimed: student.claimed,
      error: student.error
        ? { signature: student.error.signature, line: student.error.line.slice(0, 200), at: student.error.at }
        : null,
      commands:
        students.size <= SMALL_CLASS
          ? student.commands
              .slice(-COMMANDS_TOLD)
              .map(({ line, exit }) => ({ line: line.slice(0, COMMAND_LENGTH), exit: exit ?? null }))
          : [],
      watched: student.watched,
    }
  }

  function judge(student: Student): Need {
    const at = now()
    const { state, step } = student
    const unhealthy = [student.workspaceBad, student.awaySince].filter((one) => one !== undefined)
    const found = needOf({
      now: at,
      sticky: student.member.sticky,
      ...(step && !state?.done ? { stepSince: step.since } : {}),
      errors: student.errors,
      fails: student.fails,
      ...(step && state ? { medianMs: median(times.get(`${state.slug}/${step.id}`)) } : {}),
      visible: [...student.tabs.values()].some((tab) => tab.visible),
      lastActive: student.lastActive,
      ...(unhealthy.length > 0 && state ? { unhealthySince: Math.min(...unhealthy) } : {}),
      ...(student.offPath ? { offPath: student.offPath } : {}),
      fineUntil: student.fineUntil,
      settledUntil: student.settledUntil,
    })
    const settled = student.settledUntil > at
    const next = settled ? found : steady(student.need, student.needAt, found, at)
    if (next === found) {
      student.need = found
      student.needAt = at
    }
    return next
  }

  return {
    get info(): ClassInfo {
      return { ...info, pulse: pulse && pulse.until > now() ? pulse : null }
    },
    change(change: Partial<Pick<ClassInfo, 'mode' | 'place' | 'freeze' | 'timer' | 'ended'>>): void {
      Object.assign(info, change)
    },
    add,
    remove,
    labState,
    card,
    command,
    workspace,
    seen,
    gone,
    sticky,
    fine,
    claim,
    settle,
    askPulse,
    answerPulse,
    pulsed: (user: string) => pulses.has(byUser.get(user)?.member.id ?? ''),
    watched(member: string, on: boolean): void {
      const student = students.get(member)
      if (student) student.watched = on
    },
    member: (id: string): Member | undefined => students.get(id)?.member,
    memberOf: (user: string): Member | undefined => byUser.get(user)?.member,
    claimOf: (id: string): Claim | null => students.get(id)?.claimed ?? null,
    /** Students that one teacher holds. */
    heldBy: (by: string): string[] =>
      [...students.values()].filter(({ claimed }) => claimed?.by === by).map(({ member }) => member.id),
    members: (): Member[] => [...students.values()].map(({ member }) => member),
    commandsOf: (id: string): ShellCommand[] => students.get(id)?.commands ?? [],
    stateOf: (id: string): LabState | undefined => students.get(id)?.state,
    row(id: string): BoardRow | undefined {
      const student = students.get(id)
      return student && row(student)
    },
    rows: (): BoardRow[] => [...students.values()].map(row),
    /** Rows that differ from what was last told here. */
    changed(): BoardRow[] {
      const out: BoardRow[] = []
      for (const student of students.values()) {
        const next = row(student)
        // The score of a note rises by the second; the board counts that by itself.
        const told = JSON.stringify({
          ...next,
          need: {
            ...next.need,
            score: 0,
            reasons: next.need.reasons.map(({ rule, since, detail }) => [
              rule,
              since > 0 && rule !== 'idle' ? since : 0,
              detail,
            ]),
          },
        })
        if (told === student.told) continue
        student.told = told
        out.push(next)
      }
      return out
    },
    clusters(): ErrorCluster[] {
      const errors = [...students.values()].flatMap(({ error }) => (error ? [error] : []))
      clusters = clustersOf(errors, students.size, now())
      return clusters
    },
    pulse(): Record<Pulse, number> {
      const counts: Record<Pulse, number> = { fast: 0, ok: 0, slow: 0 }
      for (const answer of pulses.values()) counts[answer]++
      return counts
    },
    cardOf: (signature: string): CoachCard | undefined => cards.get(signature),
    titleOf: (slug: string): Text | undefined => lessons.get(slug)?.meta.title,
  }
}

function dotsOf(state: LabState, wrong: boolean): string {
  return state.steps
    .map(({ status }) =>
      status === 'passed' ? DOTS.passed : status === 'current' ? (wrong ? DOTS.failed : DOTS.now) : DOTS.none,
    )
    .join('')
}

function median(values: number[] | undefined): number | undefined {
  if (!values || values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

const CREATURES = [
  'otter',
  'gull',
  'crane',
  'whale',
  'heron',
  'seal',
  'tern',
  'crab',
  'pearl',
  'coral',
  'tide',
  'buoy',
] as const

/** What other students see in place of a name: the same for the whole class, and no way back to the name. */
export function aliasOf(member: string): string {
  let sum = 0
  for (const letter of member) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_003
  return `${CREATURES[sum % CREATURES.length]}-${String(sum % 97).padStart(2, '0')}`
}
