// The pure parts: log frames to lines, raw stats to a sample.
import { expect, it } from 'vitest'
import { createLogReader } from './log-lines.ts'
import { boundsOf, type RawStats, sampleOf } from './stats.ts'

const frame = (kind: 1 | 2, text: string) => {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = kind
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}
const STAMP = '2026-11-22T10:00:00.123456789Z '
const TIME = Date.parse('2026-11-22T10:00:00.123Z')

it('frames that are cut anywhere make the same lines', () => {
  const bytes = Buffer.concat([frame(1, `${STAMP}out\n`), frame(2, `${STAMP}오류\n`), frame(1, `${STAMP}no end`)])
  const whole = [
    { source: 'out', text: 'out', time: TIME },
    { source: 'err', text: '오류', time: TIME },
    { source: 'out', text: 'no end', time: TIME },
  ]
  for (const step of [1, 3, 7, bytes.length]) {
    const reader = createLogReader({ tty: false })
    const lines = []
    for (let at = 0; at < bytes.length; at += step) lines.push(...reader.read(bytes.subarray(at, at + step)))
    expect([...lines, ...reader.rest()], `${step} bytes at a time`).toEqual(whole)
  }
})

it('a TTY has no frames; colours and carriage returns are left out', () => {
  const reader = createLogReader({ tty: true })
  const text = `${STAMP}\x1b[31mred\x1b[0m \x1b]0;title\x07end\r\n`
  expect(reader.read(Buffer.from(text))).toEqual([{ source: 'out', text: 'red end', time: TIME }])
})

it('a line without an end is cut', () => {
  const reader = createLogReader({ tty: true })
  const lines = reader.read(Buffer.from('x'.repeat(10_000)))
  expect(lines).toHaveLength(1)
  expect(lines[0]!.text).toHaveLength(8_192)
  expect(reader.rest()).toEqual([])
})

const raw: RawStats = {
  read: '2026-11-22T10:00:00Z',
  cpu_stats: {
    cpu_usage: { total_usage: 1_500 },
    system_cpu_usage: 20_000,
    online_cpus: 2,
    throttling_data: { periods: 30, throttled_periods: 4 },
  },
  precpu_stats: { cpu_usage: { total_usage: 1_000 }, system_cpu_usage: 10_000 },
  memory_stats: { usage: 900, limit: 5_000, stats: { inactive_file: 100 } },
  pids_stats: { current: 3 },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
}

it('a sample is what docker stats would print', () => {
  expect(sampleOf(raw)).toEqual({
    time: Date.parse('2026-11-22T10:00:00Z'),
    cpu: 10,
    memory: 800,
    limit: 5_000,
    pids: 3,
    received: 11,
    sent: 22,
    periods: 30,
    throttled: 4,
  })
  const v1 = { ...raw, memory_stats: { usage: 900, limit: 1, stats: { total_inactive_file: 300, inactive_file: 100 } } }
  expect(sampleOf(v1)?.memory).toBe(600)
})

it('the first reading and a container at rest make none', () => {
  expect(sampleOf({ ...raw, precpu_stats: { cpu_usage: { total_usage: 0 } } })).toBeUndefined()
  expect(sampleOf({ ...raw, cpu_stats: { cpu_usage: { total_usage: 0 } } })).toBeUndefined()
})

it.each([
  ['nothing', {}, { memory: { at: 9, asked: false }, cpu: { at: 100, asked: false } }],
  [
    '--cpus and --memory',
    { Memory: 9, NanoCpus: 5e8 },
    { memory: { at: 9, asked: true }, cpu: { at: 50, asked: true } },
  ],
  [
    'a quota',
    { CpuQuota: 25_000, CpuPeriod: 50_000 },
    { memory: { at: 9, asked: false }, cpu: { at: 50, asked: true } },
  ],
  [
    'a quota of the usual period',
    { CpuQuota: 150_000 },
    { memory: { at: 9, asked: false }, cpu: { at: 150, asked: true } },
  ],
  ['a quota of none', { CpuQuota: -1 }, { memory: { at: 9, asked: false }, cpu: { at: 100, asked: false } }],
])('the bounds of a container that was given %s', (_, given, bounds) => expect(boundsOf(given, 9)).toEqual(bounds))
