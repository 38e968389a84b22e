// Hangul taken apart, so that a word is found while it is still being typed: 터민 is on the way to 터미널, ㅌㅁㄴ are its initials.
import { disassemble, getChoseong } from 'es-hangul'

/** 'ㄱㅏ' for 가; what is no Hangul stays. */
export const jamo = (text: string): string => disassemble(text.normalize('NFC'))

/** 'ㅅ ㅌㅁㄴ' for 새 터미널; what is no Hangul stays. */
export const initials = (text: string): string =>
  text.normalize('NFC').replaceAll(/[가-힣]+/g, (syllables) => getChoseong(syllables))

/** Consonants alone, as one types initials. */
export const areInitials = (text: string): boolean => /^[ㄱ-ㅎ]+$/.test(text)
