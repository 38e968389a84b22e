// An exec that begins in the moment of a pause stands half made in the frozen container, and the engine's runtime waits for it with its lock
// held: unpause, kill and rm of that container, and whoever inspects it after one of them, would wait for ever (seen with 20.10).
import { EngineError } from './refusal.ts'
import type { Room } from './scope.ts'

/** Longer than a busy engine takes for a call that ends a pause. */
const WEDGED_MS = 5_000
/** What the runtime says of a container that was thawed behind its back. */
const NOT_FROZEN = /resume failed.*not paused/s
const TRIES = 3

export type Freezer = { room: Pick<Room, 'freeze'> }

/** For calls that end a container's pause, or the container: one that does not come back is helped, by thawing its control group. */
export async function unwedged<T>({ room }: Freezer, container: string, call: Promise<T>): Promise<T> {
  const timer = setInterval(() => room.freeze(container, false), WEDGED_MS)
  try {
    return await call
  } finally {
    clearInterval(timer)
  }
}

/** An unpause that had to be helped fails, because nothing is frozen any more, and would fail for ever: it is frozen once more for it. */
export async function unpause<T>(scope: Freezer, container: string, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await unwedged(scope, container, call())
    } catch (error) {
      if (tries >= TRIES || !(error instanceof EngineError) || !NOT_FROZEN.test(error.message)) throw error
      scope.room.freeze(container, true)
    }
  }
}
