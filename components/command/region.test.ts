import { expect, it } from 'vitest'
import { nextOf } from './region.ts'

const regions = ['head', 'task', 'terminal', 'panel']

it('F6 goes round, Shift+F6 goes back', () => {
  expect(nextOf(regions, 'task', false)).toBe('terminal')
  expect(nextOf(regions, 'panel', false)).toBe('head')
  expect(nextOf(regions, 'head', true)).toBe('panel')
})

it('starts at the first, or the last when going back', () => {
  expect(nextOf(regions, undefined, false)).toBe('head')
  expect(nextOf(regions, undefined, true)).toBe('panel')
})

it('with one there is nowhere else to go, with none nowhere', () => {
  expect(nextOf(['task'], 'task', false)).toBe('task')
  expect(nextOf([], undefined, false)).toBeUndefined()
})
