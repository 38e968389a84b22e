// A gate: the class goes past a step together. When it may open by itself, and when most will have passed. Pure; the room says who
// passed when. Times are ms since 1970.
import type { GateStanding } from '#server/protocol/live-gate.ts'

/** The gate opens by itself when so many have passed. */
const SHARE = 0.8
/** Fewer say too little of the others. */
const LEAST_TO_PREDICT = 2
/** How far apart people's times on a step are, as the deviation of their logarithm: a factor of 1.6. What few passes say is pulled towards it. */
const USUAL_SPREAD = 0.5
const USUAL_WEIGHT = 1

/** `passes`: one for everybody who counts; undefined: has not passed. */
export function standingOf(passes: (number | undefined)[], since: number): GateStanding {
  const of = passes.length
  const needed = Math.max(1, Math.ceil(SHARE * of))
  const times = passes.filter((at) => at !== undefined).sort((a, b) => a - b)
  return { passed: times.length, of, needed, expected: expectedAt(times, { of, needed, since }) }
}

/** By itself: most have passed, or the time is up. */
export function opens({ passed, needed }: GateStanding, until: number, now: number): boolean {
  return passed >= needed || now >= until
}

/**
 * People's times on a task are spread evenly on a logarithmic scale around the middle. A line through those known, each at the place
 * that it has among all (who has not passed is somewhere above), says when the last one needed comes.
 */
function expectedAt(
  times: number[],
  { of, needed, since }: { of: number; needed: number; since: number },
): number | null {
  if (times.length >= needed || times.length < Math.max(LEAST_TO_PREDICT, of / 2)) return null
  // Who had passed before the gate stood there says nothing of how long it takes, and still has a place.
  const points = times.flatMap((at, place) =>
    at > since ? [{ x: normalAt((place + 0.5) / of), y: Math.log(at - since) }] : [],
  )
  if (points.length === 0) return null
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [middleX, middleY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))]
  const across = points.reduce((sum, { x }) => sum + (x - middleX) ** 2, USUAL_WEIGHT)
  const up = points.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), USUAL_WEIGHT * USUAL_SPREAD)
  const at = normalAt((needed - 0.5) / of)
  return Math.round(since + Math.exp(middleY + (up / across) * (at - middleX)))
}

/** The point that so much of a normal distribution lies below. Hastings' formula (Abramowitz and Stegun 26.2.23), right to 0.0005. */
function normalAt(share: number): number {
  const tail = Math.sqrt(-2 * Math.log(Math.min(share, 1 - share)))
  const above = 2.515517 + tail * (0.802853 + tail * 0.010328)
  const below = 1 + tail * (1.432788 + tail * (0.189269 + tail * 0.001308))
  return (share < 0.5 ? -1 : 1) * (tail - above / below)
}
