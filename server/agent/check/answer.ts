// Questions in labs: what is right, and what the form shows.
import type Dockerode from 'dockerode'
import type { Check, Text } from '#server/protocol/content.ts'
import type { CheckResult } from '#server/protocol/lab.ts'
import * as actual from './actual.ts'
import { expectedOf } from './expected.ts'
import type { Answer } from './facts.ts'
import { asText, matches, valueAt } from './value.ts'

/** Check ids are unique within their step only. */
export const answerKey = (step: string, check: string) => `${step}/${check}`

export type AnswerCheck = Extract<Check, { type: 'answer' }>

const notRight: Text = { ko: '답이 맞지 않아요. 다시 살펴보세요', en: 'That is not it. Have another look' }

export async function grade(check: AnswerCheck, value: string, docker: Dockerode): Promise<Answer> {
  const given = value.trim()
  return { value: given, correct: await isRight(check, given, docker) }
}

async function isRight(check: AnswerCheck, given: string, docker: Dockerode): Promise<boolean> {
  if (check.options) return check.options.some((option) => option.id === given && option.correct)
  if (check.match !== undefined) return matches(check.match, given)
  if (check.engine) {
    const said: unknown = await (check.engine.of === 'version' ? docker.version() : docker.info())
    return given !== '' && asText(valueAt(said, check.engine.path)).trim() === given
  }
  if (!check.inspect) return false
  try {
    const found = valueAt(await docker.getContainer(check.inspect.container).inspect(), check.inspect.path)
    return given !== '' && asText(found).trim() === given
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false
    throw error
  }
}

export function answerResult(id: string, check: AnswerCheck, answer: Answer | undefined): CheckResult {
  const why = answer && check.options?.find((option) => option.id === answer.value)?.why
  return {
    id,
    ok: answer?.correct ?? false,
    expected: expectedOf(check),
    ...(!answer && { actual: actual.unanswered }),
    ...(answer && !answer.correct && { actual: notRight }),
    question: {
      text: check.question,
      ...(check.options && { options: check.options.map((option) => ({ id: option.id, text: option.text })) }),
      ...(answer && { said: { ...answer, ...(why && { why }) } }),
    },
  }
}
