import { expect, test } from 'vitest'
import type { VmRun, VmSide, VmView } from '#server/protocol/vm.ts'
import { median, minutes, ratio, seconds, times } from './vm-model.ts'

const run = (side: VmSide, shellMs: number): VmRun => ({
  side,
  at: 0,
  shellMs,
  memoryBytes: 1,
  kernel: '6',
  processes: 1,
  diskBytes: 1,
})
const view = (runs: VmRun[]): VmView => ({
  now: 0,
  host: { cpu: '', cpus: 2 },
  machine: { state: 'off' },
  container: { state: 'off' },
  runs,
})

test('times are said with the digits that count', () => {
  expect([seconds(4_612), seconds(312), seconds(1_000)]).toEqual(['4.6', '0.31', '1.0'])
  expect([minutes(300_000), minutes(59_001), minutes(-5)]).toEqual(['5:00', '1:00', '0:00'])
  expect([times(13.6), times(2.38)]).toEqual(['14', '2.4'])
})

test('the middle run counts, not the one that came at a bad moment', () => {
  expect(median([9, 1, 2])).toBe(2)
  expect(median([])).toBeUndefined()
})

test('a ratio is there once both sides were measured', () => {
  expect(ratio(view([run('machine', 4_000)]), ({ shellMs }) => shellMs)).toBeUndefined()
  const runs = [run('machine', 4_000), run('container', 400), run('machine', 90_000), run('machine', 4_200)]
  expect(ratio(view(runs), ({ shellMs }) => shellMs)).toBe(10.5)
})
