import { describe, expect, it } from 'vitest'
import type { ApiCall, ShellCommand } from '#server/protocol/lab.ts'
import { groupCalls } from './call-group.ts'

const call = (n: number, time: number): ApiCall => ({
  n,
  time,
  method: 'GET',
  path: '/_ping',
  route: 'ping',
  status: 200,
  ms: 1,
})
const command = (n: number, time: number, terminal = 'a'): ShellCommand => ({
  terminal,
  n,
  time,
  line: `command ${n}`,
  exit: 0,
  output: '',
})
const shape = (groups: ReturnType<typeof groupCalls>) =>
  groups.map((group) => [group.command?.line ?? null, group.calls.map(({ n }) => n)])

describe('calls by command', () => {
  it('belong to the command that began last before them', () => {
    const groups = groupCalls([call(1, 1_010), call(2, 1_100), call(3, 5_020)], [command(1, 1_000), command(2, 5_000)])
    expect(shape(groups)).toEqual([
      ['command 1', [1, 2]],
      ['command 2', [3]],
    ])
  })

  it('forgive a call that is stamped a little before its command', () => {
    expect(shape(groupCalls([call(1, 4_960)], [command(1, 1_000), command(2, 5_000)]))).toEqual([['command 2', [1]]])
  })

  it('of before the first known command stand together by time', () => {
    const groups = groupCalls([call(1, 10), call(2, 900), call(3, 9_000), call(4, 20_000)], [command(1, 19_990)])
    expect(shape(groups)).toEqual([
      [null, [1, 2]],
      [null, [3]],
      ['command 1', [4]],
    ])
  })

  it('commands without calls are left out; two terminals do not mix numbers', () => {
    const groups = groupCalls(
      [call(1, 110), call(2, 210)],
      [command(1, 100, 'a'), command(1, 200, 'b'), command(2, 300)],
    )
    expect(groups.map(({ key }) => key)).toEqual(['a:1', 'b:1'])
  })
})
