import { describe, expect, it } from 'vitest'
import { type Candidate, due, warmUp } from './choose.ts'
import { answered } from './schedule.ts'

const DAY = 86_400_000
const now = Date.UTC(2026, 2, 20, 9)
const outcome = (correct: boolean) => ({ correct, points: correct ? 1 : 0, max: 1 })
const seen = (slug: string, item: string, daysAgo: number, correct = true): Candidate => ({
  slug,
  item,
  card: answered(undefined, outcome(correct), now - daysAgo * DAY),
})
const names = (list: Candidate[]) => list.map(({ slug, item }) => `${slug}/${item}`)

describe('due', () => {
  it('takes lessons in turn, what has waited longest first', () => {
    const all = [
      seen('a', 'young', 4),
      seen('a', 'old', 9),
      seen('b', 'one', 5),
      seen('b', 'fresh', 0),
      seen('c', 'x', 8),
    ]
    expect(names(due(all, now))).toEqual(['a/old', 'c/x', 'b/one', 'a/young'])
  })

  it('leaves out what was never asked', () => {
    expect(due([{ slug: 'a', item: 'new' }], now)).toEqual([])
  })
})

describe('warm-up', () => {
  it('is three at the most: due, then never asked, then what is most likely forgotten', () => {
    const late = seen('a', 'late', 9)
    const unasked = { slug: 'b', item: 'unasked' }
    const weak = seen('c', 'weak', 0.5, false)
    const strong = seen('c', 'strong', 0.5)
    expect(names(warmUp([strong, weak, unasked, late], now))).toEqual(['a/late', 'b/unasked', 'c/strong'])
    expect(names(warmUp([strong, unasked], now))).toEqual(['b/unasked', 'c/strong'])
    expect(warmUp([], now)).toEqual([])
    const older = seen('d', 'older', 1.5)
    expect(names(warmUp([strong, older], now))).toEqual(['d/older', 'c/strong'])
  })

  it('asks three lessons rather than one three times', () => {
    const all = ['a', 'b', 'c'].flatMap((slug) => [seen(slug, 'one', 8), seen(slug, 'two', 9)])
    expect(names(warmUp(all, now))).toEqual(['a/two', 'b/two', 'c/two'])
  })
})
