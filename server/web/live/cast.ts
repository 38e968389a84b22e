// A terminal written down as asciicast v2 (docs.asciinema.org/manual/asciicast/v2): one line of JSON for the size, then one for each
// thing that happened: "o" output, "r" a new size, "m" a mark. Time is in seconds since the beginning.
import { StringDecoder } from 'node:string_decoder'

/** Back to an empty screen: what follows is a whole one. */
const RESET = '\x1bc'

export interface Size {
  cols: number
  rows: number
}

/** `write` gets whole lines. `now`: ms. */
export function createCast(write: (line: string) => void, now: () => number = Date.now) {
  /** Bytes of a letter that came in two parts are kept for the next time. */
  let letters = new StringDecoder('utf8')
  let began: number | undefined
  const at = () => Math.max(0, Math.round(now() - (began ?? now()))) / 1000
  const event = (kind: 'o' | 'r' | 'm', text: string) => write(`${JSON.stringify([at(), kind, text])}\n`)
  return {
    /** The first one begins the recording: nothing is written before it. */
    resize({ cols, rows }: Size): void {
      if (began !== undefined) {
        event('r', `${cols}x${rows}`)
        return
      }
      began = now()
      write(`${JSON.stringify({ version: 2, width: cols, height: rows, timestamp: Math.floor(began / 1000) })}\n`)
    },
    /** What comes next is the screen as a whole. */
    whole(): void {
      letters = new StringDecoder('utf8')
      if (began !== undefined) event('o', RESET)
    },
    output(bytes: Uint8Array): void {
      const text = letters.write(Buffer.from(bytes))
      if (began !== undefined && text !== '') event('o', text)
    },
    mark(label: string): void {
      if (began !== undefined) event('m', label)
    },
    /** ms */
    get length(): number {
      return began === undefined ? 0 : now() - began
    },
  }
}
