// Who may see and change what, against a real store; the agent's end of the line is recorded.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import type { RegistryView } from '#server/protocol/registry.ts'
import type { AgentLink } from '../agent-link.ts'
import { openStore, type Store } from '../store/store.ts'
import { createUsers, type User, type Users } from '../user/user.ts'
import { createRepositories, type Repositories } from './repositories.ts'

const view: RegistryView = {
  state: 'ok',
  account: { name: 'calm-otter', password: 'dd_secret' },
  used: 0,
  limit: 1,
  own: [],
  shared: [],
}
const TENANT = 'tabcdefghijkl'

let store: Store
let users: Users
let calls: [string, object][]
let failure: DrydockError | undefined
let repositories: Repositories
let user: User

beforeAll(async () => {
  store = await openStore(':memory:')
  users = createUsers(store)
  user = (await users.create()).user
  const call = async (method: string, params: object) => {
    calls.push([method, params])
    if (failure) throw failure
    return method === 'registry.view' ? view : {}
  }
  repositories = createRepositories({ link: { call } as unknown as AgentLink, users })
  calls = []
})
afterAll(() => store.destroy())

test('without a session or a lab there is no account, and nothing is asked of the agent', async () => {
  expect(await repositories.page(undefined)).toEqual({ state: 'none' })
  expect(await repositories.page(user)).toEqual({ state: 'none' })
  await expect(repositories.publish(undefined, 'alice/app', true)).rejects.toMatchObject({ id: 'not-allowed' })
  await expect(repositories.renew(user)).rejects.toMatchObject({ id: 'not-allowed' })
  await expect(repositories.remove(user, 'alice/app')).rejects.toMatchObject({ id: 'not-allowed' })
  expect(calls).toEqual([])
})

test('with a lab the tenant is the one of the user, whatever is asked', async () => {
  await users.setTenant(user.id, TENANT)
  expect(await repositories.page(user)).toEqual({ state: 'ok', view })
  await repositories.publish(user, 'alice/app', false)
  await repositories.remove(user, 'alice/app', '1')
  await repositories.renew(user)
  expect(calls).toEqual([
    ['registry.view', { tenant: TENANT, name: user.alias }],
    ['registry.publish', { tenant: TENANT, repository: 'alice/app', public: false }],
    ['registry.remove', { tenant: TENANT, repository: 'alice/app', tag: '1' }],
    ['registry.renew', { tenant: TENANT }],
  ])
})

test('an agent that is away is said, a tenant that it forgot is none', async () => {
  failure = new DrydockError('agent-away')
  expect(await repositories.page(user)).toEqual({ state: 'error', error: 'agent-away', detail: undefined })
  failure = new DrydockError('tenant-unknown')
  expect(await repositories.page(user)).toEqual({ state: 'none' })
})
