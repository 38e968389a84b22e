import { Terminal } from '@xterm/headless'
import { expect, test } from 'vitest'
import { isAnswer } from '#server/agent/terminal/answer.ts'

const is = (text: string) => isAnswer(Buffer.from(text, 'latin1'))

test('what a terminal answers by itself is no key', async () => {
  const terminal = new Terminal({
    allowProposedApi: true,
    cols: 80,
    rows: 24,
    windowOptions: { getWinSizeChars: true },
  })
  const said: string[] = []
  terminal.onData((data) => said.push(data))
  for (const question of ['c', '>c', '5n', '6n', '?6n', '?2004$p', '18t'])
    await new Promise<void>((done) => terminal.write(`\x1b[10;20H\x1b[${question}`, done))
  await new Promise<void>((done) => terminal.write('\x1bP$qm\x1b\\', done))
  expect(said.length).toBeGreaterThanOrEqual(7)
  for (const answer of said) expect([answer, is(answer)]).toEqual([answer, true])
  expect(is(said.join(''))).toBe(true)
  for (const focus of ['\x1b[I', '\x1b[O']) expect(is(focus)).toBe(true)
  expect(is('\x1b]11;rgb:0e0e/1212/1717\x1b\\')).toBe(true)
})

test('what is typed is a key: letters, Ctrl+C, arrows, Escape, function keys, paste, an answer with a key behind it', () => {
  const keys = [
    'a',
    '가',
    '\r',
    '\x03',
    '\x1b',
    '\x1b[A',
    '\x1bOA',
    '\x1b[1;5C',
    '\x1bOR',
    '\x1b[1;2R',
    '\x1b[15~',
    '\x1b[Z',
  ]
  for (const key of [...keys, '\x1b[200~ls\x1b[201~', '\x1b[<0;10;20M', '\x1b[?1;2cx', ''])
    expect([key, is(key)]).toEqual([key, false])
})
