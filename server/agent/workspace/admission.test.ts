import { beforeEach, expect, it } from 'vitest'
import { type Admission, createAdmission } from './admission.ts'

let now: number
let running: number
let memory: boolean
let admission: Admission

beforeEach(() => {
  now = 0
  running = 0
  memory = true
  admission = createAdmission({ max: 2, running: () => running, hasMemory: async () => memory, now: () => now })
})

/** 'in', or the position. */
const ask = (ticket: string) =>
  admission
    .enter(ticket, async () => {
      running++
      return 'in'
    })
    .catch((error) => {
      expect(error.id).toBe('capacity-full')
      return Number(error.detail)
    })

it('when it is full, each hears their position, and keeps it by asking again', async () => {
  expect([await ask('a'), await ask('b')]).toEqual(['in', 'in'])
  expect([await ask('c'), await ask('d'), await ask('c'), await ask('d')]).toEqual([1, 2, 1, 2])
  running--
  // Who is before has the place, also when another asks first.
  expect([await ask('d'), await ask('c'), await ask('d')]).toEqual([2, 'in', 1])
  running--
  expect(await ask('d')).toBe('in')
  expect(admission.waiting()).toBe(0)
})

it('who stops asking loses the position, and nobody waits for them', async () => {
  running = 2
  expect([await ask('gone'), await ask('here')]).toEqual([1, 2])
  now += 60_000
  expect(await ask('here')).toBe(2)
  now += 60_000
  expect(await ask('here')).toBe(1)
  running--
  expect(await ask('here')).toBe('in')
  running--
  expect(await ask('gone')).toBe('in')
})

it('a place is taken from the moment that somebody goes in, and free again when that fails', async () => {
  running = 1
  let fail = (_error: Error) => {}
  const slow = admission.enter(
    'slow',
    () =>
      new Promise((_, reject) => {
        fail = reject
      }),
  )
  slow.catch(() => {})
  await Promise.resolve()
  expect(await ask('next')).toBe(1)
  fail(new Error('no workspace'))
  await expect(slow).rejects.toThrow('no workspace')
  expect(await ask('next')).toBe('in')
})

it('without memory there is no place, whatever the number says; without a number memory alone decides', async () => {
  memory = false
  expect(await ask('a')).toBe(1)
  memory = true
  expect(await ask('a')).toBe('in')
  const open = createAdmission({ max: undefined, running: () => 10_000, hasMemory: async () => memory })
  expect(await open.enter('x', async () => 'in')).toBe('in')
  memory = false
  await expect(open.enter('x', async () => 'in')).rejects.toMatchObject({ id: 'capacity-full', detail: '1' })
})
