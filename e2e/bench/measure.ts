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
  /** Largest allowed figure, or ratio where `beside` is given. */
  target: number
}

export function print(line: Line): boolean {
  const ratio = line.beside ? line.figure / line.beside.figure : undefined
  const met = (ratio ?? line.figure) <= line.target
  const value = `${line.figure.toFixed(2)} ${line.unit}`
  const against = line.beside
    ? `  ${line.beside.what} ${line.beside.figure.toFixed(2)}  ratio ${ratio!.toFixed(2)}x`
    : ''
  const target = line.beside ? `${line.target}x` : `${line.target} ${line.unit}`
  console.log(
    `${met ? 'met   ' : 'missed'}  ${line.what.padEnd(44)} ${value.padStart(12)}${against}  (target <= ${target})`,
  )
  return met
}

export const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms))
