import { describe, expect, it } from 'vitest'
import { type ArgvImage, type ArgvRun, assemble } from './argv-model.ts'

const line = (image: ArgvImage, run: ArgvRun) =>
  assemble(image, run)
    .argv.map(({ text }) => text)
    .join(' ')

describe('argv figure', () => {
  it('prints the same for all four when nothing is added', () => {
    for (const image of ['cmd', 'entrypoint', 'both', 'shell'] as const)
      expect(assemble(image, 'plain')).toMatchObject({ outcome: 'prints', printed: 'a' })
  })

  it('replaces CMD, but adds to ENTRYPOINT', () => {
    expect(assemble('cmd', 'word')).toMatchObject({ outcome: 'notFound', argv: [{ text: 'b', from: 'run' }] })
    expect(line('entrypoint', 'word')).toBe('echo a b')
    expect(line('both', 'word')).toBe('echo b')
  })

  it('loses the word in shell form', () => {
    expect(line('shell', 'word')).toBe('/bin/sh -c echo a b')
    expect(assemble('shell', 'word')).toMatchObject({ outcome: 'swallowed', printed: 'a' })
  })

  it('drops both with --entrypoint', () => {
    expect(line('both', 'override')).toBe('date')
  })
})
