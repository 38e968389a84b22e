import { expect, test } from 'vitest'
import { createSlots } from './slot.ts'

test('first come, first served; a place given back goes to the one who has waited longest', () => {
  const slots = createSlots(1)
  const got: string[] = []
  for (const who of ['a', 'b', 'c']) slots.take(who, () => got.push(who))
  expect(got).toEqual(['a'])
  expect([slots.position('a'), slots.position('b'), slots.position('c')]).toEqual([undefined, 1, 2])
  slots.leave('a')
  expect(got).toEqual(['a', 'b'])
  expect(slots.position('c')).toBe(1)
})

test('who leaves the queue lets the others move up and gets no place', () => {
  const slots = createSlots(1)
  const got: string[] = []
  for (const who of ['a', 'b', 'c']) slots.take(who, () => got.push(who))
  slots.leave('b')
  expect(slots.position('c')).toBe(1)
  slots.leave('a')
  expect(got).toEqual(['a', 'c'])
})

test('nobody has two places or waits twice', () => {
  const slots = createSlots(1)
  let calls = 0
  slots.take('a', () => calls++)
  slots.take('a', () => calls++)
  slots.take('b', () => calls++)
  slots.take('b', () => calls++)
  expect(calls).toBe(1)
  expect(slots.waiting()).toEqual(['b'])
})
