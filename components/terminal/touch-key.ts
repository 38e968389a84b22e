// What the key bar of touch screens sends, and what an armed Ctrl makes of what comes next.

export type TouchKey = 'escape' | 'tab' | 'up' | 'down' | 'left' | 'right' | 'pipe' | 'dash' | 'slash' | 'tilde'

const ARROWS = { up: 'A', down: 'B', right: 'C', left: 'D' } as const
const PLAIN = { escape: '\x1b', tab: '\t', pipe: '|', dash: '-', slash: '/', tilde: '~' } as const

/** `application`: the program has asked for arrows of its own kind (DECCKM), as less and vim do. */
export function touchKeyData(key: TouchKey, mode: { application: boolean; control: boolean }): string {
  if (key in ARROWS) {
    const letter = ARROWS[key as keyof typeof ARROWS]
    if (mode.control) return `\x1b[1;5${letter}`
    return mode.application ? `\x1bO${letter}` : `\x1b[${letter}`
  }
  return PLAIN[key as keyof typeof PLAIN]
}

/** Jamo and the Latin keys that they are on: Ctrl and ㅊ is Ctrl+C, as on a keyboard. */
const JAMO = 'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ'
const LATIN = 'qwertyuiopasdfghjklzxcvbnm'

/** The control character of one character; what has none stays. */
export function controlled(data: string): string {
  const at = data.length === 1 ? JAMO.indexOf(data) : -1
  const key = at < 0 ? data : LATIN[at]!
  if (key === '/') return '\x1f'
  return /^[a-z@[\\\]^_]$/i.test(key) ? String.fromCharCode(key.toUpperCase().charCodeAt(0) & 0x1f) : key
}
