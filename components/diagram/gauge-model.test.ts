import { expect, it } from 'vitest'
import type { StatSample } from '#server/protocol/docker.ts'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { cpuLine, GAUGES_MAX, gauged, memoryLine, memorySize, withReading } from './gauge-model.ts'

const sample = (more: Partial<StatSample>): StatSample => ({
  time: 0,
  cpu: 0,
  memory: 0,
  limit: 64,
  pids: 1,
  received: 0,
  sent: 0,
  periods: 0,
  throttled: 0,
  ...more,
})
const bounds = { memory: { at: 64, asked: true }, cpu: { at: 50, asked: false } }

it('a gauge ends where the limit is, whoever set it', () => {
  const reading = withReading(undefined, sample({ cpu: 25, memory: 48 }), bounds)
  expect(cpuLine(reading)).toEqual({ used: 25, end: 50, asked: false, part: 0.5 })
  expect(memoryLine(reading)).toEqual({ used: 48, end: 64, asked: true, part: 0.75 })
  // A slice more than its share is measured now and then.
  expect(cpuLine(withReading(undefined, sample({ cpu: 51 }), bounds)).part).toBe(1)
})

it('waiting is that of the last second, and of none before the second reading', () => {
  const first = withReading(undefined, sample({ periods: 100, throttled: 90 }), bounds)
  expect(first.waited).toBe(0)
  const second = withReading(first, sample({ periods: 110, throttled: 98 }), bounds)
  expect(second.waited).toBe(0.8)
  expect(withReading(second, sample({ periods: 110, throttled: 98 }), bounds).waited, 'paused').toBe(0)
  expect(withReading(second, sample({ periods: 3, throttled: 2 }), bounds).waited, 'started anew').toBe(0)
})

it('gauges are for the newest that have processes', () => {
  const container = (id: string, created: number, state: DockerContainer['state']) =>
    ({ id, created, state }) as DockerContainer
  const many = Array.from({ length: 9 }, (_, i) => container(`c${i}`, i, i % 2 ? 'running' : 'paused'))
  expect(gauged([container('old', 99, 'exited'), ...many])).toEqual(['c8', 'c7', 'c6', 'c5'])
  expect(gauged(many)).toHaveLength(GAUGES_MAX)
  expect(gauged([container('c', 1, 'created')])).toEqual([])
})

it.each([
  [67_108_864, '64 MiB'],
  [3_276_800, '3.13 MiB'],
  [512 * 1024 ** 2, '512 MiB'],
  [900, '900 B'],
  [0, '0 B'],
])('%d bytes of memory are %s', (bytes, text) => expect(memorySize(bytes)).toBe(text))
