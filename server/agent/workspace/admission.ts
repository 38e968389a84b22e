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
  /** For how many more labs there is memory. */
  memoryFor: () => Promise<number>
  now?: () => number
}

export type Admission = ReturnType<typeof createAdmission>

export function createAdmission({ max, running, hasMemory, memoryFor, now = Date.now }: AdmissionOptions) {
  /** By ticket, in order: when it was last asked for, the class of who waits, and how many of its calls are on their way in. */
  const line = new Map<string, { asked: number; class: string | undefined; entering: number }>()
  let holds: Hold[] = []

  /** On their way in: not counted as running yet. */
  const entering = () => [...line.values()].filter((one) => one.entering > 0)
  const waiting = () => [...line].filter(([, one]) => one.entering === 0)

  /** Places that a class holds and nobody has taken. */
  const free = (): Map<string, number> => {
    const taken = new Set(running())
    return new Map(
      holds.map((hold) => {
        const here = hold.tenants.filter((id) => taken.has(id)).length
        const coming = entering().filter((one) => one.class === hold.class).length
        return [hold.class, Math.max(0, hold.places - here - coming)]
      }),
    )
  }
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0)

  /** Undefined: there is a place. Else the position in the queue, from 1. */
  function place(ticket: string): number | undefined {
    if (line.get(ticket)?.entering) return undefined
    const left = free()
    const all = (max ?? Number.POSITIVE_INFINITY) - running().length - entering().length
    const common = all - sum(left.values())
    let before = 0
    for (const [one, { class: its }] of waiting()) {
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
    waiting: () => waiting().length,
    /** How many labs there is room for in all, those that run among them. */
    places: async (): Promise<number> =>
      Math.min(max ?? Number.POSITIVE_INFINITY, running().length + (await memoryFor())),
    /** Places that are kept free for people of classes. */
    held: () => sum(free().values()),
    /** All holds there are, from now on. */
    hold(next: Hold[]) {
      holds = next
    },
    /**
     * Runs `open` when there is a place for the ticket. @throws DrydockError capacity-full; its detail is the ticket's position in
     * the queue, from 1. When `open` rejects with labs-starting, the place is kept for when the ticket asks again.
     */
    async enter<T>(ticket: string, open: () => Promise<T>, its?: string): Promise<T> {
      const own = its !== undefined && (free().get(its) ?? 0) > 0
      const memory = await hasMemory(own ? 0 : sum(free().values()))
      for (const [one, { asked }] of waiting()) if (now() - asked > PATIENCE_MS) line.delete(one)
      const mine = line.get(ticket) ?? { asked: 0, class: its, entering: 0 }
      // Setting it again leaves its place in the order as it is.
      line.set(ticket, mine)
      mine.asked = now()
      mine.class = its
      const position = place(ticket) ?? (memory ? undefined : waiting().findIndex(([one]) => one === ticket) + 1)
      if (position !== undefined) throw new DrydockError('capacity-full', String(position))
      mine.entering++
      let stays = false
      try {
        return await open()
      } catch (error) {
        // Has a place, and hasn't had its turn yet.
        stays = error instanceof DrydockError && error.id === 'labs-starting'
        throw error
      } finally {
        mine.entering--
        mine.asked = now()
        if (mine.entering === 0 && !stays) line.delete(ticket)
      }
    },
  }
}
