import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ACK_BYTES, ACK_IDLE_MS, createAckBatch } from './ack-batch.ts'

describe('ack batch', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const batchInto = (sent: number[]) => createAckBatch({ send: (bytes) => sent.push(bytes) })

  it('holds small amounts and tells them once, after the pause', () => {
    const sent: number[] = []
    const batch = batchInto(sent)
    batch.drawn(10)
    batch.drawn(5)
    expect(sent).toEqual([])
    vi.advanceTimersByTime(ACK_IDLE_MS)
    expect(sent).toEqual([15])
    vi.advanceTimersByTime(ACK_IDLE_MS * 10)
    expect(sent).toEqual([15])
  })

  it('tells at once when a batch is full, and not again after the pause', () => {
    const sent: number[] = []
    const batch = batchInto(sent)
    batch.drawn(100)
    batch.drawn(ACK_BYTES)
    expect(sent).toEqual([ACK_BYTES + 100])
    vi.advanceTimersByTime(ACK_IDLE_MS)
    expect(sent).toEqual([ACK_BYTES + 100])
  })

  it('every byte is told exactly once over a flood', () => {
    const sent: number[] = []
    const batch = batchInto(sent)
    for (let n = 0; n < 1_000; n++) batch.drawn(777)
    vi.advanceTimersByTime(ACK_IDLE_MS)
    expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(777_000)
    expect(sent.length).toBeLessThan(30)
  })

  it('says nothing after it is disposed', () => {
    const sent: number[] = []
    const batch = batchInto(sent)
    batch.drawn(10)
    batch.dispose()
    vi.advanceTimersByTime(ACK_IDLE_MS)
    expect(sent).toEqual([])
  })
})
