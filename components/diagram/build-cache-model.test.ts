import { describe, expect, it } from 'vitest'
import { type BuildChange, type BuildOrder, rebuild } from './build-cache-model.ts'

const install = (order: BuildOrder, change: BuildChange) =>
  rebuild(order, change).bars.find(({ text }) => text === 'RUN npm ci')!.hit

describe('build cache figure', () => {
  it('runs nothing when nothing has changed', () => {
    for (const order of ['slow', 'fast'] as const) expect(rebuild(order, 'nothing').takes).toBe(0)
  })

  it('installs again for a letter of the source only in the slow order', () => {
    expect(install('slow', 'source')).toBe(false)
    expect(install('fast', 'source')).toBe(true)
    expect(rebuild('fast', 'source').takes).toBeLessThan(0.4 * rebuild('slow', 'source').takes)
  })

  it('installs again for another list, as it must', () => {
    expect(install('fast', 'list')).toBe(false)
  })

  it('runs everything below the first line that is out', () => {
    for (const change of ['source', 'list', 'base'] as const) {
      const hits = rebuild('fast', change).bars.map(({ hit }) => hit)
      expect(hits).toEqual([...hits].sort((a, b) => Number(b) - Number(a)))
    }
    expect(rebuild('fast', 'base').saved).toBe(0)
  })
})
