// Who is warned, who is put to rest and who never is. The clock is the agent's, moved by the test.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import { createIdle, type Idle } from './idle.ts'

const MINUTE = 60_000
const TICK = 1_000
const log = { info() {}, warn() {}, error: vi.fn() }

let now: number
let last: Record<string, number>
let rested: string[]
let told: [string, number | null][]
let inClass: Set<string>
let away: boolean
let idle: Idle

const start = (afterMs: number) => {
  idle = createIdle({
    link: {
      async call(method: string, params: object) {
        if (away) throw new DrydockError('agent-away')
        const { tenant } = params as { tenant: string }
        if (method === 'tenant.rest') {
          rested.push(tenant)
          delete last[tenant]
        }
        if (method === 'tenant.touch') last[tenant] = now
        return { now, running: Object.entries(last).map(([tenant, at]) => ({ tenant, last: at })) }
      },
    } as never,
    users: {
      withTenant: async () => new Map(['tmine', 'tyours'].map((tenant) => [tenant, { id: `user of ${tenant}` }])),
    } as never,
    inClass: async (user) => inClass.has(user),
    afterMs,
    log,
    tickMs: TICK,
  })
  idle.on((tenant, restsIn) => told.push([tenant, restsIn]))
}
/** As many minutes later, after the next look. */
const later = async (minutes: number) => {
  now += minutes * MINUTE
  await vi.advanceTimersByTimeAsync(TICK)
}

beforeEach(() => {
  vi.useFakeTimers()
  now = 1_000_000
  last = { tmine: now }
  rested = []
  told = []
  inClass = new Set()
  away = false
  log.error.mockClear()
})
afterEach(() => {
  idle.stop()
  vi.useRealTimers()
})

it('a lab that is left alone is warned, then put to rest', async () => {
  start(60 * MINUTE)
  await later(54)
  expect(told).toEqual([])
  await later(1)
  expect(told).toEqual([['tmine', 5 * MINUTE]])
  await later(4)
  expect(rested).toEqual([])
  await later(1)
  expect(rested).toEqual(['tmine'])
})

it('one click, and any sign, begins the time anew', async () => {
  start(60 * MINUTE)
  await later(56)
  await idle.stay('tmine')
  expect(told).toEqual([
    ['tmine', 5 * MINUTE],
    ['tmine', null],
  ])
  await later(54)
  expect(rested).toEqual([])
  await later(2)
  expect(told).toHaveLength(3)
  // A key: the agent knows of it first.
  last.tmine = now
  await later(1)
  expect(told.at(-1)).toEqual(['tmine', null])
  await later(10)
  expect(rested).toEqual([])
})

it('in a live class nobody is put to rest, also one who was warned before', async () => {
  start(60 * MINUTE)
  await later(56)
  inClass.add('user of tmine')
  await later(600)
  expect(rested).toEqual([])
  expect(told.at(-1)).toEqual(['tmine', null])
  // When the class is over there is the whole warning again.
  inClass.clear()
  await later(1)
  expect(told.at(-1)).toEqual(['tmine', 5 * MINUTE])
  await later(5)
  expect(rested).toEqual(['tmine'])
})

it('others stay, and so does a tenant of nobody', async () => {
  last = { tmine: now, tyours: now, tcommand: now }
  start(60 * MINUTE)
  await later(50)
  last.tyours = now
  await later(6)
  await later(6)
  expect(rested).toEqual(['tmine'])
  expect(told.map(([tenant]) => tenant)).toEqual(['tmine'])
})

it('no lab rests without its whole warning, however long the agent was away', async () => {
  away = true
  start(60 * MINUTE)
  await later(600)
  away = false
  await later(1)
  expect([rested, told]).toEqual([[], [['tmine', 5 * MINUTE]]])
  expect(log.error).not.toHaveBeenCalled()
})

it('0 turns it off; a short time has a short warning', async () => {
  start(0)
  await later(6_000)
  expect([rested, told]).toEqual([[], []])
  last.tmine = now
  start(3 * MINUTE)
  await later(2)
  expect(told).toEqual([['tmine', MINUTE]])
})
