// What a running container takes of what it was given, from the engine's readings of it. Pure.
import type { StatBounds, StatSample } from '#server/protocol/docker.ts'
import type { DockerContainer } from '#server/protocol/lab.ts'

/** Streams of readings that one page has open at once. */
export const GAUGES_MAX = 4

export interface Reading {
  sample: StatSample
  bounds: StatBounds
  /** Of the kernel's slices of time since the reading before, the part in which its share of CPU was used up: 0 … 1. */
  waited: number
}

export function withReading(before: Reading | undefined, sample: StatSample, bounds: StatBounds): Reading {
  const periods = sample.periods - (before?.sample.periods ?? sample.periods)
  const throttled = sample.throttled - (before?.sample.throttled ?? sample.throttled)
  // Less than before: it was started anew.
  return { sample, bounds, waited: periods > 0 && throttled > 0 ? Math.min(1, throttled / periods) : 0 }
}

export interface GaugeLine {
  used: number
  end: number
  asked: boolean
  /** Of the gauge's width: 0 … 1. */
  part: number
}
const line = (used: number, { at, asked }: StatBounds['cpu']): GaugeLine => ({
  used,
  end: at,
  asked,
  part: at > 0 ? Math.min(1, used / at) : 0,
})
export const cpuLine = ({ sample, bounds }: Reading): GaugeLine => line(sample.cpu, bounds.cpu)
export const memoryLine = ({ sample, bounds }: Reading): GaugeLine => line(sample.memory, bounds.memory)

/** It has processes, be they frozen. */
export const hasProcesses = ({ state }: Pick<DockerContainer, 'state'>): boolean =>
  state === 'running' || state === 'paused'

/** Those that get a gauge: the newest. */
export const gauged = (containers: readonly DockerContainer[]): string[] =>
  containers
    .filter(hasProcesses)
    .toSorted((a, b) => b.created - a.created)
    .slice(0, GAUGES_MAX)
    .map(({ id }) => id)

const UNITS = ['B', 'KiB', 'MiB', 'GiB']
const STEP = 1024
/** Memory as docker stats and --memory write it: 64m is 64 MiB. */
export function memorySize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit++
  }
  return `${Number(value.toPrecision(3))} ${UNITS[unit]}`
}
