// Keystroke echo: the time from a typed letter to that letter coming back, at 5 keys a second in every session.
import { now, sleep } from './measure.ts'

/** One session that can be typed into. */
export interface Typist {
  type(text: string): void
  /** Set by the measurement; called with every piece of output. */
  onBytes?: (bytes: Uint8Array) => void
}

/**
 * Passes on what `listen` hears; resolves when the prompt is there. What is typed before the shell reads by itself is thrown away when
 * it starts to.
 */
export function prompted(shell: Typist, listen: (take: (bytes: Uint8Array) => void) => void): Promise<void> {
  let greeting = ''
  return new Promise((resolve) => {
    listen((bytes) => {
      if (!greeting.includes('$ ')) {
        greeting += new TextDecoder().decode(bytes)
        if (greeting.includes('$ ')) resolve()
      }
      shell.onBytes?.(bytes)
    })
  })
}

const KEYS_PER_SECOND = 5
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
/** Below the shell's line editor wrapping the line. */
const LINE_LENGTH = 40
const ERASE_LINE = '\x15'

/** Echo times in ms. A letter whose echo doesn't come within 5 s throws: a lost keystroke is a fault, not an outlier. */
export async function measureEcho(typists: Typist[], seconds: number): Promise<number[]> {
  const times: number[] = []
  await Promise.all(
    typists.map(async (typist, index) => {
      let seen: ((letter: number) => void) | undefined
      typist.onBytes = (bytes) => {
        for (const byte of bytes) seen?.(byte)
      }
      // Spread over the period, as people are.
      await sleep((index / typists.length) * (1000 / KEYS_PER_SECOND))
      for (let at = 0; at < seconds * KEYS_PER_SECOND; at++) {
        if (at % LINE_LENGTH === LINE_LENGTH - 1) {
          typist.type(ERASE_LINE)
          await sleep(1000 / KEYS_PER_SECOND)
          continue
        }
        const letter = LETTERS[at % LETTERS.length]!
        const code = letter.charCodeAt(0)
        const start = now()
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`no echo of ${letter} in 5 s`)), 5000)
          seen = (byte) => {
            if (byte !== code) return
            clearTimeout(timer)
            seen = undefined
            times.push(now() - start)
            resolve()
          }
          typist.type(letter)
        })
        await sleep(Math.max(0, 1000 / KEYS_PER_SECOND - (now() - start)))
      }
      typist.type(ERASE_LINE)
      typist.onBytes = undefined
    }),
  )
  return times
}
