import { expect, it } from 'vitest'
import { ago } from './ago.ts'

it('says how long ago in the largest unit that fits', () => {
  expect(ago(0, 59_000, 'en')).toBeUndefined()
  expect(ago(0, 61_000, 'en')).toBe('1 minute ago')
  expect(ago(0, 2 * 3_600_000, 'ko')).toBe('2시간 전')
  expect(ago(0, 49 * 3_600_000, 'en')).toBe('2 days ago')
})
