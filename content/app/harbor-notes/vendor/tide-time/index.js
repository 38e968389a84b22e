// Tides come twice in a lunar day, which is 50 minutes longer than the sun's. Good enough for a notice board.
const BETWEEN_TIDES_MS = 745.2 * 60_000
/** A high tide to count from. ms since 1970 */
const KNOWN_TIDE = Date.UTC(2025, 0, 1, 3, 40)

/** When the first high tide after `now` is. */
export function nextHighTide(now) {
  const since = now.getTime() - KNOWN_TIDE
  return new Date(KNOWN_TIDE + Math.ceil(since / BETWEEN_TIDES_MS) * BETWEEN_TIDES_MS)
}
