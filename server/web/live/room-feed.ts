// What happens on a student's host, as the room is told of it: lab states, cards, commands, the workspace's health.
import type { CoachCard, LabState, ShellCommand, StepState, WorkspaceState } from '#server/protocol/lab.ts'
import type { VmRun } from '#server/protocol/vm.ts'
import { vmSides } from '#server/protocol/vm-terminal.ts'
import type { ClassEvent, Note } from './class.ts'
import type { Recalled } from './recall.ts'
import type { Student, Tally } from './room-student.ts'

const COMMANDS_KEPT = 20
/** Of each side: who starts ten says no more than who starts three. */
const STARTS_KEPT = 3
/** A card that comes this soon after its command was counted is about the same run of it. */
const SAME_RUN_MS = 1_500
/** Cards that say: right command, wrong place. */
const OFF_PATH = new Set(['hangul-layout', 'docker-in-container', 'sql-in-shell', 'wrong-shell'])

export function createFeed(parts: {
  studentOf(user: string): Student | undefined
  /** What they were stuck at is done. */
  unstick(student: Student): void
  note: Note
  now(): number
}) {
  const { studentOf, unstick, note, now } = parts
  /** ms from the step's beginning to its pass, by slug/step. */
  const times = new Map<string, number[]>()
  /** The last card of each kind, to be shown to others. */
  const cards = new Map<string, CoachCard>()

  function labState(user: string, state: LabState): void {
    const student = studentOf(user)
    if (!student) return
    const before = student.state?.slug === state.slug ? student.state : undefined
    if (before && before.rev > state.rev) return
    student.state = state
    for (const { id, passedAt } of state.steps)
      if (passedAt !== undefined) student.passes.set(`${state.slug}/${id}`, passedAt)
    const current = state.steps.find((step) => step.status === 'current')
    if (before)
      for (const step of state.steps) {
        const old = before.steps.find(({ id }) => id === step.id)
        if (step.status === 'passed' && old?.status !== 'passed') passed(student, state.slug, step)
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

  function passed(student: Student, slug: string, { id: step, passedAt }: StepState): void {
    // Told late where the web was away meanwhile.
    const ms = student.step?.id === step ? Math.max(0, (passedAt ?? now()) - student.step.since) : undefined
    if (ms !== undefined) took(slug, step, ms)
    note({ member_id: student.member.id, kind: 'step', slug, step, detail: ms === undefined ? null : String(ms) })
    // The error was overcome; "stuck" was about a step that is done now.
    student.error = undefined
    if (student.member.sticky?.kind === 'stuck') unstick(student)
  }

  function took(slug: string, step: string, ms: number): void {
    const key = `${slug}/${step}`
    const known = times.get(key)
    if (known) known.push(ms)
    else times.set(key, [ms])
  }

  /** What was known before the web was started again. Nothing of it is news, nothing is noted. */
  function recall(all: readonly Recalled[], events: readonly ClassEvent[]): void {
    for (const { kind, slug, step, detail } of events)
      if (kind === 'step' && slug && step && detail) took(slug, step, Number(detail))
    for (const { user, state, since, errors } of all) {
      const student = studentOf(user)
      if (!student) continue
      labState(user, state)
      if (student.step) student.step = { ...student.step, since }
      for (const { signature, at } of errors) count(student.errors, signature, at)
    }
  }

  function card(user: string, given: CoachCard): void {
    const student = studentOf(user)
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
    const student = studentOf(user)
    if (!student) return
    student.lastActive = now()
    const at = student.commands.findIndex(({ terminal, n }) => terminal === line.terminal && n === line.n)
    if (at >= 0) student.commands[at] = line
    else student.commands = [...student.commands.slice(1 - COMMANDS_KEPT), line]
    const key = `${line.terminal}/${line.n}`
    if (line.exit === undefined) {
      student.running = { key, at: now() }
      student.lastKey = now()
    } else if (line.exit !== 0 && student.running?.key === key) again(student, line.line, student.running.at)
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
    const student = studentOf(user)
    if (!student) return
    student.workspaceBad = state === 'ready' ? undefined : (student.workspaceBad ?? now())
  }

  function vm(user: string, runs: readonly VmRun[]): void {
    const student = studentOf(user)
    if (!student) return
    student.vm = vmSides.flatMap((side) =>
      runs
        .filter((run) => run.side === side)
        .slice(-STARTS_KEPT)
        .map(({ shellMs, memoryBytes }) => ({ side, shellMs, memoryBytes })),
    )
  }

  function count(map: Tally, key: string, at = now()) {
    map.set(key, { count: (map.get(key)?.count ?? 0) + 1, last: at })
  }

  return {
    recall,
    labState,
    card,
    command,
    workspace,
    vm,
    cardOf: (signature: string): CoachCard | undefined => cards.get(signature),
    /** Of those who passed the step; undefined: nobody has. */
    medianMs: (slug: string, step: string): number | undefined => median(times.get(`${slug}/${step}`)),
  }
}

function median(values: number[] | undefined): number | undefined {
  if (!values || values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
