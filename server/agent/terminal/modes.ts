// What a terminal would still remember of bytes it can no longer be sent: modes, colours, scroll region, character sets.
// Fed only with what falls out of the replay, so it costs nothing until then. It follows sequences across chunks.

/** Private modes worth restoring (xterm, ctlseqs); cursor visibility (25) and autowrap (7) are on by default. */
const PRIVATE = new Set([1, 5, 6, 7, 9, 12, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1049, 2004])
const ON_BY_DEFAULT = new Set([7, 25])
const ALTERNATE = [47, 1047, 1049]
const SEQUENCE_BYTES = 64
/** Colours since the last reset; a program that sets more without a reset loses the oldest. */
const COLOURS = 32

const ESC = 0x1b
const BEL = 0x07

export interface Modes {
  feed(bytes: Uint8Array): void
  /** True between two sequences: a cut here splits nothing but a character. */
  readonly ground: boolean
  readonly alternate: boolean
  /** Sets a fresh terminal to what was tracked; empty when that is what a fresh one is. */
  prefix(): string
  copy(): Modes
}

interface Tracked {
  state: 'ground' | 'escape' | 'charset' | 'csi' | 'string' | 'string-escape'
  sequence: string
  modes: Map<number, boolean>
  insert: boolean
  keypad: boolean
  colours: string[]
  margins: string
  cursor: string
  charset: string
}

const fresh = (): Tracked => ({
  state: 'ground',
  sequence: '',
  modes: new Map(),
  insert: false,
  keypad: false,
  colours: [],
  margins: '',
  cursor: '',
  charset: '',
})

export function createModes(from: Tracked = fresh()): Modes {
  let now = from

  function escaped(byte: number) {
    const letter = String.fromCharCode(byte)
    now.state = 'ground'
    if (letter === '[') {
      now.state = 'csi'
      now.sequence = ''
    } else if (']PX^_'.includes(letter)) now.state = 'string'
    else if (letter === '(') now.state = 'charset'
    else if (letter === '=') now.keypad = true
    else if (letter === '>') now.keypad = false
    else if (letter === 'c') now = fresh()
    else if (byte === ESC) now.state = 'escape'
  }

  function control(final: string) {
    const parameters = now.sequence
    if (final === 'h' || final === 'l') {
      const on = final === 'h'
      if (parameters.startsWith('?')) {
        for (const mode of parameters.slice(1).split(';').map(Number)) if (PRIVATE.has(mode)) now.modes.set(mode, on)
      } else if (parameters === '4') now.insert = on
    } else if (final === 'm' && /^[\d;:]*$/.test(parameters)) {
      if (/^0*(;|$)/.test(parameters)) now.colours = []
      if (!/^0*$/.test(parameters)) now.colours = [...now.colours, parameters].slice(-COLOURS)
    } else if (final === 'r' && /^[\d;]*$/.test(parameters)) now.margins = parameters
    else if (final === 'q' && parameters.endsWith(' ')) now.cursor = parameters
    else if (final === 'p' && parameters === '!') {
      now = { ...fresh(), modes: new Map([...now.modes].filter(([mode]) => ALTERNATE.includes(mode))) }
    }
  }

  function feed(bytes: Uint8Array) {
    let at = 0
    while (at < bytes.length) {
      if (now.state === 'ground') {
        at = bytes.indexOf(ESC, at)
        if (at < 0) return
        now.state = 'escape'
        at++
        continue
      }
      const byte = bytes[at++]!
      switch (now.state) {
        case 'escape':
          escaped(byte)
          break
        case 'charset':
          now.charset = String.fromCharCode(byte)
          now.state = 'ground'
          break
        case 'csi':
          if (byte === ESC) now.state = 'escape'
          else if (byte >= 0x40 && byte <= 0x7e) {
            now.state = 'ground'
            control(String.fromCharCode(byte))
          } else if (byte >= 0x20 && now.sequence.length < SEQUENCE_BYTES) now.sequence += String.fromCharCode(byte)
          break
        case 'string':
          if (byte === BEL) now.state = 'ground'
          else if (byte === ESC) now.state = 'string-escape'
          break
        case 'string-escape':
          // ESC \ ends the string; any other ESC ends it too and begins a sequence.
          if (byte === 0x5c) now.state = 'ground'
          else escaped(byte)
          break
      }
    }
  }

  return {
    feed,
    get ground() {
      return now.state === 'ground'
    },
    get alternate() {
      return ALTERNATE.some((mode) => now.modes.get(mode) === true)
    },
    prefix() {
      let out = ''
      // The alternate screen first: entering it clears, and margins and colours belong to what is drawn after.
      const order = [...now.modes].sort(([a], [b]) => Number(ALTERNATE.includes(b)) - Number(ALTERNATE.includes(a)))
      for (const [mode, on] of order) if (on !== ON_BY_DEFAULT.has(mode)) out += `\x1b[?${mode}${on ? 'h' : 'l'}`
      if (now.insert) out += '\x1b[4h'
      if (now.keypad) out += '\x1b='
      if (now.charset && now.charset !== 'B') out += `\x1b(${now.charset}`
      if (now.cursor) out += `\x1b[${now.cursor}q`
      // Setting margins moves the cursor home, which is where a fresh screen has it.
      if (now.margins) out += `\x1b[${now.margins}r`
      for (const colour of now.colours) out += `\x1b[${colour}m`
      return out
    },
    copy: () => createModes({ ...now, modes: new Map(now.modes), colours: [...now.colours] }),
  }
}
