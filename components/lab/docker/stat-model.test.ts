import { expect, it } from 'vitest'
import type { StatSample } from '#server/protocol/docker.ts'
import { percent, points, roundTop, SAMPLES_MAX, withSample } from './stat-model.ts'

it('keeps a minute', () => {
  let samples: StatSample[] = []
  for (let time = 0; time < SAMPLES_MAX + 5; time++) samples = withSample(samples, { time } as StatSample)
  expect(samples).toHaveLength(SAMPLES_MAX)
  expect(samples[0]!.time).toBe(5)
})

it.each([
  [0, 1, 1],
  [0.4, 1, 1],
  [1.2, 1, 2],
  [21, 1, 50],
  [101, 1, 200],
  [7_300_000, 1_000_000, 10_000_000],
])('the axis of %d (at least %d) ends at %d', (highest, least, top) => expect(roundTop(highest, least)).toBe(top))

it('the newest is at the right edge, the highest at the top', () => {
  expect(points([0, 10], 10, 59, 100)).toEqual([
    [58, 100],
    [59, 0],
  ])
  expect(points([20], 10, 59, 100)).toEqual([[59, 0]])
})

it('small shares are told exactly', () =>
  expect([0, 0.034, 9.99, 12.34].map(percent)).toEqual(['0.00%', '0.03%', '9.99%', '12.3%']))
