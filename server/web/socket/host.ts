// A page that looks at the learner's own host without opening a lab. Nothing is started for it, and it is no sign of the learner.
import { DrydockError } from '#server/protocol/error.ts'
import type { HostWatched } from '#server/protocol/socket.ts'
import type { Labs } from '../lab/lab.ts'
import type { User, Users } from '../user/user.ts'

interface Options {
  labs: Pick<Labs, 'look' | 'close'>
  users: Pick<Users, 'byId'>
  user: User
}

export function createHostWatch({ labs, users, user }: Options) {
  let watched: string | undefined
  const leave = () => {
    if (watched) labs.close(watched, '')
    watched = undefined
  }
  return {
    tenant: () => watched,
    leave,
    /** Safe to call again, which is how a page comes back after an outage of the agent. Null: the learner has no host yet. */
    async watch(): Promise<HostWatched | null> {
      const tenant = (await users.byId(user.id))?.tenant
      if (!tenant) return null
      try {
        const { objects, transfers, builds } = await labs.look(tenant)
        // What was watched before; the one that was just begun counts on.
        leave()
        watched = tenant
        return { objects, transfers, builds }
      } catch (error) {
        if (error instanceof DrydockError && error.id === 'tenant-unknown') return null
        throw error
      }
    },
  }
}
