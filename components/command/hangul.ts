// Hangul taken apart, so that a word is found while it is still being typed: 터민 is on the way to 터미널, ㅌㅁㄴ are its initials.
const INITIALS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ']
const MEDIALS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ')
const FINALS =
  ' ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(' ')
/** What a keyboard puts together from two keys. */
const DOUBLE: Record<string, string> = {
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ',
  ㄾ: 'ㄹㅌ',
  ㄿ: 'ㄹㅍ',
  ㅀ: 'ㄹㅎ',
  ㅄ: 'ㅂㅅ',
  ㅘ: 'ㅗㅏ',
  ㅙ: 'ㅗㅐ',
  ㅚ: 'ㅗㅣ',
  ㅝ: 'ㅜㅓ',
  ㅞ: 'ㅜㅔ',
  ㅟ: 'ㅜㅣ',
  ㅢ: 'ㅡㅣ',
}

const FIRST = 0xac00
const LAST = 0xd7a3
const PER_INITIAL = 588
const PER_MEDIAL = 28

/** 'ㄱㅏ' for 가; what is no Hangul stays. */
export function jamo(text: string): string {
  let out = ''
  for (const char of text.normalize('NFC')) {
    const code = char.codePointAt(0)!
    if (code < FIRST || code > LAST) {
      out += DOUBLE[char] ?? char
      continue
    }
    const at = code - FIRST
    out += INITIALS[Math.floor(at / PER_INITIAL)]
    out += MEDIALS[Math.floor((at % PER_INITIAL) / PER_MEDIAL)]
    out += FINALS[at % PER_MEDIAL]
  }
  return out
}

/** 'ㅅ ㅌㅁㄴ' for 새 터미널; what is no Hangul stays. */
export const initials = (text: string): string =>
  [...text.normalize('NFC')]
    .map((char) => {
      const at = char.codePointAt(0)! - FIRST
      return at >= 0 && at <= LAST - FIRST ? INITIALS[Math.floor(at / PER_INITIAL)] : char
    })
    .join('')

/** Consonants alone, as one types initials. */
export const areInitials = (text: string): boolean => /^[ㄱ-ㅎ]+$/.test(text)
