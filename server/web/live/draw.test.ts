import { expect, it } from 'vitest'
import { drawPairs, keysOf } from './draw.ts'

const people = (count: number) => Array.from({ length: count }, (_, at) => `m${at}`)

it.each([2, 3, 4, 7, 30, 101])('%i people: everybody once, twos and at most one three', (count) => {
  const groups = drawPairs(people(count), new Set())
  expect(groups.flat().sort()).toEqual(people(count).sort())
  expect(groups.filter(({ length }) => length === 3)).toHaveLength(count % 2)
  expect(groups.every(({ length }) => length === 2 || length === 3)).toBe(true)
})

it('nobody is alone in a pair', () => {
  expect(drawPairs([], new Set())).toEqual([])
  expect(drawPairs(['m0'], new Set())).toEqual([])
})

it('four people meet each of the three others in three draws', () => {
  for (let time = 0; time < 20; time++) {
    const met = new Set<string>()
    for (let draw = 0; draw < 3; draw++)
      for (const key of drawPairs(people(4), met).flatMap(keysOf)) {
        expect(met.has(key)).toBe(false)
        met.add(key)
      }
    expect(met.size).toBe(6)
    // Everybody has met: again is better than not at all.
    expect(drawPairs(people(4), met)).toHaveLength(2)
  }
})
