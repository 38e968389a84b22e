import { describe, expect, it } from 'vitest'
import { standing } from './standing.ts'

const lesson = { labSteps: 3, quizItems: 2 }
const mark = (correct: boolean) => ({ correct, points: 0, max: 1, at: 0 })

describe('standing', () => {
  it('is nothing before a start', () => {
    expect(standing(lesson, undefined)).toMatchObject({ done: 0, total: 5, complete: false, started: false })
  })

  it('counts steps and right answers', () => {
    const progress = { stepsPassed: ['a', 'b'], quiz: { x: mark(true), y: mark(false) }, lastAt: 1 }
    expect(standing(lesson, progress)).toMatchObject({ stepsPassed: 2, quizRight: 1, done: 3, complete: false })
  })

  it('never shows more than there is after a lesson got shorter', () => {
    const progress = { stepsPassed: ['a', 'b', 'c', 'd'], quiz: { x: mark(true), y: mark(true) }, lastAt: 1 }
    expect(standing(lesson, progress)).toMatchObject({ stepsPassed: 3, done: 5, complete: true })
  })
})
