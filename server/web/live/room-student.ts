// One student of a running class, as the room remembers them.
import type { LabState, ShellCommand } from '#server/protocol/lab.ts'
import type { Need, VmStart } from '#server/protocol/live.ts'
import type { Claim } from '#server/protocol/live-staff.ts'
import type { Member } from './class.ts'
import type { MemberError } from './cluster.ts'

/** How often, and when last. */
export type Tally = Map<string, { count: number; last: number }>

export interface Student {
  member: Member
  /** Tabs of theirs that are connected: visible or not. */
  tabs: Map<string, { visible: boolean }>
  awaySince?: number
  /** Of the learner or of a command of theirs. */
  lastActive: number
  /** The last key or click; the beginning of a command, not its end. */
  lastKey: number
  state?: LabState
  step?: { id: string; since: number }
  errors: Tally
  fails: Tally
  failNow?: string
  error?: MemberError
  /** The command that led to the last card; `at`: when that was last counted. */
  cause?: { signature: string; line: string; at: number; counted: boolean }
  /** The command that runs. */
  running?: { key: string; at: number }
  /** When they passed what, by slug/step. */
  passes: Map<string, number>
  offPath?: { what: string; at: number }
  workspaceBad?: number
  commands: ShellCommand[]
  /** What they measured of virtual machine and container, oldest first. */
  vm: VmStart[]
  fineUntil: number
  settledUntil: number
  claimed: Claim | null
  watched: boolean
  typed: { by: string | null } | null
  need?: Need
  needAt: number
  /** The row as it was last told, as JSON. */
  told: string
}

export function newStudent(member: Member, at: number): Student {
  return {
    member,
    tabs: new Map(),
    awaySince: at,
    lastActive: at,
    lastKey: at,
    errors: new Map(),
    fails: new Map(),
    commands: [],
    passes: new Map(),
    vm: [],
    fineUntil: 0,
    settledUntil: 0,
    claimed: null,
    watched: false,
    typed: null,
    needAt: 0,
    told: '',
  }
}
