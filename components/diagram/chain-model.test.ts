import { describe, expect, it } from 'vitest'
import { chainAt, chainLinks, chainSteps } from './chain-model.ts'

const there = (at: number) => chainLinks.filter((link) => chainAt(link, at) === 'runs')

describe('chain figure', () => {
  it('begins with the programs that run all the time', () => {
    expect(there(0)).toEqual(['dockerd', 'containerd'])
  })

  it('has each part there when it acts', () => {
    for (const [index, step] of chainSteps.entries()) expect(there(index + 1)).toContain(step.acts)
  })

  it('ends with the shim holding the process, and without runc and CLI', () => {
    expect(there(chainSteps.length)).toEqual(['dockerd', 'containerd', 'shim', 'process'])
  })
})
