import { describe, expect, it } from 'vitest'
import { fleetFacts } from './fleet-model.ts'

describe('fleet figure', () => {
  it('adds time per server by hand, and hardly any by image', () => {
    expect(fleetFacts(1, 2)).toMatchObject({ handMinutes: 10, imageMinutes: 11 })
    expect(fleetFacts(100, 2)).toMatchObject({ handMinutes: 1000, imageMinutes: 60 })
  })

  it('knows how slips add up', () => {
    expect(fleetFacts(1, 2).anyDiffers).toBe(2)
    expect(fleetFacts(100, 2)).toMatchObject({ anyDiffers: 87, expectedDiffering: 2 })
  })
})
