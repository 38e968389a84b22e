// Grading happens here and nowhere else: the keys never leave the server before an answer is in.
import type { Locale, QuizAnswer, QuizGrade, QuizItem } from '#server/protocol/content.ts'
import { DrydockError } from '#server/protocol/error.ts'
import { latinKeys, normalCommand } from './command-line.ts'
import { orderLetters, rightId } from './public.ts'

const HANGUL = /[\u3131-\u3163\uac00-\ud7a3]/

/** Throws bad-input when the answer is not of the item's type or names what the item does not have. */
export function grade(item: QuizItem, answer: QuizAnswer, locale: Locale): QuizGrade {
  if (item.type !== answer.type) throw new DrydockError('bad-input', `item ${item.id} is ${item.type}`)
  const why = item.why[locale]
  const result = (correct: boolean, rest: Pick<QuizGrade, 'key'> & Partial<QuizGrade>): QuizGrade => ({
    correct,
    points: correct ? 1 : 0,
    max: 1,
    why,
    notes: [],
    ...rest,
  })
  const known = (ids: string[], all: string[]) => {
    if (new Set(ids).size !== ids.length || ids.some((id) => !all.includes(id)))
      throw new DrydockError('bad-input', `unknown or repeated id in the answer to ${item.id}`)
  }
  const byOptions = (options: Extract<QuizItem, { type: 'single' }>['options'], chosen: string[]) => {
    known(
      chosen,
      options.map((option) => option.id),
    )
    const right = options.filter((option) => option.correct).map((option) => option.id)
    const correct = right.length === chosen.length && right.every((id) => chosen.includes(id))
    // A wrong choice explains itself; so does a right one that was missed.
    const notes = options
      .filter((option) => chosen.includes(option.id) || option.correct)
      .map((option) => ({ id: option.id, text: option.why[locale], correct: option.correct }))
    return result(correct, { key: { ids: right }, notes })
  }

  switch (item.type) {
    case 'single':
    case 'predict':
      return byOptions(item.options, [(answer as { option: string }).option])
    case 'multiple':
      return byOptions(item.options, (answer as { options: string[] }).options)
    case 'order': {
      const letters = orderLetters(item)
      const right = item.items.map((entry) => letters.find((letter) => letter.id === entry.id)!.letter)
      const { ids } = answer as { ids: string[] }
      known(ids, right)
      const notes = ids.map((id, at) => ({ id, text: '', correct: right[at] === id }))
      return result(ids.length === right.length && notes.every((note) => note.correct), { key: { ids: right }, notes })
    }
    case 'match': {
      const { pairs } = answer as { pairs: Record<string, string> }
      const key = Object.fromEntries(item.pairs.map((pair, at) => [pair.id, rightId(item.id, at)]))
      known(Object.keys(pairs), Object.keys(key))
      const notes = item.pairs.map((pair) => ({ id: pair.id, text: '', correct: pairs[pair.id] === key[pair.id] }))
      return result(
        notes.every((note) => note.correct),
        { key: { pairs: key }, notes },
      )
    }
    case 'fill': {
      const typed = (answer as { text: string }).text
      const hangul = HANGUL.test(typed)
      const line = normalCommand(hangul ? latinKeys(typed) : typed)
      const correct = item.accept.some((pattern) => new RegExp(`^(?:${pattern})$`, 'u').test(line))
      const wrong = correct ? undefined : item.wrong.find((entry) => new RegExp(entry.match, 'u').test(line))
      return result(correct, {
        key: { text: item.answer },
        notes: wrong ? [{ id: 'wrong', text: wrong.say[locale], correct: false }] : [],
        ...(hangul ? { note: 'hangul-layout' as const } : {}),
      })
    }
    case 'open': {
      const ticked = (answer as { rubric?: string[] }).rubric
      known(
        ticked ?? [],
        item.rubric.map((line) => line.id),
      )
      const max = item.rubric.reduce((sum, line) => sum + line.points, 0)
      const points = item.rubric.filter((line) => ticked?.includes(line.id)).reduce((sum, line) => sum + line.points, 0)
      return {
        correct: points >= max * OPEN_PASS,
        points,
        max,
        why,
        notes: [],
        key: { text: item.model[locale] },
        rubric: item.rubric.map((line) => ({ id: line.id, text: line.text[locale], points: line.points })),
      }
    }
  }
}

/** Share of the rubric's points from which an open answer counts as correct. */
const OPEN_PASS = 0.6
