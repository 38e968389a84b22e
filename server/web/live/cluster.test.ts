import { expect, test } from 'vitest'
import { clustersOf, type MemberError } from './cluster.ts'

const NOW = 1_000_000_000
const error = (member: string, change: Partial<MemberError> = {}): MemberError => ({
  member,
  slug: 'first',
  step: 'port',
  signature: 'port-allocated',
  title: { ko: '포트', en: 'port' },
  line: 'Bind for 0.0.0.0:8080 failed',
  at: NOW,
  ...change,
})
const members = (errors: MemberError[], present: number) => clustersOf(errors, present, NOW).map((one) => one.members)

test('three with the same error on the same step are one thing; two of a hundred are not', () => {
  expect(
    members(
      ['a', 'b', 'c'].map((id) => error(id)),
      100,
    ),
  ).toEqual([['a', 'b', 'c']])
  expect(
    members(
      ['a', 'b'].map((id) => error(id)),
      100,
    ),
  ).toEqual([])
})
test('in a small class two are enough, one never is', () => {
  expect(members([error('a'), error('b')], 8)).toEqual([['a', 'b']])
  expect(members([error('a')], 2)).toEqual([])
})
test('another step, another signature, or long ago: another thing', () => {
  expect(members([error('a'), error('b', { step: 'name' }), error('c', { signature: 'name-in-use' })], 5)).toEqual([])
  expect(members([error('a'), error('b'), error('c', { at: NOW - 300_001 })], 100)).toEqual([])
})
test('most people first', () => {
  const small = ['a', 'b', 'c'].map((id) => error(id))
  const large = ['d', 'e', 'f', 'g'].map((id) => error(id, { signature: 'oom' }))
  expect(clustersOf([...small, ...large], 30, NOW).map(({ signature }) => signature)).toEqual(['oom', 'port-allocated'])
})
