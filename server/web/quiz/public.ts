// A quiz item on its way to the browser: field by field, so that nothing in it tells the answer.
import type { Locale, PublicQuizItem, QuizItem } from '#server/protocol/content.ts'
import { shuffle } from './shuffle.ts'

/** Right sides of a match item get ids of their own; see `rightId`. */
export function rightId(seed: string, index: number): string {
  return shuffle(
    Array.from({ length: 26 }, (_, at) => ({ id: String.fromCharCode(97 + at) })),
    `${seed}/rights`,
  )[index]!.id
}

export function publicItem(item: QuizItem, locale: Locale): PublicQuizItem {
  const base = { id: item.id, prompt: item.prompt[locale], ...(item.code ? { code: item.code } : {}) }
  const say = <T extends { id: string; text: Record<Locale, string> }>(list: T[]) =>
    shuffle(list, item.id).map((entry) => ({ id: entry.id, text: entry.text[locale] }))
  switch (item.type) {
    case 'single':
    case 'multiple':
      return { type: item.type, ...base, options: say(item.options) }
    case 'predict':
      return { type: 'predict', ...base, command: item.command, options: say(item.options) }
    case 'order':
      // Ids that say the order (step-1 …) would tell; they are replaced by letters in the shuffled order.
      return {
        type: 'order',
        ...base,
        items: orderLetters(item).map(({ letter, text }) => ({ id: letter, text: text[locale] })),
      }
    case 'match':
      return {
        type: 'match',
        ...base,
        lefts: item.pairs.map((pair) => ({ id: pair.id, text: pair.left[locale] })),
        rights: shuffle(
          item.pairs.map((pair, at) => ({ id: rightId(item.id, at), text: pair.right[locale] })),
          `${item.id}/shown`,
        ),
      }
    case 'fill':
    case 'open':
      return { type: item.type, ...base }
  }
}

/** The items of an order question in the order shown, each with the letter that stands for it outside. */
export function orderLetters(item: Extract<QuizItem, { type: 'order' }>) {
  return shuffle(item.items, item.id).map((entry, at) => ({ ...entry, letter: String.fromCharCode(97 + at) }))
}
