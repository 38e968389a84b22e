import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaveRoomForStreams } from './heap.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function heap() {
  let collect = (_at: number) => {}
  const set: number[] = []
  leaveRoomForStreams(
    (seen) => {
      collect = seen
    },
    (percent) => set.push(percent),
  )
  return { set, collect: () => collect(Date.now()) }
}

describe('room for streams', () => {
  it('is left when full collections follow each other, and taken back when they don’t any more', () => {
    const { set, collect } = heap()
    collect()
    expect(set).toEqual([])
    vi.advanceTimersByTime(300)
    collect()
    expect(set).toEqual([100])
    vi.advanceTimersByTime(59_000)
    collect()
    vi.advanceTimersByTime(300)
    collect()
    vi.advanceTimersByTime(59_000)
    expect(set).toEqual([100])
    vi.advanceTimersByTime(1000)
    expect(set).toEqual([100, 0])
  })

  it('is not left to a process that collects now and then', () => {
    const { set, collect } = heap()
    for (let at = 0; at < 10; at++) {
      collect()
      vi.advanceTimersByTime(1000)
    }
    expect(set).toEqual([])
  })

  it('is told by collections as they are', async () => {
    vi.useRealTimers()
    const set: number[] = []
    leaveRoomForStreams(undefined, (percent) => set.push(percent))
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as () => void
    gc()
    gc()
    await vi.waitFor(() => expect(set).toEqual([100]))
  })
})
