import { expect, it } from 'vitest'
import { outputOf, parseCast, sizeAt } from './cast.ts'

const text = [
  '{"version":2,"width":80,"height":24,"timestamp":5}',
  '[0,"o","$ "]',
  '[1,"o","ls\\r\\n"]',
  '[61,"r","100x30"]',
  '[61.5,"m","exit 2: ls"]',
  '[62,"i","typed"]',
  '[62,"o","end"]',
  '[63,"o","cut',
].join('\n')

it('long waits are shortened, unknown and torn lines left out', () => {
  const cast = parseCast(text)!
  expect(cast).toMatchObject({ cols: 80, rows: 24, length: 4_000 })
  expect(cast.events.map(({ at, kind }) => [at, kind])).toEqual([
    [0, 'output'],
    [1_000, 'output'],
    [3_000, 'size'],
    [3_500, 'mark'],
    [4_000, 'output'],
  ])
  expect(parseCast('')).toBe(undefined)
  expect(parseCast('<html>')).toBe(undefined)
})

it('the screen at a moment: its size, and what was printed since another', () => {
  const cast = parseCast(text)!
  expect(sizeAt(cast, 2_999)).toEqual({ cols: 80, rows: 24 })
  expect(sizeAt(cast, 3_000)).toEqual({ cols: 100, rows: 30 })
  expect(outputOf(cast, -1, 1_000)).toBe('$ ls\r\n')
  expect(outputOf(cast, 1_000, 4_000)).toBe('end')
})
