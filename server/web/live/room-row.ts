// A student's row on the board: what who teaches sees at a glance, with the score of who needs somebody.
import type { LabState } from '#server/protocol/lab.ts'
import { type BoardRow, DOTS, type Need } from '#server/protocol/live.ts'
import { aliasOf } from './alias.ts'
import { needOf, steady } from './need.ts'
import type { Student } from './room-student.ts'

const COMMANDS_TOLD = 3
const COMMAND_LENGTH = 100

/** What a row shows besides what is known of its student. */
interface Beside {
  at: number
  /** How long those who passed a step took. */
  medianMs(slug: string, step: string): number | undefined
  /** There is room for what was typed last. */
  commands: boolean
}

export function rowOf(student: Student, { at, medianMs, commands }: Beside): BoardRow {
  const { member, state, step } = student
  const need = judge(student, at, medianMs)
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
    helper: member.helper,
    down: student.workspaceBad !== undefined,
    keys: keysOf(student.commands.at(-1)?.line),
    need,
    claimed: student.claimed,
    error: student.error
      ? { signature: student.error.signature, line: student.error.line.slice(0, 200), at: student.error.at }
      : null,
    commands: commands
      ? student.commands
          .slice(-COMMANDS_TOLD)
          .map(({ line, exit }) => ({ line: line.slice(0, COMMAND_LENGTH), exit: exit ?? null }))
      : [],
    watched: student.watched,
    typed: student.typed,
  }
}

/** Hangul where a shell expects a command: the keyboard was not switched. */
const keysOf = (line: string | undefined): BoardRow['keys'] =>
  line === undefined ? null : /^\s*[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/.test(line) ? 'hangul' : 'ok'

function judge(student: Student, at: number, medianMs: Beside['medianMs']): Need {
  const { state, step } = student
  const unhealthy = [student.workspaceBad, student.awaySince].filter((one) => one !== undefined)
  const found = needOf({
    now: at,
    sticky: student.member.sticky,
    ...(step && !state?.done ? { stepSince: step.since } : {}),
    errors: student.errors,
    fails: student.fails,
    ...(step && state ? { medianMs: medianMs(state.slug, step.id) } : {}),
    visible: [...student.tabs.values()].some((tab) => tab.visible),
    lastActive: student.lastActive,
    lastKey: student.lastKey,
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

/** Differs when the row is worth telling again. The score of a note rises by the second; the board counts that by itself. */
export function gistOf(row: BoardRow): string {
  return JSON.stringify({
    ...row,
    need: {
      ...row.need,
      score: 0,
      reasons: row.need.reasons.map(({ rule, since, detail }) => [
        rule,
        since > 0 && rule !== 'idle' ? since : 0,
        detail,
      ]),
    },
  })
}

function dotsOf(state: LabState, wrong: boolean): string {
  return state.steps
    .map(({ status }) =>
      status === 'passed' ? DOTS.passed : status === 'current' ? (wrong ? DOTS.failed : DOTS.now) : DOTS.none,
    )
    .join('')
}
