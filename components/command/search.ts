// What the palette finds, best first. Every word has to be somewhere; a title counts more than what stands beside it.
import { areInitials, initials, jamo } from './hangul.ts'

export type Findable = { title: string; detail?: string; words?: string }

const STARTS = 8
const WORD_STARTS = 6
const INSIDE = 3
const BESIDE = 1

const plain = (text: string) => text.normalize('NFC').toLowerCase()

/** 0: not found. */
function scoreIn(word: string, text: string): number {
  const whole = jamo(plain(text))
  const wanted = jamo(word)
  const at = whole.indexOf(wanted)
  if (at === 0) return STARTS
  if (at > 0) return isWordStart(whole, wanted) ? WORD_STARTS : INSIDE
  if (!areInitials(word)) return 0
  // ㅅㅌㅁㄴ: as one types them, without the space.
  const firsts = initials(plain(text))
  if (firsts.startsWith(wanted) || firsts.replaceAll(' ', '').startsWith(wanted)) return WORD_STARTS
  return firsts.includes(wanted) || firsts.replaceAll(' ', '').includes(wanted) ? INSIDE : 0
}

function isWordStart(whole: string, wanted: string): boolean {
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1))
    if (at === 0 || /[\s()[\]/:.,"'-]/.test(whole[at - 1]!)) return true
  return false
}

/** Higher is better, 0: no match. An empty query matches everything alike. */
export function score(query: string, item: Findable): number {
  let sum = 0
  const words = plain(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  for (const word of words) {
    const inTitle = scoreIn(word, item.title)
    const beside = inTitle > 0 ? 0 : scoreIn(word, `${item.detail ?? ''} ${item.words ?? ''}`)
    if (inTitle === 0 && beside === 0) return 0
    sum += inTitle || BESIDE
  }
  return sum / words.length
}

/** In the order of their score, equals as they came. */
export const found = <T extends Findable>(query: string, items: readonly T[], most: number): T[] =>
  items
    .map((item) => ({ item, score: score(query, item) }))
    .filter((each) => each.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item)
