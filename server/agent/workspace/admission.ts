// Who may open a lab when the machine is full: first come, first served. Nobody is called; who waits asks again, hears how many are
// before them, and is let in when there is a place. Who stops asking has gone.
import { DrydockError } from '#server/protocol/error.ts'

/** The lab screen asks every 5 s, a hidden tab once a minute. */
const PATIENCE_MS = 90_000

export interface AdmissionOptions {
  /** Labs at once; undefined: as many as there is memory for. */
  max: number | undefined
  /** Labs that run now. */
  running: () => number
  /** Whether the machine has memory for one more. */
  hasMemory: () => Promise<boolean>
  now?: () => number
}

export type Admission = ReturnType<typeof createAdmission>

export function createAdmission({ max, running, hasMemory, now = Date.now }: AdmissionOptions) {
  /** By ticket, in order: when it was last asked for. */
  const waiting = new Map<string, number>()
  /** On their way in: not counted as running yet. */
  let entering = 0

  const places = () => (max ?? Number.POSITIVE_INFINITY) - running() - entering

  return {
    waiting: () => waiting.size,
    /**
     * Runs `open` when there is a place for the ticket. @throws DrydockError capacity-full; its detail is the ticket's position in
     * the queue, from 1
     */
    async enter<T>(ticket: string, open: () => Promise<T>): Promise<T> {
      const memory = await hasMemory()
      for (const [one, asked] of waiting) if (now() - asked > PATIENCE_MS) waiting.delete(one)
      // Setting it again leaves its place in the order as it is.
      waiting.set(ticket, now())
      const before = [...waiting.keys()].indexOf(ticket)
      if (!memory || before >= places()) throw new DrydockError('capacity-full', String(before + 1))
      waiting.delete(ticket)
      entering++
      try {
        return await open()
      } finally {
        entering--
      }
    },
  }
}
