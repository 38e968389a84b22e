import { expect, it } from 'vitest'
import { nextRegion, regions } from './region.ts'

it('F6 goes round, Shift+F6 goes back', () => {
  expect(nextRegion(regions, 'task', false)).toBe('terminal')
  expect(nextRegion(regions, 'panel', false)).toBe('task')
  expect(nextRegion(regions, 'task', true)).toBe('panel')
})

it('starts at the first, or the last when going back', () => {
  expect(nextRegion(regions, undefined, false)).toBe('task')
  expect(nextRegion(regions, undefined, true)).toBe('panel')
})

it('skips what is not shown', () => {
  expect(nextRegion(['task', 'terminal'], 'terminal', false)).toBe('task')
  expect(nextRegion(['task'], 'panel', false)).toBe('task')
  expect(nextRegion([], 'task', false)).toBeUndefined()
})
