// Binary frames between web and agent: a channel number and the bytes of its terminal. From the web, a channel with the acknowledging
// bit set carries a count instead: so many bytes more were drawn. Both ways are the path of every key, so nothing is parsed or copied
// that need not be.

const HEAD_BYTES = 4
const ACK_BIT = 0x8000_0000

export function dataFrame(channel: number, bytes: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + bytes.byteLength)
  frame.writeUInt32BE(channel, 0)
  frame.set(bytes, HEAD_BYTES)
  return frame
}

export function ackFrame(channel: number, bytes: number): Buffer {
  const frame = Buffer.allocUnsafe(2 * HEAD_BYTES)
  frame.writeUInt32BE((channel | ACK_BIT) >>> 0, 0)
  frame.writeUInt32BE(bytes, HEAD_BYTES)
  return frame
}

export type Frame = { channel: number; bytes: Buffer } | { channel: number; drawn: number }

/** Undefined: no frame. The bytes are a view. */
export function readFrame(frame: Buffer): Frame | undefined {
  if (frame.length < HEAD_BYTES) return undefined
  const head = frame.readUInt32BE(0)
  if (head < ACK_BIT) return { channel: head, bytes: frame.subarray(HEAD_BYTES) }
  return frame.length === 2 * HEAD_BYTES
    ? { channel: head - ACK_BIT, drawn: frame.readUInt32BE(HEAD_BYTES) }
    : undefined
}
