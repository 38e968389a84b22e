import { describe, expect, it } from 'vitest'
import { workingDir } from './create-shape.ts'
import { ignores } from './docker-ignore.ts'
import { parseDockerfile } from './dockerfile-parse.ts'
import { parseHeaders } from './header.ts'
import { glob, untilFilter } from './image-filter.ts'

describe('G-I3 patterns as Go’s path.Match reads them', () => {
  it.each([
    ['nginx', 'nginx', true],
    ['ngin?', 'nginx', true],
    ['*', 'a/b', false],
    ['*/*', 'a/b', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['**', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['a\\*', 'a*', true],
    ['*a*b', 'xaxb', true],
    ['', '', true],
  ])('%j on %s: %s', (pattern, text, fits) => {
    expect(glob(pattern)(text)).toBe(fits)
  })
  it.each(['[a', '[]', 'a\\', '[z-a]'])('%j is refused', (pattern) => {
    expect(() => glob(pattern)).toThrow('syntax error in pattern')
  })
})

/** ms; a pattern that tries all ways takes minutes to years on these. */
const SOON_MS = 2000

describe('G-109 no text of a client makes the agent stand still', () => {
  it.each<[string, () => unknown]>([
    ['an image pattern of many stars', () => glob('*a'.repeat(60))('a'.repeat(160))],
    ['a .dockerignore of many stars', () => ignores(`${'*a'.repeat(60)}b\n${'**/a'.repeat(60)}`, 'a'.repeat(250))],
    ['a working directory of many slashes', () => workingDir(`${'/'.repeat(60)}x`, 'WorkingDir')],
    ['a Dockerfile line of blanks', () => parseDockerfile(Buffer.from(`FROM a\nRUN b${' '.repeat(60_000)}c`))],
    [
      'a Dockerfile of continuations',
      () => parseDockerfile(Buffer.from(`FROM a\nRUN b\\\n${'c\\\n'.repeat(30_000)}d`)),
    ],
    [
      'a Connection header of blanks',
      () => parseHeaders({ httpVersion: '1.1', rawHeaders: ['connection', `close${' '.repeat(15_000)}x`] }),
    ],
    ['an until filter of digits', () => untilFilter(new Map([['until', ['1'.repeat(15_000)]]]))],
  ])('%s', (_what, work) => {
    const begun = performance.now()
    try {
      work()
    } catch {
      // A refusal is an answer as well.
    }
    expect(performance.now() - begun).toBeLessThan(SOON_MS)
  })
})
