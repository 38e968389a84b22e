import { describe, expect, it } from 'vitest'
import { blobs, digestOf, type journeys, travels } from './blobs-model.ts'

const moved = (journey: (typeof journeys)[number]) => blobs.filter((blob) => travels(journey, blob))

describe('blobs figure', () => {
  it('sends everything once, and after that only what is not there yet', () => {
    expect(moved('first')).toEqual([...blobs])
    expect(moved('again')).toEqual(['manifest'])
    expect(moved('edited')).toEqual(['page', 'config', 'manifest'])
  })

  it('sends no layer for another tag', () => {
    expect(moved('retag')).toEqual(['manifest'])
    expect(blobs.map((blob) => digestOf('retag', blob))).toEqual(blobs.map((blob) => digestOf('first', blob)))
  })

  it('fetches what the one who pulls does not have', () => {
    expect(moved('pull')).toEqual(['page', 'config', 'manifest'])
    expect(digestOf('pull', 'manifest')).toBe(digestOf('edited', 'manifest'))
  })

  it('gives what is equal the same digest, and what differs another', () => {
    expect(digestOf('edited', 'base')).toBe(digestOf('first', 'base'))
    for (const blob of ['page', 'config', 'manifest'] as const)
      expect(digestOf('edited', blob)).not.toBe(digestOf('first', blob))
  })
})
