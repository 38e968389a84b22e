import { expect, test } from 'vitest'
import { createPromptWatch } from './prompt.ts'

const told = (...pieces: string[]) => {
  let count = 0
  const watch = createPromptWatch(() => count++)
  for (const piece of pieces) watch(Buffer.from(piece))
  return count
}

test('a prompt is told once, in however many pieces it comes', () => {
  expect(told('\r\n/ # \x1b[6n', 'ls\r\n/ # ')).toBe(1)
  expect(told('[    1.2] Run /init as init process\r\n~', ' ', '# ')).toBe(1)
})

test('what a kernel says while it boots is no prompt', () => {
  expect(told('[    0.0] Linux version 6.12 (gcc) #1 SMP Debian\r\n', '[    1.0] Run /init as init process\r\n')).toBe(
    0,
  )
})
