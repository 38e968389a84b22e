// The places of running classes: as many as have joined, or as are expected, so that somebody who comes by can't take the lab of somebody in class, and labs
// are made ahead for them. Said to the agent whenever it changes, and to each new agent.
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from '../agent-link.ts'
import type { WebLog } from '../log.ts'
import type { Users } from '../user/user.ts'
import type { Classes } from './class.ts'

const TICK_MS = 3_000
/** A class that nobody has ended holds nothing any more after this long. */
const HOLD_MS = 6 * 60 * 60_000

export interface Holds {
  stop(): void
}

export function createHolds(options: {
  link: Pick<AgentLink, 'call' | 'on' | 'connected'>
  classes: Pick<Classes, 'running' | 'members'>
  users: Pick<Users, 'byId'>
  log: WebLog
  tickMs?: number
}): Holds {
  const { link, classes, users, log, tickMs = TICK_MS } = options
  let told: string | undefined

  async function look(): Promise<void> {
    if (!link.connected()) return
    const running = (await classes.running()).filter(({ created }) => Date.now() - created < HOLD_MS)
    const holds = await Promise.all(
      running.map(async ({ id, expected }) => {
        const members = await classes.members(id)
        const people = await Promise.all(members.map((member) => users.byId(member.user_id)))
        const tenants = people.flatMap((user) => user?.tenant ?? [])
        return { class: id, places: Math.max(members.length, expected ?? 0), tenants }
      }),
    )
    const now = JSON.stringify(holds)
    if (now === (told ?? '[]')) return
    await link.call('capacity.hold', { holds })
    told = now
  }

  // A new agent knows of none.
  const off = link.on('up', () => {
    told = undefined
  })
  let timer: NodeJS.Timeout | undefined
  const again = () => {
    timer = setTimeout(async () => {
      await look().catch((error) => {
        // An agent that is away is told when it is back.
        if (!(error instanceof DrydockError)) log.error({ error }, 'places of classes not held')
      })
      if (timer) again()
    }, tickMs).unref()
  }
  again()
  return {
    stop() {
      off()
      clearTimeout(timer)
      timer = undefined
    },
  }
}
