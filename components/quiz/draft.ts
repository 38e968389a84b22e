// What the learner has put in so far, per type of item, and whether it is enough to be sent.
import type { PublicQuizItem, QuizAnswer } from '#server/protocol/content.ts'

export type Draft = QuizAnswer

export function emptyDraft(item: PublicQuizItem): Draft {
  switch (item.type) {
    case 'single':
    case 'predict':
      return { type: item.type, option: '' }
    case 'multiple':
      return { type: 'multiple', options: [] }
    case 'order':
      return { type: 'order', ids: item.items.map((entry) => entry.id) }
    case 'match':
      return { type: 'match', pairs: {} }
    case 'fill':
    case 'open':
      return { type: item.type, text: '' }
  }
}

export function isComplete(item: PublicQuizItem, draft: Draft): boolean {
  switch (draft.type) {
    case 'single':
    case 'predict':
      return draft.option !== ''
    case 'multiple':
      return draft.options.length > 0
    case 'order':
      return true
    case 'match':
      return item.type === 'match' && item.lefts.every((left) => draft.pairs[left.id])
    case 'fill':
    case 'open':
      return draft.text.trim() !== ''
  }
}

/** Moves one id to another place; ids in between shift. */
export function moved(ids: string[], id: string, to: number): string[] {
  const rest = ids.filter((other) => other !== id)
  const place = Math.max(0, Math.min(rest.length, to))
  return [...rest.slice(0, place), id, ...rest.slice(place)]
}
