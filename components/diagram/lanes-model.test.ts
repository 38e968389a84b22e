import { describe, expect, it } from 'vitest'
import { commands, lanes, listed } from './lanes-model.ts'

const names = (at: number, all: boolean) => listed(at, all).map((one) => one.name)

describe('lanes figure', () => {
  it('has a state for every container before and after each command', () => {
    for (const lane of lanes) expect(lane.cells).toHaveLength(commands.length + 1)
  })

  it('lists what docker ps and docker ps -a would', () => {
    expect(names(1, false)).toEqual([])
    expect(names(1, true)).toEqual(['eager_turing'])
    expect(names(3, false)).toEqual(['web'])
    expect(names(3, true)).toEqual(['eager_turing', 'web'])
    expect(names(4, false)).toEqual([])
    expect(names(4, true)).toEqual(['eager_turing', 'web'])
    expect(names(commands.length, true)).toEqual([])
  })
})
