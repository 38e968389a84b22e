// A circuit breaker around the making of labs. When the engine fails for one learner after the other, no more are sent to it: they hear so at
// once, with when it is tried again, and the engine has quiet to recover. Then one may try for all; when that works, everybody may again.
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'

/** So many failures within WINDOW_MS open it. */
const FAILURES = 5
const WINDOW_MS = 60_000
/** Of one learner no more than these count: a host that is broken by itself keeps nobody else out. */
const FAILURES_EACH = 2
const FIRST_PAUSE_MS = 10_000
const LAST_PAUSE_MS = 120_000
/** A lab takes a second, among others a few. One that takes this long has failed, whatever becomes of it. */
const PATIENCE_MS = 45_000
/** No fault of the engine: it was not asked, or it is known to be away by another way. */
const INNOCENT: readonly ErrorId[] = [
  'capacity-full',
  'labs-starting',
  'engine-disk',
  'engine-paused',
  'catalog-building',
  'catalog-failed',
]

export interface BreakerView {
  state: 'closed' | 'open' | 'probing'
  /** When one may try, ms since 1970; while it is open. */
  retryAt?: number
  /** The failure that opened it, or the last one since. */
  error?: string
  /** How often it has opened since the agent's start. */
  opened: number
}

export type Breaker = ReturnType<typeof createBreaker>

export function createBreaker({
  now = Date.now,
  patienceMs = PATIENCE_MS,
  onChange = () => {},
}: {
  now?: () => number
  patienceMs?: number
  onChange?: (view: BreakerView) => void
} = {}) {
  let state: BreakerView['state'] = 'closed'
  let failures: { who: string; at: number }[] = []
  let pause = FIRST_PAUSE_MS
  let retryAt = 0
  let error: string | undefined
  let opened = 0

  const view = (): BreakerView => ({
    state,
    ...(state === 'open' && { retryAt }),
    ...(state !== 'closed' && error !== undefined && { error }),
    opened,
  })
  const become = (next: typeof state) => {
    state = next
    onChange(view())
  }

  function open() {
    opened++
    retryAt = now() + pause
    pause = Math.min(2 * pause, LAST_PAUSE_MS)
    failures = []
    become('open')
  }

  function failed(who: string, reason: string) {
    error = reason
    if (state === 'probing') return open()
    if (state === 'open') return
    failures = failures.filter(({ at }) => now() - at < WINDOW_MS)
    if (failures.filter((one) => one.who === who).length < FAILURES_EACH) failures.push({ who, at: now() })
    if (failures.length >= FAILURES) open()
  }

  function succeeded() {
    // Who began before it opened says nothing of the engine as it is now.
    if (state === 'open') return
    failures = []
    pause = FIRST_PAUSE_MS
    if (state === 'probing') become('closed')
  }

  return {
    view,
    /** The engine is known to be back: one may try at once. */
    hint() {
      if (state !== 'open') return
      retryAt = now()
      pause = FIRST_PAUSE_MS
    },
    /** @throws DrydockError engine-paused; its detail is in how many seconds to ask again */
    async run<T>(who: string, work: () => Promise<T>): Promise<T> {
      const wait = state === 'open' ? retryAt - now() : state === 'probing' ? FIRST_PAUSE_MS / 2 : 0
      if (wait > 0) throw new DrydockError('engine-paused', String(Math.ceil(wait / 1000)))
      if (state === 'open') become('probing')
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new DrydockError('workspace-failed', `the engine has not answered for ${patienceMs / 1000} s`)),
          patienceMs,
        )
      })
      try {
        const value = await Promise.race([work(), late])
        succeeded()
        return value
      } catch (reason) {
        const innocent = reason instanceof DrydockError && INNOCENT.includes(reason.id)
        if (!innocent) failed(who, reason instanceof Error ? reason.message : String(reason))
        // A probe that was not made: the next one may.
        else if (state === 'probing') {
          retryAt = now()
          become('open')
        }
        throw reason
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
