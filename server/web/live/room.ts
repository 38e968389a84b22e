// One running class in memory: where everybody is, who needs somebody, which error is many people's. It is fed by what happens
// (lab states, cards, commands, signs of life) and says which rows of the board changed. All that must outlive a restart of
// the web is in the store; the rest comes back with the next thing that happens.
import type { LabState, ShellCommand } from '#server/protocol/lab.ts'
import type { BoardRow, ClassInfo, ErrorCluster, Pulse, Sticky, VmStart } from '#server/protocol/live.ts'
import type { GateStanding } from '#server/protocol/live-gate.ts'
import type { Claim } from '#server/protocol/live-staff.ts'
import type { Member, Note } from './class.ts'
import { clustersOf } from './cluster.ts'
import { standingOf } from './gate.ts'
import { createFeed } from './room-feed.ts'
import { gistOf, rowOf } from './room-row.ts'
import { newStudent, type Student } from './room-student.ts'

/** Up to this many students the board shows what each typed last. */
const SMALL_CLASS = 6
const FINE_MS = 180_000
const PULSE_MS = 60_000

export interface RoomParts {
  info: ClassInfo
  /** Written down for the report; must not throw. */
  note: Note
  now?: () => number
}

export type Room = ReturnType<typeof createRoom>

export function createRoom({ info, note, now = Date.now }: RoomParts) {
  const students = new Map<string, Student>()
  const byUser = new Map<string, Student>()
  const pulses = new Map<string, Pulse>()
  let pulse: ClassInfo['pulse'] = null

  const must = (user: string) => byUser.get(user)
  const feed = createFeed({
    studentOf: must,
    unstick: ({ member }) => void sticky(member.user_id, null),
    note,
    now,
  })

  function add(member: Member): void {
    const known = students.get(member.id)
    if (known) {
      known.member = member
      return
    }
    const student = newStudent(member, now())
    students.set(member.id, student)
    byUser.set(member.user_id, student)
  }

  function remove(member: string): void {
    const student = students.get(member)
    if (!student) return
    students.delete(member)
    byUser.delete(student.member.user_id)
  }

  // ---------------------------------------------------------------- signs of a person
  function seen(user: string, tab: string, { visible, idle }: { visible: boolean; idle: number }): void {
    const student = must(user)
    if (!student) return
    student.tabs.set(tab, { visible })
    student.awaySince = undefined
    student.lastKey = Math.max(student.lastKey, now() - idle)
    student.lastActive = Math.max(student.lastActive, student.lastKey)
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
    student.lastKey = now()
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

  const board = (student: Student): BoardRow =>
    rowOf(student, { at: now(), medianMs: feed.medianMs, commands: students.size <= SMALL_CLASS })

  return {
    get info(): ClassInfo {
      return { ...info, pulse: pulse && pulse.until > now() ? pulse : null }
    },
    change(
      change: Partial<
        Pick<ClassInfo, 'mode' | 'place' | 'gate' | 'called' | 'freeze' | 'timer' | 'stage' | 'expected' | 'ended'>
      >,
    ): void {
      Object.assign(info, change)
    },
    add,
    remove,
    ...feed,
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
    /** Somebody types in a terminal of theirs, or no longer: `detail` says who, or how it ended. */
    typed(member: string, by: { by: string | null } | null, detail: string | null): void {
      const student = students.get(member)
      if (!student) return
      student.typed = by
      note({ member_id: member, kind: by ? 'type-begin' : 'type-end', detail })
    },
    /** Null: no longer. */
    setHelper(member: string, helper: Member['helper']): void {
      const student = students.get(member)
      if (!student || student.member.helper === helper) return
      student.member.helper = helper
      note({ member_id: member, kind: 'helper', detail: helper ?? 'off' })
    },
    /** Enough is known to them to help others with. */
    hasPassed: (member: string): boolean => (students.get(member)?.passes.size ?? 0) > 0,
    /** Who helps others, and is here. */
    helpers: (): string[] =>
      [...students.values()]
        .filter(({ member, tabs }) => member.helper === 'on' && tabs.size > 0)
        .map(({ member }) => member.id),
    wasReset: (member: string, slug: string, step: string) =>
      note({ member_id: member, kind: 'reset', slug, step, detail: null }),
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
      return student && board(student)
    },
    rows: (): BoardRow[] => [...students.values()].map(board),
    /** Rows that differ from what was last told here. */
    changed(): BoardRow[] {
      const out: BoardRow[] = []
      for (const student of students.values()) {
        const next = board(student)
        const told = gistOf(next)
        if (told === student.told) continue
        student.told = told
        out.push(next)
      }
      return out
    },
    /** Who is away and has not passed is not waited for. null: there is no gate. */
    gate(): GateStanding | null {
      const { gate, place } = info
      if (!gate || !place?.step) return null
      const key = `${place.slug}/${place.step}`
      const counted = [...students.values()].filter(({ tabs, passes }) => tabs.size > 0 || passes.has(key))
      return standingOf(
        counted.map(({ passes }) => passes.get(key)),
        gate.since,
      )
    },
    clusters(): ErrorCluster[] {
      const errors = [...students.values()].flatMap(({ error }) => (error ? [error] : []))
      return clustersOf(errors, students.size, now())
    },
    vmStarts: (): VmStart[] => [...students.values()].flatMap(({ vm }) => vm),
    pulse(): Record<Pulse, number> {
      const counts: Record<Pulse, number> = { fast: 0, ok: 0, slow: 0 }
      for (const answer of pulses.values()) counts[answer]++
      return counts
    },
  }
}
