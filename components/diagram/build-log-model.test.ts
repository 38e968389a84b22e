import { expect, it } from 'vitest'
import type { Build } from '#server/protocol/lab.ts'
import { partOfStep, secondsOf, sumOfBuild } from './build-log-model.ts'

const steps: Build['steps'] = [
  { text: 'FROM node:20', state: 'base' },
  { text: 'RUN npm ci', state: 'hit', saved: 4_000 },
  { text: 'COPY src .', state: 'hit' },
  { text: 'RUN make', state: 'run', ms: 2_000 },
  { text: 'RUN test', state: 'failed', ms: 500 },
]

it('what was run, what was spared, and what nobody knows', () => {
  expect(sumOfBuild({ steps })).toEqual({ hits: 2, runs: 2, saved: 4_000, unknown: 1 })
  expect(sumOfBuild({ steps: [] })).toEqual({ hits: 0, runs: 0, saved: 0, unknown: 0 })
})

it('bars are measured by the longest, be it run or spared', () => {
  expect(steps.map((step) => partOfStep(step, steps))).toEqual([0, 1, 0, 0.5, 0.125])
  expect(partOfStep(steps[0]!, [steps[0]!])).toBe(0)
})

it.each([
  [0, '0'],
  [49, '0'],
  [51, '0.1'],
  [1_234, '1.2'],
  [12_600, '13'],
])('%i ms are %s s', (ms, seconds) => expect(secondsOf(ms)).toBe(seconds))
