import { expect, test } from 'vitest'
import { createMarks, type Mark, OUTPUT_BYTES, plain } from '#server/agent/terminal/mark.ts'

const session =
  '\x1b]633;A\x07student$ \x1b]633;B\x07docker ps\r\n\x1b]633;E;docker ps \\x3b echo \\\\ \\x0a 도커\x07\x1b]633;C\x07' +
  '\x1b[31mCONTAINER\x1b[0m  ID\r\nprogress 1%\rprogress 100%\r\n\x1b]0;title\x07\x1b]633;D;1\x07\x1b]633;A\x07student$ '

function marks(stream: string, step: number) {
  const seen: Mark[] = []
  const scanner = createMarks(
    (mark) => seen.push(mark),
    () => 5,
  )
  const bytes = Buffer.from(stream)
  for (let at = 0; at < bytes.length; at += step) scanner.feed(bytes.subarray(at, at + step))
  return seen
}

test.each([1, 2, 3, 7, 4096])('a command is told when it starts and when it ends, in chunks of %i bytes', (step) => {
  const line = 'docker ps ; echo \\ \n 도커'
  expect(marks(session, step)).toEqual([
    { line, time: 5, output: '' },
    { line, time: 5, exit: 1, output: 'CONTAINER  ID\nprogress 100%\n' },
  ])
})

test('an empty line is no command', () => {
  expect(marks('\x1b]633;D;0\x07\x1b]633;A\x07', 4096)).toEqual([])
})

test('of a long output the last part is kept', () => {
  const stream = `\x1b]633;E;yes\x07\x1b]633;C\x07${'가나다\r\n'.repeat(50_000)}end\r\n\x1b]633;D;130\x07`
  const output = marks(stream, 4096).at(-1)!.output
  expect(Buffer.byteLength(output)).toBeLessThanOrEqual(OUTPUT_BYTES)
  expect(Buffer.byteLength(output)).toBeGreaterThan(OUTPUT_BYTES - 4)
  expect(output.endsWith('가나다\nend\n')).toBe(true)
  expect(output).not.toContain('�')
})

test('other sequences with the string terminator end where they should', () => {
  expect(
    marks('\x1b]633;E;a\x1b\\\x1b]633;C\x1b\\out\x1b]8;;http://x\x1b\\link\x1b]633;D;0\x1b\\', 5).at(-1),
  ).toMatchObject({
    line: 'a',
    exit: 0,
    output: 'outlink',
  })
})

test('plain text loses sequences, keeps tabs and lines', () => {
  expect(plain(Buffer.from('a\tb\x1b[38;5;12mc\x1b(B\x1b[K\r\nxy\x08z\x07'))).toBe('a\tbc\nxz')
})
