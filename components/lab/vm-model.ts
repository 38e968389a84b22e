// What is said and drawn of virtual machine and container, from the runs that were measured.
import type { VmRun, VmSide, VmView } from '#server/protocol/vm.ts'

const SECOND_MS = 1_000
const MINUTE_S = 60

/** 4.6 s, 0.31 s: two digits that count, as one says it. */
export const seconds = (ms: number) => (ms >= SECOND_MS ? (ms / SECOND_MS).toFixed(1) : (ms / SECOND_MS).toFixed(2))

/** 4:05 */
export function minutes(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / SECOND_MS))
  return `${Math.floor(left / MINUTE_S)}:${String(left % MINUTE_S).padStart(2, '0')}`
}

export const runsOf = (view: VmView, side: VmSide): VmRun[] => view.runs.filter((run) => run.side === side)

/** The one in the middle; of two the earlier one in order. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}

/** How many times the machine takes what the container takes; undefined until both were measured. */
export function ratio(view: VmView, of: (run: VmRun) => number): number | undefined {
  const machine = median(runsOf(view, 'machine').map(of))
  const container = median(runsOf(view, 'container').map(of))
  return machine !== undefined && container ? machine / container : undefined
}

/** 14 for 13.6, 2.4 for 2.38. */
export const times = (value: number) => (value >= 10 ? String(Math.round(value)) : value.toFixed(1))
