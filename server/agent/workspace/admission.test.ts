import { beforeEach, expect, it } from 'vitest'
import { type Admission, createAdmission } from './admission.ts'

let now: number
let running: number
/** Tenants of people of a class whose labs run. */
let ofClass: string[]
let memory: boolean
let admission: Admission

beforeEach(() => {
  now = 0
  running = 0
  ofClass = []
  memory = true
  admission = createAdmission({ max: 2, running: labs, hasMemory: async () => memory, memoryFor, now: () => now })
})

const memoryFor = async () => 7

const labs = () => [...Array.from({ length: running }, (_, at) => `walk-in ${at}`), ...ofClass]

/** 'in', or the position. */
const ask = (ticket: string, its?: string) =>
  admission
    .enter(
      ticket,
      async () => {
        if (its === undefined) running++
        else ofClass.push(ticket)
        return 'in'
      },
      its,
    )
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
  const open = createAdmission({
    max: undefined,
    running: () => Array.from({ length: 10_000 }, String),
    hasMemory: async () => memory,
    memoryFor,
  })
  expect(await open.enter('x', async () => 'in')).toBe('in')
  memory = false
  await expect(open.enter('x', async () => 'in')).rejects.toMatchObject({ id: 'capacity-full', detail: '1' })
})

it('places that a class holds are its people’s; walk-ins wait for the others, whoever asked first', async () => {
  admission = createAdmission({ max: 4, running: labs, hasMemory: async () => memory, memoryFor, now: () => now })
  const hold = (places: number) => admission.hold([{ class: 'c', places, tenants: ['ann', 'bob', 'cy', 'dan'] }])
  hold(3)
  expect([await ask('w1'), await ask('w2'), await ask('w3')]).toEqual(['in', 1, 2])
  expect([await ask('ann', 'c'), await ask('bob', 'c')]).toEqual(['in', 'in'])
  expect([admission.held(), await ask('w2')]).toEqual([1, 1])
  expect(await ask('cy', 'c')).toBe('in')
  // More came than were expected: they stand in the queue with all others.
  expect([await ask('dan', 'c'), await ask('w2')]).toEqual([3, 1])
  running--
  expect([await ask('dan', 'c'), await ask('w2'), await ask('w3'), await ask('dan', 'c')]).toEqual([3, 'in', 1, 2])
  // One of the class's labs is put to rest: its place stays the class's.
  ofClass.shift()
  expect([await ask('w3'), await ask('dan', 'c')]).toEqual([1, 'in'])
  // The class is over.
  ofClass = []
  admission.hold([])
  expect([await ask('w3'), await ask('w4')]).toEqual(['in', 'in'])
})

it('more held than there is: its people go in first, and nobody beyond the bound', async () => {
  admission.hold([{ class: 'c', places: 10, tenants: ['ann', 'bob', 'cy'] }])
  expect(await ask('w1')).toBe(1)
  expect([await ask('ann', 'c'), await ask('bob', 'c'), await ask('cy', 'c')]).toEqual(['in', 'in', 2])
})

it('memory is kept for those whose places are held', async () => {
  const asked: number[] = []
  const hasMemory = async (held: number) => {
    asked.push(held)
    return true
  }
  admission = createAdmission({ max: undefined, running: labs, hasMemory, memoryFor })
  admission.hold([{ class: 'c', places: 2, tenants: ['ann', 'bob'] }])
  await ask('w1')
  await ask('ann', 'c')
  await ask('w2')
  expect(asked).toEqual([2, 0, 1])
})

it('says for how many labs there is room in all: as many as are allowed, and as many as there is memory for', async () => {
  running = 1
  expect(await admission.places()).toBe(2)
  admission = createAdmission({ max: undefined, running: labs, hasMemory: async () => memory, memoryFor })
  expect(await admission.places()).toBe(8)
})
