import { describe, expect, it } from 'vitest'
import { createAnswerReader } from './answer-reader.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n'
const MAX = 1000

/** What comes of these bytes, in pieces of `step` bytes. */
function read(text: string, step = text.length, end = false) {
  const reader = createAnswerReader(MAX)
  const bytes = Buffer.from(text)
  let done = false
  for (let at = 0; at < bytes.length; at += step) done = reader.push(bytes.subarray(at, at + step))
  if (end) done = reader.end()
  const { status, bytes: body } = reader.answer()
  return { done, status, body: body.toString(), reusable: reader.reusable }
}

describe('G-201 an answer of the engine ends where both sides say', () => {
  const WHOLE: [string, string, number, string][] = [
    ['of told length', `${HEAD}Content-Length: 5\r\n\r\nhello`, 200, 'hello'],
    ['in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`, 200, 'hello'],
    ['of length 0', `${HEAD}Content-Length: 0\r\n\r\n`, 200, ''],
    ['without a body', 'HTTP/1.1 204 No Content\r\nApi-Version: 1.41\r\n\r\n', 204, ''],
    ['304, whatever length it tells', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n', 304, ''],
    ['an error', 'HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}', 404, '{}'],
  ]
  it.each(WHOLE)('%s', (_what, text, status, body) => {
    for (let step = 1; step <= text.length; step++)
      expect(read(text, step)).toEqual({ done: true, status, body, reusable: true })
  })

  it.each(WHOLE)('%s: not before its last byte', (_what, text) => {
    expect(read(text.slice(0, -1)).done).toBe(false)
  })

  it.each(WHOLE)('%s: a byte behind it, and the connection is not used again', (_what, text) => {
    expect(read(`${text}H`)).toMatchObject({ done: true, reusable: false })
  })

  it('is not used again when the engine closes', () => {
    expect(read(`${HEAD}Connection: close\r\nContent-Length: 2\r\n\r\n{}`)).toMatchObject({
      done: true,
      reusable: false,
    })
  })

  it('ends with the connection when no length is told', () => {
    expect(read(`${HEAD}\r\nhello`, 3)).toMatchObject({ done: false })
    expect(read(`${HEAD}\r\nhello`, 3, true)).toMatchObject({ done: true, body: 'hello', reusable: false })
  })

  it('is cut off when the connection ends before it', () => {
    for (const [, text] of WHOLE) expect(read(text.slice(0, -1), 1, true).done).toBe(false)
  })

  it.each([
    ['two lengths', `${HEAD}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
    ['length and chunks', `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['another encoding', `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['a length that is no number', `${HEAD}Content-Length: 5, 5\r\n\r\nhello`],
    ['a negative length', `${HEAD}Content-Length: -1\r\n\r\n`],
    ['a chunk that is longer than told', `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n`],
    ['a chunk with extensions', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n`],
    ['a chunk size without end', `${HEAD}Transfer-Encoding: chunked\r\n\r\n${'0'.repeat(100)}`],
    ['a trailer', `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n`],
    ['an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 UPGRADED\r\n\r\n'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}`],
    ['more than the bound', `${HEAD}Content-Length: 5000\r\n\r\n${'y'.repeat(5000)}`],
    ['more than the bound in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n${'5\r\nhello\r\n'.repeat(300)}`],
  ])('refuses %s', (_what, text) => {
    for (const step of [7, text.length]) expect(() => read(text, step)).toThrow(/the engine/)
  })
})
