import { beforeEach, expect, it } from 'vitest'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import { type Breaker, type BreakerView, createBreaker } from './breaker.ts'

let now: number
let changes: BreakerView['state'][]
let breaker: Breaker

beforeEach(() => {
  now = 0
  changes = []
  breaker = createBreaker({ now: () => now, onChange: ({ state }) => changes.push(state) })
})

/** The id of the refusal, or 'in'. */
const open = (who: string, work: () => Promise<unknown> = async () => 1): Promise<string> =>
  breaker.run(who, work).then(
    () => 'in',
    (error) => (error.id === 'engine-paused' ? `paused ${error.detail}` : error.message),
  )
const fail = (who: string) => open(who, () => Promise.reject(new Error('no space left')))
const trip = async () => {
  for (const who of ['a', 'b', 'c', 'd', 'e']) await fail(who)
}

it('opens after five failures within a minute, says when it tries again, lets one try, and closes when that works', async () => {
  for (const who of ['a', 'b', 'c', 'd']) await fail(who)
  expect(breaker.view()).toEqual({ state: 'closed', opened: 0 })
  expect(await fail('e')).toBe('no space left')
  expect(breaker.view()).toEqual({ state: 'open', retryAt: 10_000, error: 'no space left', opened: 1 })
  now = 2_500
  let asked = false
  expect(await open('f', async () => (asked = true))).toBe('paused 8')
  expect(asked).toBe(false)

  now = 10_000
  let done = () => {}
  const probe = open('f', () => new Promise<void>((resolve) => (done = resolve)))
  // One tries for all.
  expect(await open('g')).toBe('paused 5')
  done()
  expect(await probe).toBe('in')
  expect(await open('g')).toBe('in')
  expect(breaker.view()).toEqual({ state: 'closed', opened: 1 })
  expect(changes).toEqual(['open', 'probing', 'closed'])
})

it('a try that fails opens it for twice as long, up to two minutes', async () => {
  await trip()
  const waits: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    now = breaker.view().retryAt!
    await fail('f')
    waits.push(breaker.view().retryAt! - now)
  }
  expect(waits).toEqual([20_000, 40_000, 80_000, 120_000, 120_000])
})

it('failures that are old, or all of one learner, or not the engine’s, keep it closed', async () => {
  for (let turn = 0; turn < 10; turn++) {
    await fail(`slow ${turn}`)
    now += 15_000
  }
  now += 60_000
  for (let turn = 0; turn < 10; turn++) await fail('only me')
  for (const id of ['capacity-full', 'catalog-building', 'engine-disk'] satisfies ErrorId[])
    for (let turn = 0; turn < 3; turn++) await open(`x${id}${turn}`, () => Promise.reject(new DrydockError(id)))
  expect(breaker.view()).toEqual({ state: 'closed', opened: 0 })
  now += 60_000
  // A lab that opens shows that the engine works.
  for (const who of ['a', 'b', 'c']) await fail(who)
  await open('d')
  for (const who of ['e', 'f', 'g', 'h']) await fail(who)
  expect(breaker.view().state).toBe('closed')
})

it('an engine that is back is tried at once; a try that had to wait for something else leaves the next one to try', async () => {
  await trip()
  breaker.hint()
  await open('full', () => Promise.reject(new DrydockError('capacity-full', '1')))
  expect(breaker.view().state).toBe('open')
  expect(await open('f')).toBe('in')
  expect(breaker.view().state).toBe('closed')
})

it('an engine that never answers has failed, too', async () => {
  breaker = createBreaker({ patienceMs: 10 })
  const never = (who: string) => open(who, () => new Promise(() => {}))
  expect(await never('a')).toContain('has not answered')
  await Promise.all(['b', 'c', 'd', 'e'].map(never))
  expect(breaker.view()).toMatchObject({ state: 'open', opened: 1 })
})
