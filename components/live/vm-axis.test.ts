import { expect, test } from 'vitest'
import { middle, placeOf, ticksOf } from './vm-axis.ts'

test('the axis goes from the power of ten below to the one above, and has room for one time alone', () => {
  expect(ticksOf([350, 12_000])).toEqual([100, 1_000, 10_000, 100_000])
  expect(ticksOf([1_000])).toEqual([1_000, 10_000])
  expect(ticksOf([1_000, 10_000])).toEqual([1_000, 10_000])
})

test('ten times as long is one tick further', () => {
  const ticks = ticksOf([350, 12_000])
  expect(placeOf(100, ticks)).toBe(0)
  expect(placeOf(1_000, ticks)).toBeCloseTo(1 / 3)
  expect(placeOf(100_000, ticks)).toBe(1)
})

test('one slow machine does not move the middle', () => expect(middle([500, 900_000, 400])).toBe(500))
