import { describe, expect, test } from 'vitest'
import { opens, standingOf } from './gate.ts'

/** Numbers that look random and are the same every time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe('a gate', () => {
  test('opens when 80 % have passed, one of one and four of five', () => {
    const open = (passes: (number | undefined)[]) => opens(standingOf(passes, 0), Infinity, 1)
    expect(open([])).toBe(false)
    expect(open([undefined])).toBe(false)
    expect(open([5])).toBe(true)
    expect(open([5, 6, 7, undefined, undefined])).toBe(false)
    expect(open([5, 6, 7, 8, undefined])).toBe(true)
  })
  test('or when its time is up', () => {
    const standing = standingOf([undefined], 0)
    expect(opens(standing, 1_000, 999)).toBe(false)
    expect(opens(standing, 1_000, 1_000)).toBe(true)
  })
  test('says nothing of when before half have passed, nor once it is so', () => {
    expect(standingOf([10, 20, undefined, undefined, undefined], 0).expected).toBe(null)
    expect(standingOf([10, 20, 30, undefined, undefined], 0).expected).toBeGreaterThan(30)
    expect(standingOf([10, 20, 30, 40, undefined], 0).expected).toBe(null)
    // All of them were ahead of the class.
    expect(standingOf([10, 20, 30, undefined, undefined], 100).expected).toBe(null)
  })
  test.each([
    [10, 0.5],
    [30, 0.5],
    [100, 0.5],
    [100, 0.8],
  ])('once half of %i students have passed, 80 %% is foretold within a quarter (spread %s)', (size, spread) => {
    const next = dice(size)
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
    const errors = Array.from({ length: 300 }, () => {
      const times = Array.from({ length: size }, () => 180_000 * Math.exp(spread * normal())).sort((a, b) => a - b)
      const { expected, needed } = standingOf(
        times.map((time, at) => (at < size / 2 ? 1_000 + time : undefined)),
        1_000,
      )
      return Math.abs(expected! - 1_000 - times[needed - 1]!) / times[needed - 1]!
    }).sort((a, b) => a - b)
    // In three classes of four: whose turn it is to be the last one needed is chance.
    expect(errors[225]).toBeLessThan(0.25)
  })
})
