// The engine's multiplexed stream, of attach, exec and logs without a terminal: [1 stdout, 2 stderr][0 0 0][u32 big endian length][bytes].
const HEAD_BYTES = 8
/** Kinds of frames. */
export const STDOUT = 1
export const STDERR = 2

interface Frame {
  kind: number
  bytes: Buffer
}

/** Gives, for each chunk as it comes, the frames that are complete now. */
export function createFrameReader(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    let at = 0
    while (rest.length - at >= HEAD_BYTES) {
      const end = at + HEAD_BYTES + rest.readUInt32BE(at + 4)
      if (rest.length < end) break
      frames.push({ kind: rest.readUInt8(at), bytes: rest.subarray(at + HEAD_BYTES, end) })
      at = end
    }
    rest = rest.subarray(at)
    return frames
  }
}
