import { expect, test } from 'vitest'
import { remapLine } from './provision.ts'

test('an empty table gets the usual first range', () => {
  expect(remapLine('')).toBe('dockremap:100000:65536')
})

test('a range is put behind those of other users', () => {
  expect(remapLine('ann:100000:65536\nbob:165536:65536\n')).toBe('dockremap:231072:65536')
})

test('a range that is there stays', () => {
  expect(remapLine('dockremap:100000:65536\n')).toBeUndefined()
})

test('a range that is too small is not enough', () => {
  expect(remapLine('dockremap:100000:1000\n')).toBe('dockremap:101000:65536')
})
