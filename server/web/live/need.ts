// Who needs somebody, and why. Pure and deterministic: the same signals always give the same score, and each part of it
// carries its reason, so that the board can say why and a student can see what is seen.
import type { Need, NeedReason, Sticky } from '#server/protocol/live.ts'

export interface Signals {
  now: number
  sticky: { kind: Sticky; at: number } | null
  /** When the step that is worked on became current; absent when no lab is open or all is done. */
  stepSince?: number
  /** Coach cards since then, by signature. */
  errors: ReadonlyMap<string, { count: number; last: number }>
  /** How often the same known wrong state came up since then, by fail id. */
  fails: ReadonlyMap<string, { count: number; last: number }>
  /** Median time of those who passed the step, ms; absent when nobody has. */
  medianMs?: number
  visible: boolean
  lastActive: number
  /** The last key or click; a command's end is none. */
  lastKey: number
  /** Since when the workspace is not healthy, or the connection is gone. */
  unhealthySince?: number
  offPath?: { what: string; at: number }
  /** "Fine, just reading": no dwell, no idling until then. */
  fineUntil: number
  /** Set by who teaches: not shown until then. */
  settledUntil: number
}

const SECOND = 1000
const DWELL_FLOOR_MS = 120 * SECOND
/** A silent student is to be seen within 90 s of the last key: this, what the last command takes, and the telling. */
const IDLE_MS = 70 * SECOND
/** A command of a full machine may take most of that. Then so long after the last key is enough, when its end was seen for a while. */
const KEYLESS_MS = 80 * SECOND
const KEYLESS_STILL_MS = 20 * SECOND
const IDLE_LONG_MS = 150 * SECOND
const UNHEALTHY_MS = 10 * SECOND
/** Someone who has been gone this long has left; nobody can help them now. */
const GONE_MS = 300 * SECOND
const OFF_PATH_MS = 120 * SECOND
const REPEATS = 3
const SAME_FAILS = 2
const AMBER = 50
const RED = 70
/** A level is kept this long after its cause went, so that the queue does not flicker. */
export const HYSTERESIS_MS = 10 * SECOND

export function needOf(signals: Signals): Need {
  const reasons = reasonsOf(signals).sort((a, b) => b.score - a.score)
  const score = signals.settledUntil > signals.now ? 0 : (reasons[0]?.score ?? 0)
  return { score, level: score >= RED ? 'red' : score >= AMBER ? 'amber' : 'calm', reasons }
}

/** The level of before while it is fresh, else the one of now. `since`: when the need of before was last found so. */
export function steady(before: Need | undefined, since: number, next: Need, now: number): Need {
  if (!before || next.score >= before.score || now - since >= HYSTERESIS_MS) return next
  return { ...before, reasons: before.reasons }
}

function reasonsOf(signals: Signals): NeedReason[] {
  const { now, stepSince } = signals
  const reasons: NeedReason[] = []
  if (signals.sticky?.kind === 'stuck') {
    const { at } = signals.sticky
    reasons.push({ rule: 'asked', score: 100 + Math.floor(Math.max(0, now - at) / SECOND), since: at })
  }
  const repeated = [...signals.errors].filter(([, { count }]) => count >= REPEATS)
  const same = [...signals.fails].filter(([, { count }]) => count >= SAME_FAILS)
  const worst = [...repeated, ...same].sort(([, a], [, b]) => b.count - a.count || b.last - a.last)[0]
  if (worst) reasons.push({ rule: 'repeated', score: 80, since: worst[1].last, detail: worst[0] })
  if (signals.unhealthySince !== undefined) {
    const gone = now - signals.unhealthySince
    if (gone > UNHEALTHY_MS && gone < GONE_MS)
      reasons.push({ rule: 'environment', score: 90, since: signals.unhealthySince })
  }
  if (signals.offPath && now - signals.offPath.at < OFF_PATH_MS)
    reasons.push({ rule: 'off-path', score: 40, since: signals.offPath.at, detail: signals.offPath.what })
  if (stepSince === undefined || signals.fineUntil > now) return reasons
  const limit = Math.max(2 * (signals.medianMs ?? 0), DWELL_FLOOR_MS)
  if (now - stepSince > limit) reasons.push({ rule: 'dwell', score: 60, since: stepSince + limit })
  const idle = now - Math.max(signals.lastActive, stepSince)
  const keyless = now - signals.lastKey >= KEYLESS_MS && idle >= KEYLESS_STILL_MS
  if (signals.visible && (idle >= IDLE_MS || keyless))
    reasons.push({ rule: 'idle', score: idle >= IDLE_LONG_MS ? 70 : 50, since: now - idle })
  return reasons
}
