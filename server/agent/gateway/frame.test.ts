import { expect, it } from 'vitest'
import { createFrameReader, STDERR, STDOUT } from './frame.ts'

const frame = (kind: number, text: string) => {
  const head = Buffer.alloc(8)
  head[0] = kind
  head.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([head, Buffer.from(text)])
}
const all = Buffer.concat([frame(STDOUT, 'out'), frame(STDERR, 'err'), frame(STDOUT, ''), frame(STDOUT, '한글')])
const said = ['1:out', '2:err', '1:', '1:한글']

it.each([1, 3, 7, 8, 9, all.length])('frames come whole, whatever the pieces: %s bytes', (size) => {
  const read = createFrameReader()
  const found: string[] = []
  for (let at = 0; at < all.length; at += size)
    for (const { kind, bytes } of read(all.subarray(at, at + size))) found.push(`${kind}:${bytes}`)
  expect(found).toEqual(said)
})

it('a frame that is cut off is not told', () => {
  expect(createFrameReader()(all.subarray(0, -1))).toHaveLength(said.length - 1)
})
