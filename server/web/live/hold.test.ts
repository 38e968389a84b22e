import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import { openStore, type Store } from '../store/store.ts'
import { createUsers, type User, type Users } from '../user/user.ts'
import { type Classes, createClasses } from './class.ts'
import { createHolds, type Holds } from './hold.ts'

const TICK = 10
let store: Store
let users: Users
let classes: Classes
let holds: Holds
let told: unknown[]
let away: boolean
let up: () => void
const log = { info() {}, warn() {}, error: vi.fn() }

beforeEach(async () => {
  store = await openStore(':memory:')
  users = createUsers(store)
  classes = createClasses(store)
  told = []
  away = false
  holds = createHolds({
    link: {
      connected: () => true,
      on: (_event: string, listener: () => void) => {
        up = listener
        return () => {}
      },
      async call(_method: string, params: { holds: unknown }) {
        if (away) throw new DrydockError('agent-away')
        told.push(params.holds)
        return {}
      },
    } as never,
    classes,
    users,
    log,
    tickMs: TICK,
  })
})
afterEach(async () => {
  holds.stop()
  await store.destroy()
})

const learner = async (tenant?: string): Promise<User> => {
  const { user } = await users.create()
  if (tenant) await users.setTenant(user.id, tenant)
  return user
}
const settled = () => new Promise((done) => setTimeout(done, 10 * TICK))

it('a class holds a place for each who is in it, until they leave or it ends; each change is told once', async () => {
  await settled()
  // Nothing is what an agent knows anyway.
  expect(told).toEqual([])
  const { id, code } = await classes.create({ title: 'Monday', lessons: ['one'] })
  const ann = await learner('taaaaaaaaaaaa')
  await classes.join(code, ann.id, 'Ann')
  await expect.poll(() => told.at(-1)).toEqual([{ class: id, places: 1, tenants: ['taaaaaaaaaaaa'] }])
  const { member } = await classes.join(code, (await learner()).id, 'Bob')
  await expect.poll(() => told.at(-1)).toEqual([{ class: id, places: 2, tenants: ['taaaaaaaaaaaa'] }])
  await settled()
  const before = told.length
  await settled()
  expect(told).toHaveLength(before)
  await classes.leave(member.id)
  await expect.poll(() => told.at(-1)).toMatchObject([{ places: 1 }])
  await classes.end(id)
  await expect.poll(() => told.at(-1)).toEqual([])
})

it('a class that expects more holds a place for each of them, before they come', async () => {
  const { id, code } = await classes.create({ title: 'Monday', lessons: ['one'], expected: 2 })
  await expect.poll(() => told.at(-1)).toEqual([{ class: id, places: 2, tenants: [] }])
  for (const name of ['Ann', 'Bob', 'Cho']) await classes.join(code, (await learner()).id, name)
  await expect.poll(() => told.at(-1)).toMatchObject([{ places: 3 }])
  await classes.change(id, { expected: 20 })
  await expect.poll(() => told.at(-1)).toMatchObject([{ places: 20 }])
  await classes.change(id, { expected: null })
  await expect.poll(() => told.at(-1)).toMatchObject([{ places: 3 }])
})

it('an agent that is away hears of it when it is back, and so does a new one', async () => {
  away = true
  const { id, code } = await classes.create({ title: 'Monday', lessons: ['one'] })
  await classes.join(code, (await learner()).id, 'Ann')
  await settled()
  expect(told).toEqual([])
  away = false
  await expect.poll(() => told).toEqual([[{ class: id, places: 1, tenants: [] }]])
  up()
  await expect.poll(() => told).toHaveLength(2)
  expect(log.error).not.toHaveBeenCalled()
})
