import { expect, it } from 'vitest'
import { emptyLog, LINES_MAX, matching, pieces, withLines } from './log-model.ts'

const out = (text: string) => ({ source: 'out' as const, text })

it('keeps the newest lines and counts those that fell off', () => {
  const many = Array.from({ length: LINES_MAX }, (_, index) => out(`line ${index}`))
  const log = withLines(withLines(emptyLog, many), [out('one'), out('two')])
  expect(log.lines).toHaveLength(LINES_MAX)
  expect(log.dropped).toBe(2)
  expect(log.lines[0]).toMatchObject({ text: 'line 2', n: 3 })
  expect(log.lines.at(-1)).toMatchObject({ text: 'two', n: LINES_MAX + 2 })
})

it('finds lines in any case', () => {
  const { lines } = withLines(emptyLog, [out('GET /'), out('error: no'), out('Got it')])
  expect(matching(lines, 'g').map(({ text }) => text)).toEqual(['GET /', 'Got it'])
  expect(matching(lines, '')).toBe(lines)
})

it.each([
  ['GET /get', 'get', ['', 'GET', ' /', 'get', '']],
  ['nothing', 'x', ['nothing']],
  ['aaa', 'aa', ['', 'aa', 'a']],
  ['any', '', ['any']],
  // The lower case of İ is two letters long.
  ['İa', 'a', ['İa']],
])('%s in pieces around %s', (text, search, expected) => expect(pieces(text, search)).toEqual(expected))
