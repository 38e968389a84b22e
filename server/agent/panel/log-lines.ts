// The engine's log stream as lines. Without a TTY it comes in frames: [1 out, 2 err][0 0 0][u32 big endian length][bytes].
import { StringDecoder } from 'node:string_decoder'
import type { LogLine } from '#server/protocol/docker.ts'

const HEAD_BYTES = 8
const STDERR = 2
/** A program that never ends its line is cut here. Characters. */
const LINE_MAX = 8_192
/** Colours and cursor moves: lines are read here, not drawn. */
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f]/g

export interface LogReader {
  /** Lines that are complete now. */
  read(bytes: Buffer): LogLine[]
  /** What came without an end of line. */
  rest(): LogLine[]
}

export function createLogReader({ tty }: { tty: boolean }): LogReader {
  const open = { out: createSource('out'), err: createSource('err') }
  let kept: Buffer = Buffer.alloc(0)
  return {
    read(bytes) {
      if (tty) return open.out.read(bytes)
      const lines: LogLine[] = []
      kept = kept.length === 0 ? bytes : Buffer.concat([kept, bytes])
      let at = 0
      while (kept.length - at >= HEAD_BYTES) {
        const end = at + HEAD_BYTES + kept.readUInt32BE(at + 4)
        if (kept.length < end) break
        lines.push(...open[kept[at] === STDERR ? 'err' : 'out'].read(kept.subarray(at + HEAD_BYTES, end)))
        at = end
      }
      kept = kept.subarray(at)
      return lines
    },
    rest: () => [...open.out.rest(), ...open.err.rest()],
  }
}

function createSource(source: LogLine['source']) {
  const decoder = new StringDecoder('utf8')
  let text = ''
  const line = (raw: string): LogLine => ({ ...stamped(raw), source })
  return {
    read(bytes: Buffer): LogLine[] {
      const parts = (text + decoder.write(bytes)).split('\n')
      text = parts.pop()!
      const lines = parts.map(line)
      if (text.length > LINE_MAX) {
        lines.push(line(text))
        text = ''
      }
      return lines
    },
    rest(): LogLine[] {
      const last = text + decoder.end()
      text = ''
      return last === '' ? [] : [line(last)]
    },
  }
}

/** The engine puts the time before each line (RFC 3339, nanoseconds). */
function stamped(raw: string): { time?: number; text: string } {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?\d*Z /.exec(raw)
  const text = (found ? raw.slice(found[0].length) : raw).replace(ESCAPES, '').slice(0, LINE_MAX)
  return found ? { time: Date.parse(`${found[1]}${found[2] ?? ''}Z`), text } : { text }
}
