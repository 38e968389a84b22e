import { Terminal } from '@xterm/headless'
import { expect, it } from 'vitest'
import { NEW_SHELL } from './new-shell.ts'

async function shown(...parts: (string | Uint8Array)[]): Promise<string[]> {
  const terminal = new Terminal({ cols: 40, rows: 8, allowProposedApi: true })
  for (const part of parts) await new Promise<void>((done) => terminal.write(part, done))
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '')
  return lines.slice(0, lines.findLastIndex(Boolean) + 1)
}

it('the new prompt stands on a line of its own below the old screen', async () => {
  expect(await shown('$ echo one\r\none\r\n$ ', NEW_SHELL, '$ kept')).toEqual(['$ echo one', 'one', '$ ', '$ kept'])
})

it('after a full-screen program the screen from before is back, and the new prompt below it', async () => {
  const before = '$ ls\r\nnote\r\n$ vi note'
  const full = '\x1b[?1049h\x1b[H\x1b[2J\x1b[3;5r\x1b[?25lfull\r\nscreen'
  expect(await shown(before, full, NEW_SHELL, '$ kept')).toEqual(['$ ls', 'note', '$ vi note', '$ kept'])
})

it('what a program drew below the cursor is gone, and its colours', async () => {
  expect(await shown('$ top\r\none\r\ntwo\r\nthree\x1b[2A\r\x1b[31m', NEW_SHELL, '$ kept')).toEqual([
    '$ top',
    'one',
    '$ kept',
  ])
})
