import { describe, expect, it } from 'vitest'
import { isDown, stackFacts } from './stack-model.ts'

describe('stack figure', () => {
  it('counts kernels and OS files', () => {
    expect(stackFacts('bare', 4)).toMatchObject({ kernels: 1, files: 1 })
    expect(stackFacts('vm', 4)).toMatchObject({ kernels: 4, files: 4 })
    expect(stackFacts('container', 4)).toMatchObject({ kernels: 1, files: 4 })
  })

  it('a kernel takes down what stands on it', () => {
    const down = (mode: Parameters<typeof isDown>[0]) => [1, 2, 3].filter((app) => isDown(mode, app, 2))
    expect(down('vm')).toEqual([2])
    expect(down('container')).toEqual([1, 2, 3])
    expect([1, 2, 3].filter((app) => isDown('vm', app, undefined))).toEqual([])
    for (const mode of ['bare', 'vm', 'container'] as const)
      expect(down(mode).length).toBe(stackFacts(mode, 3).lostWithOneKernel)
  })
})
