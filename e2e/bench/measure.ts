// What a figure is: with its unit, what it stands beside in the same run, and its target.
import { loadavg } from 'node:os'

/** Milliseconds with fractions. */
export const now = () => performance.now()

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

export interface Line {
  what: string
  figure: number
  unit: string
  /** What it is compared with, in the same run. */
  beside?: { what: string; figure: number }
  /** Largest allowed figure, or ratio where `beside` is given; with `least` the smallest. Without one it only informs. */
  target?: number
  least?: boolean
}

/** A line as it is written to bench.json. */
export interface Told extends Line {
  ratio?: number
  met?: boolean
  /** Load average of the last minute: what else the machine was doing. */
  load: number
}

export function tell(line: Line): Told {
  const ratio = line.beside ? line.figure / line.beside.figure : undefined
  const value = ratio ?? line.figure
  const met = line.target === undefined ? undefined : line.least ? value >= line.target : value <= line.target
  return { ...line, ratio, met, load: loadavg()[0] ?? Number.NaN }
}

export function print({ what, figure, unit, beside, target, least, ratio, met }: Told): void {
  const verdict = met === undefined ? '      ' : met ? 'met   ' : 'missed'
  const against =
    beside && ratio !== undefined
      ? `  ${beside.what} ${beside.figure.toFixed(2)} ${unit}  ratio ${ratio.toFixed(2)}x`
      : ''
  const wanted = target === undefined ? '' : `  (target ${least ? '>=' : '<='} ${target}${beside ? 'x' : ` ${unit}`})`
  console.log(`${verdict}  ${what.padEnd(52)} ${`${figure.toFixed(2)} ${unit}`.padStart(14)}${against}${wanted}`)
}

export const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms))

/** Rejects by name instead of waiting for ever. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms / 1000} s`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** One of each in turn, so that whatever slows the machine slows both alike. Returns ms per sample. */
export async function inTurn<K extends string>(
  samples: number,
  works: Record<K, () => Promise<unknown>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(works) as K[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>
  for (let at = 0; at < samples; at++)
    for (const name of names) {
      const start = now()
      await works[name]()
      times[name].push(now() - start)
    }
  return times
}
