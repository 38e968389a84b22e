import { expect, test } from 'vitest'
import type { Lesson } from '#content/load.ts'
import { RunSheet } from '#server/protocol/live-sheet.ts'
import { planOf } from './plan.ts'

const lesson = (minutes: number, lab?: { minutes: number; steps: number }) =>
  ({
    meta: { minutes },
    ...(lab
      ? { lab: { minutes: lab.minutes, steps: Array.from({ length: lab.steps }, (_, at) => ({ id: `s${at}` })) } }
      : {}),
  }) as unknown as Lesson

test('every lesson and step in order, the steps’ minutes add up to the lab’s, and the wrap-up is protected', () => {
  const lessons = new Map([
    ['one', lesson(45, { minutes: 25, steps: 9 })],
    ['two', lesson(20)],
  ])
  const sheet = planOf(['one', 'two', 'gone'], lessons)
  expect(RunSheet.parse(sheet)).toEqual(sheet)
  expect(sheet.items.map(({ slug, step }) => `${slug}/${step ?? ''}`)).toEqual([
    'one/',
    ...Array.from({ length: 9 }, (_, at) => `one/s${at}`),
    'two/',
  ])
  expect(sheet.items[0]).toMatchObject({ minutes: 20, level: 'must' })
  expect(sheet.items.slice(1, 10).reduce((sum, { minutes }) => sum + minutes, 0)).toBe(25)
  expect(sheet.wrap).toBeGreaterThanOrEqual(8)
  expect(sheet.budget).toBe(65 + sheet.wrap)
  expect(sheet.wrap / sheet.budget).toBeCloseTo(0.15, 1)
})

test('a short class keeps eight minutes for its end; a whole course fits the schema', () => {
  expect(planOf(['one'], new Map([['one', lesson(10)]])).wrap).toBe(8)
  const many = new Map(Array.from({ length: 40 }, (_, at) => [`l${at}`, lesson(60, { minutes: 30, steps: 10 })]))
  expect(RunSheet.safeParse(planOf([...many.keys()], many)).success).toBe(true)
})
