// One side of one tenant's comparison: off, waiting, starting, running, off again. Knows when it ends; knows no slots and no engine.
import { createSession, type Session, type Size } from '#server/agent/terminal/session.ts'
import type { VmFacts, VmSide, VmState } from '#server/protocol/vm.ts'
import type { Subject, SubjectEvents } from './subject.ts'

/** A kernel that boots on a busy machine takes its time; one that takes longer than this doesn't come. */
const SHELL_MS = 180_000

export interface PlaceOptions {
  side: VmSide
  /** How long it runs, and how long at most when it is put off again and again. */
  lifeMs: number
  maxMs: number
  start(events: SubjectEvents): Promise<Subject>
  /** Something has changed. */
  onChange(): void
  /** It has been measured. */
  onFacts(subject: Subject, shellMs: number, facts: VmFacts): void
  /** It runs no more, for whatever reason. */
  onOver(): void
}

export type Place = ReturnType<typeof createPlace>

export function createPlace(options: PlaceOptions) {
  const { side, lifeMs, maxMs, start, onChange, onFacts, onOver } = options
  let state: VmState = { state: 'off' }
  let session: Session | undefined
  let subject: Subject | undefined
  let timer: NodeJS.Timeout | undefined
  /** When it can't be put off any more, ms since 1970. */
  let last = 0
  /** Rises with every start and end, so that what comes late is known as such. */
  let era = 0
  let work: Promise<void> = Promise.resolve()
  /** Ends the waiting of the run that is on. */
  let cut = () => {}

  function set(next: VmState) {
    state = next
    onChange()
  }

  async function over(next: VmState) {
    if (state.state === 'off' || state.state === 'failed') return
    era++
    cut()
    clearTimeout(timer)
    const left = subject
    subject = undefined
    session?.close()
    session = undefined
    set(next)
    if (left) await left.end().catch(() => {})
    onOver()
  }

  const failed = (error: unknown): VmState => ({
    state: 'failed',
    error: (error as { id?: string }).id === 'catalog-failed' ? 'catalog-failed' : 'vm-failed',
    detail: error instanceof Error ? error.message : String(error),
  })

  /** From now on for one life, but not beyond the last moment. */
  function until(latest: number) {
    const now = Date.now()
    const ends = Math.min(now + lifeMs, latest)
    clearTimeout(timer)
    timer = setTimeout(() => void over({ state: 'off', ended: 'time' }), ends - now)
    return { ends, extensible: ends < latest }
  }

  async function run(mine: number, shown: Session, since: number) {
    const current = () => era === mine
    const made = await start({
      onOutput: (bytes) => shown.output(bytes),
      onEnd(said) {
        if (!current()) return
        void over(state.state === 'running' ? { state: 'off', ended: 'exit' } : failed(new Error(said || 'it ended')))
      },
    })
    // Stopped meanwhile.
    if (!current()) return made.end()
    subject = made
    shown.connect(made.line)
    const gone = new Promise<undefined>((resolve) => {
      cut = () => resolve(undefined)
    })
    const shellMs = await within(Promise.race([made.shell, gone]), SHELL_MS)
    if (!current() || shellMs === undefined) return
    last = Date.now() + maxMs
    set({ state: 'running', since, shellMs, ...until(last) })
    const facts = await Promise.race([made.facts(), gone])
    if (!current() || facts === undefined || state.state !== 'running') return
    set({ ...state, facts })
    onFacts(made, shellMs, facts)
  }

  return {
    side,
    get state() {
      return state
    },
    /** The terminal; undefined while nothing is started. */
    get session() {
      return session
    },
    /** Set by whoever knows the queue. */
    wait(position: number, slots: number) {
      if (state.state === 'waiting' && state.position === position) return
      set({ state: 'waiting', position, slots })
    },
    begin(size: Size) {
      const mine = ++era
      const shown = createSession({ size })
      session = shown
      const since = Date.now()
      set({ state: 'starting', since })
      work = run(mine, shown, since).catch((error) => (era === mine ? over(failed(error)) : undefined))
    },
    extend() {
      if (state.state !== 'running') return
      set({ ...state, ...until(last) })
    },
    /** Resolves when nothing of it is left. */
    async end() {
      await over({ state: 'off', ended: 'stop' })
      await work.catch(() => {})
    },
  }
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no shell after ${ms / 1000} s`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
