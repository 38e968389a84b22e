// What a new viewer of a terminal is sent so that it sees the same screen: the modes of what was dropped, then the last
// bytes from the start of a line.
import { createModes } from '#server/agent/terminal/modes.ts'
import { createRing } from '#server/agent/terminal/ring.ts'

export const REPLAY_BYTES = 256 * 1024
/** How far to look for the start of a line before cutting between two sequences instead. */
const LINE_BYTES = 16 * 1024
/** … and at most this part of the whole is given up for it. */
const LINE_PART = 1 / 8

const NEWLINE = 0x0a

export interface Replay {
  push(chunk: Uint8Array): void
  bytes(): Buffer
  /** True when a full-screen program's drawing was cut: only a redraw by the program itself makes it whole. */
  readonly torn: boolean
}

export function createReplay(saved?: Uint8Array, capacity = REPLAY_BYTES): Replay {
  const ring = createRing(capacity)
  const modes = createModes()
  let dropped = false

  function push(chunk: Uint8Array) {
    ring.push(chunk, (bytes) => {
      dropped = true
      modes.feed(bytes)
    })
  }

  /** The first offset >= 0 where the rest can stand alone; `at` is moved on with it. */
  function cut(content: Buffer, at: ReturnType<typeof createModes>): number {
    const limit = Math.min(LINE_BYTES, content.length * LINE_PART)
    let from = 0
    while (from < limit) {
      const line = content.indexOf(NEWLINE, from)
      if (line < 0 || line >= limit) break
      at.feed(content.subarray(from, line + 1))
      from = line + 1
      if (at.ground) return from
    }
    // No line to be found: go on until no sequence and no UTF-8 character is split.
    while (from < content.length && (!at.ground || (content[from]! & 0xc0) === 0x80)) {
      at.feed(content.subarray(from, from + 1))
      from++
    }
    return from
  }

  if (saved) push(saved)
  return {
    push,
    bytes() {
      const content = ring.bytes()
      if (!dropped) return content
      const at = modes.copy()
      const from = cut(content, at)
      return Buffer.concat([Buffer.from(at.prefix(), 'latin1'), content.subarray(from)])
    },
    get torn() {
      return dropped && modes.alternate
    },
  }
}
