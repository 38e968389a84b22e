import { expect, it } from 'vitest'
import { createCast } from './cast.ts'

it('a header, then what happened and when; a letter that came in two parts is one', () => {
  let now = 5_000
  const lines: string[] = []
  const cast = createCast(
    (line) => lines.push(line),
    () => now,
  )
  cast.output(Buffer.from('too early'))
  cast.resize({ cols: 80, rows: 24 })
  now += 1_250
  cast.whole()
  const word = Buffer.from('값\r\n')
  cast.output(word.subarray(0, 2))
  cast.output(word.subarray(2))
  now += 1
  cast.resize({ cols: 100, rows: 30 })
  cast.mark('exit 1: false')
  expect(
    lines
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { version: 2, width: 80, height: 24, timestamp: 5 },
    [1.25, 'o', '\x1bc'],
    [1.25, 'o', '값\r\n'],
    [1.251, 'r', '100x30'],
    [1.251, 'm', 'exit 1: false'],
  ])
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true)
  expect(cast.length).toBe(1_251)
})
