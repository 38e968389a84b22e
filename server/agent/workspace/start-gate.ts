// How many labs are made at the same moment. A class that opens its labs together would have the engine make a hundred containers at
// once: all of them would be ready last. A few at a time, in order, the first is ready in a second and the last no later.
import { DrydockError } from '#server/protocol/error.ts'

/** More at once make none of them sooner on two processors; on more the engine itself is the narrow place. */
const AT_ONCE = 4
/** A call waits here for its turn as long as this; then it hears how many are before it, and asks again. */
const TURN_MS = 5_000
/** Who has not asked again for so long has gone. */
const GONE_MS = 30_000

interface Waiting {
  ticket: string
  asked: number
  /** Lets the call that waits now go on; absent between two asks. */
  start: (() => void) | undefined
}

export type StartGate = ReturnType<typeof createStartGate>

export function createStartGate({
  atOnce = AT_ONCE,
  turnMs = TURN_MS,
  now = Date.now,
}: {
  atOnce?: number
  turnMs?: number
  now?: () => number
} = {}) {
  /** In order of the first ask. */
  let line: Waiting[] = []
  let running = 0
  let quiet: (() => void)[] = []

  /** Gives free places to the first of those who wait at this moment. */
  function next() {
    while (running < atOnce) {
      const first = line.find(({ start }) => start)
      if (!first?.start) break
      line.splice(line.indexOf(first), 1)
      running++
      first.start()
    }
    if (running > 0 || line.some(({ start }) => start)) return
    const told = quiet
    quiet = []
    for (const tell of told) tell()
  }

  /** A place, in order. @throws DrydockError labs-starting */
  async function turn(ticket: string): Promise<void> {
    line = line.filter(({ asked, start }) => start || now() - asked < GONE_MS)
    let place = line.find((one) => one.ticket === ticket && !one.start)
    if (!place) {
      place = { ticket, asked: now(), start: undefined }
      line.push(place)
    }
    const mine = place
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        mine.start = undefined
        mine.asked = now()
        reject(new DrydockError('labs-starting', String(line.indexOf(mine) + 1)))
        next()
      }, turnMs)
      mine.start = () => {
        clearTimeout(timer)
        resolve()
      }
      next()
    })
  }

  return {
    /** How many wait for their turn. */
    waiting: () => line.length,
    /** Resolves when no lab is being made for anybody. */
    quiet: () =>
      new Promise<void>((resolve) => {
        quiet.push(resolve)
        next()
      }),
    /**
     * Runs `make` when it is the ticket's turn. @throws DrydockError labs-starting: not within a few seconds; its detail is the place in
     * the line, from 1, which is kept for a while
     */
    async run<T>(ticket: string, make: () => Promise<T>): Promise<T> {
      await turn(ticket)
      try {
        return await make()
      } finally {
        running--
        next()
      }
    },
  }
}
