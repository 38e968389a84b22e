// The last minute of a container's processor and memory, as points of a chart. Pure.
import type { StatSample } from '#server/protocol/docker.ts'

/** One a second. */
export const SAMPLES_MAX = 60

export const withSample = (samples: readonly StatSample[], sample: StatSample): StatSample[] =>
  [...samples, sample].slice(-SAMPLES_MAX)

/** The top of an axis: a round number that no value is above. */
export function roundTop(highest: number, least: number): number {
  const wanted = Math.max(highest, least)
  const power = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= wanted) ?? wanted
}

/** Newest at the right edge, a place per second; y grows downwards. */
export function points(values: readonly number[], top: number, width: number, height: number): [number, number][] {
  const step = width / (SAMPLES_MAX - 1)
  const first = SAMPLES_MAX - values.length
  return values.map((value, index) => [(first + index) * step, height - (Math.min(value, top) / top) * height])
}

export const percent = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)}%`
