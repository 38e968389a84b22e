// An axis of times that are far apart: powers of ten around what was measured. Times in ms.

/** From the power of ten below the least to the one above the most, at least two. */
export function ticksOf(times: readonly number[]): number[] {
  const low = Math.floor(Math.log10(Math.max(1, Math.min(...times))))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...times))))
  return Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at))
}

/** 0 at the first tick, 1 at the last. */
export function placeOf(ms: number, ticks: readonly number[]): number {
  const [first = 1, last = 10] = [ticks[0], ticks.at(-1)]
  return Math.log10(Math.max(first, ms) / first) / Math.log10(last / first)
}

/** Of a list that is not empty. */
export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
