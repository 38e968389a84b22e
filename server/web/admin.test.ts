// The admin page's data: for its token alone, with whose the tenants are.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AdminTenant, AdminView } from '#server/protocol/admin.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'
import { createServices } from './page-services.ts'
import { openStore, type Store } from './store/store.ts'
import { openRight } from './user/right.ts'
import { createUsers, type Users } from './user/user.ts'

const tenant = (id: string, active: number): AdminTenant => ({
  id,
  created: 1_000,
  active,
  containers: { running: 1, all: 2 },
  volumes: 0,
})
const started = Date.now() - 60_000

let dir: string
let store: Store
let users: Users
let away = false
let online: ReadonlySet<string> = new Set()
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-admin-'))
  store = await openStore(join(dir, 'test.db'))
  users = createUsers(store)
})
afterAll(async () => {
  await store.destroy()
  rmSync(dir, { recursive: true })
})

const services = () => {
  const view = {
    started,
    tenants: [tenant('tabcdefghijkl', started + 50_000), tenant('tbbbbbbbbbbbb', started)],
  } as AdminView
  return createServices({
    users,
    admin: openRight(dir, 'admin-token'),
    instructor: openRight(dir, 'instructor-token'),
    labs: { online: () => online },
    health: { now: () => ({ version: '1' }) as Health, on: () => () => {} },
    link: { call: () => (away ? Promise.reject(new DrydockError('agent-away')) : Promise.resolve(view)) },
  } as unknown as Parameters<typeof createServices>[0])
}

it('opens for the admin’s token alone', async () => {
  const { admin } = services()
  for (const token of [undefined, '', 'guess', openRight(dir, 'instructor-token').token])
    expect([token, await admin(token)]).toEqual([token, null])
  expect(await admin(openRight(dir, 'admin-token').token)).not.toBeNull()
})

it('says whose a tenant is and when they were last here', async () => {
  const { user } = await users.create()
  await users.setTenant(user.id, 'tabcdefghijkl')
  await users.touch(user.id, { slug: 'first' })
  online = new Set([user.id])
  const page = await services().admin(openRight(dir, 'admin-token').token)
  expect(page?.agent?.rows.map(({ id, learner }) => [id, learner])).toEqual([
    ['tabcdefghijkl', { alias: user.alias, lesson: 'first', online: true }],
    ['tbbbbbbbbbbbb', null],
  ])
  // The agent knows nothing of the second from before its own start.
  expect(page?.agent?.rows[1]?.seen).toBe(1_000)
  expect(page?.agent?.rows[0]?.seen).toBeGreaterThanOrEqual(started + 50_000)
})

it('an agent that is away is said to be', async () => {
  away = true
  const page = await services().admin(openRight(dir, 'admin-token').token)
  expect(page).toMatchObject({ agent: null, health: { version: '1' } })
})
