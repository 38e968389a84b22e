import { expect, it } from 'vitest'
import { createWatermark } from './watermark.ts'

it('warns, stops, and goes back only when a good part more is free', () => {
  const level = createWatermark(100)
  const seen = [300, 199, 201, 249, 251, 150, 99, 101, 124, 126, 240, 260, 99, 1000].map(
    (free) => `${free} ${level(free)}`,
  )
  expect(seen).toEqual([
    '300 ok',
    '199 warn',
    '201 warn',
    '249 warn',
    '251 ok',
    '150 warn',
    '99 low',
    '101 low',
    '124 low',
    '126 warn',
    '240 warn',
    '260 ok',
    '99 low',
    '1000 ok',
  ])
})
