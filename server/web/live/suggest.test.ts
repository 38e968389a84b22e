import { expect, test } from 'vitest'
import type { RunSheet } from '#server/protocol/live-sheet.ts'
import { type Seen, suggest } from './suggest.ts'

const MINUTE = 60_000
const item = (step: string, minutes: number, skipped = false) => ({
  slug: 'first',
  step,
  level: 'should' as const,
  minutes,
  skipped,
})
const sheet = (...items: RunSheet['items']): RunSheet => ({ begun: 0, budget: 60, wrap: 8, items })
const seen = (step: string, change: Partial<Seen>): Seen => ({
  slug: 'first',
  step,
  passed: 5,
  stumbled: 0,
  times: [],
  ...change,
})
const minutes = (...all: number[]) => all.map((one) => one * MINUTE)

test('a step gets the minutes in which four of five were done, when the plan was far from it', () => {
  const plan = sheet(item('a', 5), item('b', 5), item('c', 10))
  const told = suggest(
    plan,
    [
      seen('a', { times: minutes(4, 6, 7, 8, 30) }),
      seen('b', { times: minutes(3, 4, 4, 5, 9) }),
      seen('c', { times: minutes(1, 1, 2, 2, 20) }),
    ],
    5,
  )
  expect(told).toEqual([
    { kind: 'longer', slug: 'first', step: 'a', planned: 5, minutes: 8 },
    { kind: 'shorter', slug: 'first', step: 'c', planned: 10, minutes: 2 },
  ])
})

test('two people say nothing about a plan', () => {
  expect(suggest(sheet(item('a', 5)), [seen('a', { passed: 2, times: minutes(20, 20) })], 2)).toEqual([])
})

test('what nobody reached is said, what was left out is not; of a class that did nothing nothing is said', () => {
  const plan = sheet(item('a', 5), item('b', 5), item('c', 5, true))
  expect(suggest(plan, [seen('a', {})], 5)).toEqual([{ kind: 'unreached', slug: 'first', step: 'b', planned: 5 }])
  expect(suggest(plan, [], 5)).toEqual([])
  expect(suggest(plan, [seen('a', {})], 0)).toEqual([])
})

test('where every third had an error it is worth a word before', () => {
  const plan = sheet(item('a', 5), item('b', 5))
  expect(suggest(plan, [seen('a', { stumbled: 4 }), seen('b', { stumbled: 3 })], 12)).toEqual([
    { kind: 'explain', slug: 'first', step: 'a', stumbled: 4, of: 12 },
  ])
})
