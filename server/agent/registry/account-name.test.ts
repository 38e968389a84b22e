import { describe, expect, it } from 'vitest'
import { parseRef } from '#server/agent/gateway/image-name.ts'
import { freeName, safeName } from './account-name.ts'

describe('G-R2 the name of an account', () => {
  it.each([
    ['김민수', 'gimminsu'],
    ['이 영희', 'i-yeonghui'],
    ['Alice', 'alice'],
    ['calm-otter-42', 'calm-otter-42'],
    ['Åsa B.', 'asa-b'],
    ['__Bob__Smith--', 'bob-smith'],
    ['../../etc', 'etc'],
    ['李明', 'learner'],
    ['', 'learner'],
    ['x', 'learner'],
    ['x'.repeat(80), 'x'.repeat(24)],
  ])('%s -> %s', (wish, name) => {
    expect(safeName(wish)).toBe(name)
    // A name that the engine would not take in a reference could never be pushed to.
    expect(parseRef(`${name}/app`).path).toBe(`${name}/app`)
  })

  it('is unique, and none that means something else', () => {
    const taken = new Set(['alice', 'alice-2'])
    expect(freeName('Alice', (name) => taken.has(name))).toBe('alice-3')
    expect(freeName('Library', () => false)).toBe('library-2')
  })
})
