// Who may use the registry's data at the same time: transfers of different repositories go side by side, one repository is used by one at a
// time, and sweeping (garbage collection) by nobody else at all: it would take the blobs of a push whose manifest is still to come.

export interface Locks {
  /** Alone with this repository. */
  repository<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Alone with everything. */
  all<T>(work: () => Promise<T>): Promise<T>
}

export function createLocks(): Locks {
  const turns = new Map<string, Promise<unknown>>()
  const running = new Set<Promise<unknown>>()
  let closed: Promise<unknown> = Promise.resolve()

  const queue = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const next = (turns.get(key) ?? Promise.resolve()).catch(() => {}).then(work)
    turns.set(key, next)
    next.catch(() => {}).finally(() => turns.get(key) === next && turns.delete(key))
    return next
  }

  return {
    repository: (name, work) =>
      queue(name, async () => {
        // As often as somebody has come in between.
        for (let gate: unknown; gate !== closed; ) {
          gate = closed
          await closed
        }
        const job = work()
        const done = job.catch(() => {})
        running.add(done)
        done.finally(() => running.delete(done))
        return job
      }),
    all(work) {
      const before = closed
      const job = (async () => {
        await before
        await Promise.all(running)
        return work()
      })()
      closed = job.catch(() => {})
      return job
    },
  }
}
