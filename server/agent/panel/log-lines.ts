// The engine's log stream as lines. Without a TTY it comes in frames.
import { StringDecoder } from 'node:string_decoder'
import { createFrameReader, STDERR } from '#server/agent/gateway/frame.ts'
import type { LogLine } from '#server/protocol/docker.ts'

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
  const frames = createFrameReader()
  return {
    read(bytes) {
      if (tty) return open.out.read(bytes)
      return frames(bytes).flatMap(({ kind, bytes: said }) => open[kind === STDERR ? 'err' : 'out'].read(said))
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
