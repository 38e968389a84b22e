import { expect, test } from 'vitest'
import type { RunSheet, SheetItem, SheetLevel } from '#server/protocol/live-sheet.ts'
import { standingOf } from './run-standing.ts'

const item = (step: string, level: SheetLevel, minutes: number, skipped = false): SheetItem => ({
  slug: 'one',
  step,
  level,
  minutes,
  skipped,
})
const items = [
  item('a', 'must', 10),
  item('b', 'should', 10),
  item('c', 'cut', 5),
  item('d', 'must', 10),
  item('e', 'should', 5),
]
/** 40 minutes of work and 8 of wrap-up in 48. */
const sheet: RunSheet = { begun: 0, budget: 48, wrap: 8, items }
const at = (step: string, minutes: number, of = sheet) => standingOf(of, { slug: 'one', step }, minutes * 60_000)!

test('no clock, no standing', () => {
  expect(standingOf({ ...sheet, begun: null }, null, 0)).toBeUndefined()
})
test('within its planned time a step is neither late nor early', () => {
  expect(at('b', 10).debt).toBe(0)
  expect(at('b', 19).debt).toBe(0)
  expect(at('b', 24).debt).toBe(4)
  expect(at('d', 20).debt).toBe(-5)
  expect(at('b', 15)).toMatchObject({ over: 0, cut: [], short: 0, untilWrap: 25 })
})
test('what is over is taken from what goes first, from its end, and never from what must be', () => {
  // 22 minutes for what was planned for 20: what is left takes 22 as well, and 18 are there. The step that goes first is enough.
  expect(at('b', 22)).toMatchObject({ pace: 1.1, over: expect.closeTo(4), cut: [2], short: 0 })
  // A third slower: that one, and the last that only should be.
  expect(at('b', 26)).toMatchObject({ pace: 1.3, over: expect.closeTo(12), cut: [2, 4], short: 0 })
  // Both, and it is still not enough.
  expect(at('b', 35)).toMatchObject({ pace: 1.4, over: expect.closeTo(23), cut: [2, 4], short: expect.closeTo(9) })
})
test('what was left out counts no longer', () => {
  const less = { ...sheet, items: items.map((one, index) => (index === 2 ? { ...one, skipped: true } : one)) }
  expect(at('b', 22, less)).toMatchObject({ over: 0, cut: [] })
})
test('a step that is not on the sheet counts as its lesson', () => {
  expect(standingOf(sheet, { slug: 'one', step: 'gone' }, 0)?.debt).toBe(0)
  expect(standingOf(sheet, { slug: 'other' }, 5 * 60_000)?.debt).toBe(0)
})

test('of classes that take up to 40 % longer than planned, 95 % have done all that must be when the wrap-up begins', () => {
  let seed = 7
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  let kept = 0
  const classes = 400
  for (let n = 0; n < classes; n++) {
    // 24 steps; of three one must be, one should be, one may go first. Every step takes up to 40 % longer.
    const levels: SheetLevel[] = ['must', 'should', 'cut']
    const plan = Array.from({ length: 24 }, (_, index) =>
      item(`s${index}`, levels[index % 3]!, 3 + Math.floor(random() * 5)),
    )
    const work = plan.reduce((sum, { minutes }) => sum + minutes, 0)
    const run: RunSheet = { begun: 0, budget: work / 0.85, wrap: (work / 0.85) * 0.15, items: plan }
    let clock = 0
    for (const one of plan) {
      // The class follows each suggestion as it comes.
      for (const index of at(one.step!, clock, run).cut) run.items[index]!.skipped = true
      if (!one.skipped) clock += one.minutes * (1 + 0.4 * random())
    }
    if (clock <= run.budget - run.wrap) kept++
  }
  expect(kept / classes).toBeGreaterThanOrEqual(0.95)
})
