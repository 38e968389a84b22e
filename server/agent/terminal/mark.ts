// Shell integration marks (OSC 633) in a terminal's stream -> the commands that were run, with exit code and output.
//   ESC ] 633 ; E ; <line> BEL     the line, escaped: \\ \x3b \xNN
//   ESC ] 633 ; C BEL              it starts;  ESC ] 633 ; D ; <exit> BEL   it ended
// The marks stay in the stream: terminals ignore them. Most chunks are only searched for ESC.
import { createRing } from '#server/agent/terminal/ring.ts'

/** What is kept of a command's output, after stripping. */
export const OUTPUT_BYTES = 4 * 1024
/** Raw bytes kept to strip from: colours may take most of it. */
const RAW_BYTES = 4 * OUTPUT_BYTES
const LINE_BYTES = 8 * 1024
const PREFIX = '633;'

const ESC = 0x1b
const BEL = 0x07

export interface Mark {
  line: string
  time: number
  /** Absent when the command starts. */
  exit?: number
  output: string
}

export function createMarks(report: (mark: Mark) => void, now: () => number = Date.now) {
  const output = createRing(RAW_BYTES)
  let state: 'text' | 'escape' | 'osc' | 'osc-escape' = 'text'
  let sequence: number[] = []
  let line = ''
  let running: { line: string; time: number } | undefined

  function text(bytes: Uint8Array) {
    if (running && bytes.length > 0) output.push(bytes)
  }

  function mark(body: string) {
    if (!body.startsWith(PREFIX)) return
    const [kind, ...rest] = body.slice(PREFIX.length).split(';')
    if (kind === 'E') line = decoded(rest[0] ?? '')
    else if (kind === 'C') {
      running = { line, time: now() }
      output.clear()
      report({ ...running, output: '' })
    } else if (kind === 'D' && running) {
      const exit = Number.parseInt(rest[0] ?? '', 10)
      report({ ...running, exit: Number.isNaN(exit) ? 0 : exit, output: plain(output.bytes()) })
      running = undefined
      line = ''
      output.clear()
    }
  }

  function ended() {
    mark(Buffer.from(sequence).toString('utf8'))
    sequence = []
    state = 'text'
  }

  return {
    feed(bytes: Uint8Array) {
      let at = 0
      let from = 0
      while (at < bytes.length) {
        if (state === 'text') {
          const next = bytes.indexOf(ESC, at)
          if (next < 0) break
          state = 'escape'
          at = next + 1
          continue
        }
        const byte = bytes[at++]!
        if (state === 'escape') {
          if (byte === 0x5d) {
            text(bytes.subarray(from, Math.max(from, at - 2)))
            state = 'osc'
          } else if (byte !== ESC) state = 'text'
        } else if (state === 'osc') {
          if (byte === BEL) {
            ended()
            from = at
          } else if (byte === ESC) state = 'osc-escape'
          else if (sequence.length < LINE_BYTES) sequence.push(byte)
        } else {
          ended()
          from = at
          if (byte !== 0x5c) {
            // Not the string terminator: the ESC began another sequence.
            state = 'escape'
            at--
            from = at
          }
        }
      }
      if (state === 'text' || state === 'escape') text(bytes.subarray(from))
    },
    /** Forget what is running: its shell is gone. */
    reset() {
      running = undefined
      output.clear()
      state = 'text'
      sequence = []
    },
  }
}

function decoded(text: string): string {
  return text.replace(/\\(?:\\|x([0-9a-fA-F]{2}))/g, (_, hex?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : '\\',
  )
}

/** Terminal output as a person would read it: no sequences, lines as they stood after carriage returns. */
export function plain(bytes: Uint8Array): string {
  const bare = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?/g, '')
    .replace(/\x1b[PX^_][^\x1b]*(?:\x1b\\)?/g, '')
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]?/g, '')
    .replace(/\x1b[ -/]*[0-~]?/g, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/[^\n]\x08/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
  const encoded = Buffer.from(bare, 'utf8')
  if (encoded.length <= OUTPUT_BYTES) return bare
  let from = encoded.length - OUTPUT_BYTES
  while (from < encoded.length && (encoded[from]! & 0xc0) === 0x80) from++
  return encoded.subarray(from).toString('utf8')
}
