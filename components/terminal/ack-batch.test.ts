import { expect, it } from 'vitest'
import { ACK_BYTES, createAckBatch } from './ack-batch.ts'

it('small amounts are told once there are enough of them', () => {
  const sent: number[] = []
  const batch = createAckBatch((bytes) => sent.push(bytes))
  batch.drawn(10)
  batch.drawn(ACK_BYTES - 11)
  expect(sent).toEqual([])
  batch.drawn(100)
  expect(sent).toEqual([ACK_BYTES + 99])
  batch.drawn(ACK_BYTES - 1)
  expect(sent).toHaveLength(1)
})

it('over a flood every byte is told once, but for a remainder that no window runs dry by', () => {
  const sent: number[] = []
  const batch = createAckBatch((bytes) => sent.push(bytes))
  for (let n = 0; n < 1_000; n++) batch.drawn(777)
  const left = 777_000 - sent.reduce((sum, bytes) => sum + bytes, 0)
  expect(left).toBeGreaterThanOrEqual(0)
  expect(left).toBeLessThan(ACK_BYTES)
  expect(sent.length).toBeLessThanOrEqual(777_000 / ACK_BYTES)
})
