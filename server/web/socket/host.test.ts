// A page that only looks at its learner's host: what it holds, and what it lets go.
import { expect, it } from 'vitest'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import type { User } from '../user/user.ts'
import { createHostWatch } from './host.ts'

const seen = { objects: { rev: 1 }, transfers: [], builds: [], calls: [], cards: [], terminals: [] }

function stage(tenant: string | null) {
  const log: string[] = []
  const state = { tenant, refuse: undefined as ErrorId | undefined }
  const watch = createHostWatch({
    user: { id: 'u1' } as User,
    users: { byId: async (id) => ({ id, tenant: state.tenant }) as User },
    labs: {
      async look(id) {
        if (state.refuse) throw new DrydockError(state.refuse)
        log.push(`look ${id}`)
        return seen as never
      },
      close: (id) => void log.push(`close ${id}`),
    },
  })
  return { watch, state, log }
}

it('shows objects, transfers and builds of the learner’s own host, and nothing else of it', async () => {
  const { watch, log } = stage('t1')
  expect(await watch.watch()).toEqual({ objects: { rev: 1 }, transfers: [], builds: [] })
  expect(watch.tenant()).toBe('t1')
  watch.leave()
  watch.leave()
  expect(watch.tenant()).toBeUndefined()
  expect(log).toEqual(['look t1', 'close t1'])
})

it('asked again after an outage it holds one watch, not two', async () => {
  const { watch, log } = stage('t1')
  await watch.watch()
  await watch.watch()
  expect(log).toEqual(['look t1', 'look t1', 'close t1'])
})

it('a learner without a host, or with one that was removed, is told so; an agent that is away is an error', async () => {
  const { watch, state, log } = stage(null)
  expect(await watch.watch()).toBeNull()
  state.tenant = 't1'
  state.refuse = 'tenant-unknown'
  expect(await watch.watch()).toBeNull()
  state.refuse = 'agent-away'
  await expect(watch.watch()).rejects.toMatchObject({ id: 'agent-away' })
  expect(log).toEqual([])
})
