import { describe, expect, it } from 'vitest'
import { answered, isDue, type Outcome, type ReviewCard, recall } from './schedule.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.UTC(2026, 2, 2, 9)
const right: Outcome = { correct: true, points: 1, max: 1 }
const wrong: Outcome = { correct: false, points: 0, max: 1 }
const days = (card: ReviewCard) => (card.due - card.seen) / DAY

describe('when a question comes back', () => {
  it('is tomorrow when it was missed, later when it was known', () => {
    expect(days(answered(undefined, wrong, start))).toBe(1)
    expect(days(answered(undefined, right, start))).toBeGreaterThan(1)
  })

  it('is further away every time that it is known on its day, and near again once it is missed', () => {
    let card = answered(undefined, right, start)
    const spans = [days(card)]
    for (let round = 0; round < 3; round++) {
      card = answered(card, right, card.due)
      spans.push(days(card))
    }
    expect(spans).toEqual([...spans].sort((a, b) => a - b))
    expect(spans[3]).toBeGreaterThan(20)
    const after = answered(card, wrong, card.due)
    expect(days(after)).toBeLessThan(spans[2]!)
    expect([after.lapses, after.missed]).toEqual([card.lapses + 1, true])
  })

  it('does not take the answer that was just shown for memory', () => {
    const missed = answered(undefined, wrong, start)
    expect(answered(missed, right, start + 60_000)).toBe(missed)
    // Nor for a second lapse; but to miss what was known counts at once.
    expect(answered(missed, wrong, start + 60_000)).toBe(missed)
    const known = answered(undefined, right, start)
    expect(answered(known, right, start + HOUR)).toBe(known)
    expect(answered(known, wrong, start + HOUR)).toMatchObject({ missed: true, seen: start + HOUR })
  })

  it('counts what was known a day later, though it was not asked for yet', () => {
    let card = answered(undefined, right, start)
    card = answered(card, right, card.due)
    const early = card.seen + 2 * DAY
    expect(isDue(card, early)).toBe(false)
    expect(answered(card, right, early).seen).toBe(early)
  })

  it('is due a few hours before its time: who comes at eight today and at seven tomorrow finds it', () => {
    const card = answered(undefined, wrong, start)
    expect(isDue(card, start + HOUR)).toBe(false)
    expect(isDue(card, card.due - HOUR)).toBe(true)
    expect(isDue(card, card.due + 30 * DAY)).toBe(true)
  })

  it('weighs an answer of one’s own by its points', () => {
    const open = (points: number, correct: boolean) => days(answered(undefined, { correct, points, max: 10 }, start))
    expect(open(10, true)).toBe(days(answered(undefined, right, start)))
    expect(open(6, true)).toBeLessThan(open(8, true))
    expect(open(5, false)).toBeLessThan(open(6, true))
  })

  it('tells how likely it is still known', () => {
    const card = answered(undefined, right, start)
    expect(recall(card, start)).toBe(1)
    expect(recall(card, start + 3 * DAY)).toBeLessThan(1)
    expect(recall(card, start + 90 * DAY)).toBeLessThan(recall(card, start + 3 * DAY))
  })
})
