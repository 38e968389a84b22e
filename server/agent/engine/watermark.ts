// How full the disk is, in three levels. A level that was reached is left only when a good part more is free again, so that nobody hears
// yes and no in turns while somebody writes and deletes.

/** `warn`: said to who runs the server; `low`: nobody new is taken in. */
export type DiskLevel = 'ok' | 'warn' | 'low'

/** Free bytes below which it warns: so many times those below which it stops. */
const WARN_FACTOR = 2
/** Of its mark, that must be free on top before a level is left. */
const HYSTERESIS = 0.25

export function createWatermark(floorBytes: number) {
  let level: DiskLevel = 'ok'
  const below = (free: number, mark: number, was: boolean) => free < mark * (was ? 1 + HYSTERESIS : 1)
  return (freeBytes: number): DiskLevel => {
    if (below(freeBytes, floorBytes, level === 'low')) level = 'low'
    else level = below(freeBytes, floorBytes * WARN_FACTOR, level !== 'ok') ? 'warn' : 'ok'
    return level
  }
}
