// How much of a session may be on its way to a viewer, and how fast its program is read. What all of them send passes through the same
// few queues, and what is typed into a quiet terminal comes back behind what stands in them: so those whose output floods share one
// window and one rate. A terminal that is only typed into never counts.
import {
  BUSY_BYTES,
  BUSY_MS,
  CROWD_BYTES,
  CROWD_LEAST_BYTES,
  WINDOW_BYTES,
  WINDOW_LEAST_BYTES,
} from '#server/agent/terminal/pace.ts'

export interface Share {
  /** So much of the session is on its way now, bytes. */
  note(session: object, unacked: number): void
  forget(session: object): void
  /** For each of those that flood, bytes. */
  readonly window: number
  /** How many bytes of a program are read in PERIOD_MS while somebody looks. */
  readonly rate: number
}

export function createShare(now: () => number = Date.now): Share {
  /** When each of those that flood had much on its way last, the longest ago first. */
  const busy = new Map<object, number>()
  const count = () => {
    const since = now() - BUSY_MS
    for (const [session, time] of busy) {
      if (time >= since) break
      busy.delete(session)
    }
    return busy.size
  }
  return {
    note(session, unacked) {
      if (unacked < BUSY_BYTES) return
      busy.delete(session)
      busy.set(session, now())
    },
    forget: (session) => void busy.delete(session),
    get window() {
      return Math.max(WINDOW_LEAST_BYTES, Math.floor(WINDOW_BYTES / Math.max(1, count())))
    },
    get rate() {
      const flooding = count()
      return flooding > 1 ? Math.max(CROWD_LEAST_BYTES, Math.floor(CROWD_BYTES / flooding)) : Number.POSITIVE_INFINITY
    },
  }
}
