import { expect, it } from 'vitest'
import { isBeat } from './beat.ts'

it.each([
  ['exec_start: sh -c "echo a > /note"', true],
  ['exec_die', true],
  ['extract-to-dir', true],
  // Told by the objects themselves, or nothing was changed.
  ['start', false],
  ['exec_create: ps', false],
  ['archive-path', false],
  ['top', false],
])('a container’s %s: %s', (action, beat) => expect(isBeat({ kind: 'container', action })).toBe(beat))

it('what is no container’s is none', () => expect(isBeat({ kind: 'image', action: 'exec_start' })).toBe(false))
