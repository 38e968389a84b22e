// Fill-in commands are judged after this: a person may quote, space and prompt as they like.
const INITIALS = ['r', 'R', 's', 'e', 'E', 'f', 'a', 'q', 'Q', 't', 'T', 'd', 'w', 'W', 'c', 'z', 'x', 'v', 'g']
const VOWELS = 'k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(' ')
const FINALS = ' r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g'.split(' ')
/** Hangul compatibility jamo U+3131..U+3163 in code order, as keys of the two-set keyboard. */
const JAMO =
  'r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(
    ' ',
  )
const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3
const FIRST_JAMO = 0x3131

/** What would have been typed with the keyboard in Latin: 애찯ㄱ -> docker (Korean two-set layout, KS X 5002). */
export function latinKeys(text: string): string {
  return Array.from(text.normalize('NFC'), (letter) => {
    const code = letter.codePointAt(0)!
    if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
      const at = code - FIRST_SYLLABLE
      return INITIALS[Math.floor(at / 588)]! + VOWELS[Math.floor((at % 588) / 28)]! + FINALS[at % 28]!
    }
    return JAMO[code - FIRST_JAMO] ?? letter
  }).join('')
}

/** One line: prompt sign and doubled spaces gone, `--name=x` as `--name x`, curly quotes straight. */
export function normalCommand(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[–—]/g, '--')
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/(^|\s)(--[a-z][a-z-]*)=/g, '$1$2 ')
    .replace(/\s+/g, ' ')
}
