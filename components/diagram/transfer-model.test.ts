import { expect, it } from 'vitest'
import { partOf, sumOf } from './transfer-model.ts'

it('sums what went over and what stayed, once the registry has said how large it is', () => {
  const blobs = [
    { id: 'base', state: 'there' as const, size: 700 },
    { id: 'page', state: 'moved' as const, size: 30 },
    { id: 'more', state: 'moved' as const, size: 5 },
  ]
  expect(sumOf({ blobs })).toEqual({ layers: 3, moved: 2, there: 1, movedBytes: 35, thereBytes: 700 })
  expect(sumOf({ blobs: [{ id: 'page', state: 'moved' }] }).movedBytes).toBeUndefined()
})

it('a layer is on its way as far as the engine says', () => {
  expect(partOf({ id: 'a', state: 'waiting' })).toBe(0)
  expect(partOf({ id: 'a', state: 'moving' })).toBe(0)
  expect(partOf({ id: 'a', state: 'moving', current: 1, total: 4 })).toBe(0.25)
  expect(partOf({ id: 'a', state: 'moving', current: 9, total: 4 }), 'compressed data may be larger').toBe(1)
  expect(partOf({ id: 'a', state: 'there' })).toBe(1)
})
