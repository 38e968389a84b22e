// Who is let in, and who hears why not: what the door does with admission, breaker, disk and warm pool.
import { beforeEach, expect, it } from 'vitest'
import { createHandlers, type HandlersOptions } from '#server/agent/handler.ts'
import type { Tenant } from '#server/agent/part.ts'
import { createAdmission } from '#server/agent/workspace/admission.ts'
import { createBreaker } from '#server/agent/workspace/breaker.ts'
import { createStartGate } from '#server/agent/workspace/start-gate.ts'
import { DrydockError } from '#server/protocol/error.ts'

const KNOWN = 'taaaaaaaaaaaa'
let running: string[]
let made: number
let grown: number[]
let diskLow: boolean
let fails: boolean
let slow: () => Promise<void>
let now: number
let open: (params: { tenant?: string; ticket: string; class?: string }) => Promise<string>
let hold: (places: number) => void

beforeEach(() => {
  running = []
  made = 0
  grown = []
  diskLow = false
  fails = false
  slow = async () => {}
  now = 0
  const tenant = (id: string) => ({ id }) as Tenant
  const handlers = createHandlers({
    tenants: { create: async () => tenant(`new${++made}`) },
    workspaces: {
      running: ({ id }: Tenant) => (running.includes(id) ? {} : undefined),
      state: () => undefined,
      async open({ id }: Tenant) {
        await slow()
        if (fails) throw new DrydockError('workspace-failed', 'no space left on device')
        running.push(id)
      },
    },
    pool: { claim: () => undefined, grow: (expected: number) => grown.push(expected) },
    catalog: { health: () => ({}) },
    activity: { touch() {} },
    admission: createAdmission({
      max: 3,
      running: () => running,
      hasMemory: async () => true,
      memoryFor: async () => 9,
    }),
    breaker: createBreaker({ now: () => now }),
    startGate: createStartGate({ atOnce: 2, turnMs: 20 }),
    diskLow: () => diskLow,
    tenantOf: tenant,
    ready: () => true,
  } as unknown as HandlersOptions)
  open = async (params) => {
    try {
      return ((await handlers['workspace.open'](params, {} as never)) as { id: string }).id
    } catch (error) {
      return `${(error as DrydockError).id} ${(error as DrydockError).detail ?? ''}`.trim()
    }
  }
  hold = (places) => void handlers['capacity.hold']({ holds: [{ class: 'c', places, tenants: [KNOWN] }] }, {} as never)
})

it('a full disk keeps newcomers out; who has a host goes on, to make room there', async () => {
  diskLow = true
  expect([await open({ ticket: 'a' }), await open({ ticket: 'b', tenant: KNOWN })]).toEqual(['engine-disk', KNOWN])
  expect(made).toBe(0)
  diskLow = false
  expect(await open({ ticket: 'a' })).toBe('new1')
})

it('an engine that fails for several is left alone: nothing more is made, and all hear when it is tried again', async () => {
  fails = true
  for (const ticket of ['a', 'b', 'c', 'd', 'e'])
    expect(await open({ ticket })).toBe('workspace-failed no space left on device')
  expect([await open({ ticket: 'f' }), await open({ ticket: 'g', tenant: KNOWN })]).toEqual([
    'engine-paused 10',
    'engine-paused 10',
  ])
  expect(made).toBe(5)
  // A lab that runs needs nothing of the engine.
  running = [KNOWN]
  expect(await open({ ticket: 'g', tenant: KNOWN })).toBe(KNOWN)
  fails = false
  now = 10_000
  expect([await open({ ticket: 'f' }), await open({ ticket: 'h' })]).toEqual(['new6', 'new7'])
})

it('places of a class are kept and made ready for; who comes by waits', async () => {
  hold(2)
  expect([await open({ ticket: 'a' }), await open({ ticket: 'b' })]).toEqual(['new1', 'capacity-full 1'])
  expect(await open({ ticket: 'ann', tenant: KNOWN, class: 'c' })).toBe(KNOWN)
  expect(await open({ ticket: 'bob', class: 'c' })).toBe('new2')
  // Two expected, then as many as are left whenever somebody new has come.
  expect(grown).toEqual([2, 2, 0])
})

it('many at once are made a few at a time; who does not get a turn makes no host and keeps the place in the order', async () => {
  let waiting: (() => void)[] = []
  slow = () => new Promise((resolve) => waiting.push(resolve))
  const first = [open({ ticket: 'a' }), open({ ticket: 'b' })]
  expect(await open({ ticket: 'c' })).toBe('labs-starting 1')
  expect(made).toBe(2)
  const again = open({ ticket: 'c' })
  for (const go of waiting) go()
  waiting = []
  slow = async () => {}
  expect([...(await Promise.all(first)), await again]).toEqual(['new1', 'new2', 'new3'])
})
