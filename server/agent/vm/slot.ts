// Places for machines, and the queue of those who wait for one: first come, first served, nobody twice.

export function createSlots(count: number) {
  const taken = new Set<string>()
  const waiting: { who: string; go: () => void }[] = []

  function next() {
    while (taken.size < count) {
      const first = waiting.shift()
      if (!first) return
      taken.add(first.who)
      first.go()
    }
  }

  return {
    count,
    /** `go` is called once the place is there: at once, or later. */
    take(who: string, go: () => void) {
      if (taken.has(who) || waiting.some((one) => one.who === who)) return
      waiting.push({ who, go })
      next()
    },
    /** Gives the place back, or leaves the queue. */
    leave(who: string) {
      const at = waiting.findIndex((one) => one.who === who)
      if (at >= 0) waiting.splice(at, 1)
      else if (taken.delete(who)) next()
    },
    /** 1 is the next one; undefined: doesn't wait. */
    position(who: string): number | undefined {
      const at = waiting.findIndex((one) => one.who === who)
      return at < 0 ? undefined : at + 1
    },
    waiting: () => waiting.map(({ who }) => who),
  }
}
