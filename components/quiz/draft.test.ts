import { describe, expect, it } from 'vitest'
import type { PublicQuizItem } from '#server/protocol/content.ts'
import { emptyDraft, isComplete, moved } from './draft.ts'

const match: PublicQuizItem = {
  type: 'match',
  id: 'm',
  prompt: '?',
  lefts: [
    { id: 'a', text: 'A' },
    { id: 'b', text: 'B' },
  ],
  rights: [
    { id: 'x', text: 'X' },
    { id: 'y', text: 'Y' },
  ],
}

describe('draft', () => {
  it('asks for every pair before a match can be sent', () => {
    expect(isComplete(match, emptyDraft(match))).toBe(false)
    expect(isComplete(match, { type: 'match', pairs: { a: 'x' } })).toBe(false)
    expect(isComplete(match, { type: 'match', pairs: { a: 'x', b: 'y' } })).toBe(true)
  })

  it('does not take blanks for an answer', () => {
    const fill: PublicQuizItem = { type: 'fill', id: 'f', prompt: '?' }
    expect(isComplete(fill, { type: 'fill', text: '  ' })).toBe(false)
    expect(isComplete(fill, { type: 'fill', text: 'docker ps' })).toBe(true)
  })

  it('moves an entry and stops at the ends', () => {
    expect(moved(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
  })
})
