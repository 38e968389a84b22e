// The one call of a quiz. Answers are graded on the server; the page never holds a key before.
import type { Locale, QuizAnswer, QuizGrade } from '#server/protocol/content.ts'
import type { ErrorId } from '#server/protocol/error.ts'

export type Submitted = { ok: true; grade: QuizGrade } | { ok: false; error: ErrorId }

export async function submitAnswer(payload: {
  slug: string
  item: string
  answer: QuizAnswer
  locale: Locale
}): Promise<Submitted> {
  try {
    const response = await fetch('/api/quiz', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    })
    const body = await response.json()
    return response.ok
      ? { ok: true, grade: body as QuizGrade }
      : { ok: false, error: (body.error as ErrorId) ?? 'internal' }
  } catch {
    return { ok: false, error: 'internal' }
  }
}
