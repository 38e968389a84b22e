const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']
const STEP = 1000

/** Bytes as docker writes them: decimal units, three digits. */
export function size(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit++
  }
  return `${Number(value.toPrecision(3))} ${UNITS[unit]}`
}
