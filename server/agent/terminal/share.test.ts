import { expect, test } from 'vitest'
import {
  BUSY_BYTES,
  BUSY_MS,
  CROWD_BYTES,
  CROWD_LEAST_BYTES,
  WINDOW_BYTES,
  WINDOW_LEAST_BYTES,
} from '#server/agent/terminal/pace.ts'
import { createShare } from '#server/agent/terminal/share.ts'

test('nobody floods, or one: all of the window, and no rate', () => {
  const share = createShare()
  for (const bytes of [1, BUSY_BYTES - 1, BUSY_BYTES, WINDOW_BYTES]) {
    share.note(share, bytes)
    expect(share.window).toBe(WINDOW_BYTES)
    expect(share.rate).toBe(Number.POSITIVE_INFINITY)
  }
})

test('several: even parts, but never less than the least, so that a batch of acknowledgements fits in', () => {
  const share = createShare()
  for (const n of [1, 2, 3, 4]) share.note({ n }, BUSY_BYTES)
  expect(share.window).toBe(WINDOW_BYTES / 4)
  expect(share.rate).toBe(CROWD_BYTES / 4)
  for (let n = 0; n < 1_000; n++) share.note({ n }, BUSY_BYTES)
  expect(share.window).toBe(WINDOW_LEAST_BYTES)
  expect(share.rate).toBe(CROWD_LEAST_BYTES)
})

test('one that floods counts until it has not for a while, whatever is on its way meanwhile; one that is gone no more', () => {
  let time = 0
  const share = createShare(() => time)
  const [a, b, c] = [{}, {}, {}]
  for (const viewer of [a, b, c]) share.note(viewer, BUSY_BYTES)
  share.forget(c)
  expect(share.window).toBe(WINDOW_BYTES / 2)
  time = BUSY_MS
  share.note(a, BUSY_BYTES)
  share.note(b, 0)
  expect(share.window).toBe(WINDOW_BYTES / 2)
  time = BUSY_MS + 1
  expect(share.window).toBe(WINDOW_BYTES)
})
