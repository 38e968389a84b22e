// Who may open a lab when the machine is full: first come, first served, but for the places that running classes hold for their people.
// Nobody is called; who waits asks again, hears how many are before them, and is let in when there is a place. Who stops asking has gone.
import { DrydockError } from '#server/protocol/error.ts'

/** The lab screen asks every 5 s, a hidden tab once a minute. */
const PATIENCE_MS = 90_000

/** Places that a running class holds for its people. */
export interface Hold {
  class: string
  places: number
  /** Hosts of its people. */
  tenants: string[]
}

export interface AdmissionOptions {
  /** Labs at once; undefined: as many as there is memory for. */
  max: number | undefined
  /** Labs that run now: ids of their tenants. */
  running: () => string[]
  /** Whether the machine has memory for one more, beside so many that are held for others. */
  hasMemory: (held: number) => Promise<boolean>
  now?: () => number
}

export type Admission = ReturnType<typeof createAdmission>

export function createAdmission({ max, running, hasMemory, now = Date.now }: AdmissionOptions) {
  /** By ticket, in order: when it was last asked for, and the class of who waits. */
  const waiting = new Map<string, { asked: number; class: string | undefined }>()
  /** On their way in, by class: not counted as running yet. */
  const entering: (string | undefined)[] = []
  let holds: Hold[] = []

  /** Places that a class holds and nobody has taken. */
  const free = (): Map<string, number> => {
    const taken = new Set(running())
    return new Map(
      holds.map((hold) => {
        const here = hold.tenants.filter((id) => taken.has(id)).length
        const coming = entering.filter((one) => one === hold.class).length
        return [hold.class, Math.max(0, hold.places - here - coming)]
      }),
    )
  }
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0)

  /** Undefined: there is a place. Else the position in the queue, from 1. */
  function place(ticket: string): number | undefined {
    const left = free()
    const all = (max ?? Number.POSITIVE_INFINITY) - running().length - entering.length
    const common = all - sum(left.values())
    let before = 0
    for (const [one, { class: its }] of waiting) {
      const held = its === undefined ? 0 : (left.get(its) ?? 0)
      if (held > 0) {
        // They have a place of their class's: no business of those who wait for a common one.
        if (one === ticket) return all > 0 ? undefined : before + 1
        left.set(its as string, held - 1)
        continue
      }
      if (one === ticket) return before < common ? undefined : before + 1
      before++
    }
    return before + 1
  }

  return {
    waiting: () => waiting.size,
    /** Places that are kept free for people of classes. */
    held: () => sum(free().values()),
    /** All holds there are, from now on. */
    hold(next: Hold[]) {
      holds = next
    },
    /**
     * Runs `open` when there is a place for the ticket. @throws DrydockError capacity-full; its detail is the ticket's position in
     * the queue, from 1
     */
    async enter<T>(ticket: string, open: () => Promise<T>, its?: string): Promise<T> {
      const own = its !== undefined && (free().get(its) ?? 0) > 0
      const memory = await hasMemory(own ? 0 : sum(free().values()))
      for (const [one, { asked }] of waiting) if (now() - asked > PATIENCE_MS) waiting.delete(one)
      // Setting it again leaves its place in the order as it is.
      waiting.set(ticket, { asked: now(), class: its })
      const position = place(ticket) ?? (memory ? undefined : [...waiting.keys()].indexOf(ticket) + 1)
      if (position !== undefined) throw new DrydockError('capacity-full', String(position))
      waiting.delete(ticket)
      entering.push(its)
      try {
        return await open()
      } finally {
        entering.splice(entering.indexOf(its), 1)
      }
    },
  }
}
