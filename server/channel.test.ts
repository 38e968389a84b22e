import { expect, test } from 'vitest'
import { ackFrame, dataFrame, readFrame } from './channel.ts'

test('what is framed is read again, empty and large, for the first and the last channel', () => {
  for (const channel of [0, 1, 0x7fff_ffff])
    for (const text of ['', 'k', '\x80'.repeat(70_000)]) {
      const bytes = Buffer.from(text, 'latin1')
      expect(readFrame(dataFrame(channel, bytes))).toEqual({ channel, bytes })
    }
  for (const channel of [0, 1, 0x7fff_ffff])
    for (const drawn of [1, 16_384, 0xffff_ffff])
      expect(readFrame(ackFrame(channel, drawn))).toEqual({ channel, drawn })
})

test('what is too short for a head, or no count, is no frame', () => {
  expect(readFrame(Buffer.alloc(3))).toBeUndefined()
  expect(readFrame(ackFrame(7, 5).subarray(0, 7))).toBeUndefined()
  expect(readFrame(Buffer.concat([ackFrame(7, 5), Buffer.alloc(1)]))).toBeUndefined()
})
