// A question to the whole class: asked, answered until it is closed, shown, talked about, asked again. Answers can be changed
// while it is open; sending the same one twice changes nothing.
import type { Lesson } from '#content/load.ts'
import type { Locale, QuizAnswer, QuizGrade, QuizItem } from '#server/protocol/content.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { PollResult, PollView } from '#server/protocol/live.ts'
import { grade } from '../quiz/grade.ts'
import { publicItem } from '../quiz/public.ts'
import type { PollTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { randomName } from '../user/token.ts'

/** Below, most have not got it: explain it again. Between the two, let them convince each other and ask again. */
const RETEACH_BELOW = 0.35
const MOVE_ON_FROM = 0.7
const REASONS_SHOWN = 12

export interface Polls {
  /** The question of a class that is not put away, if any. */
  current(classId: string): Promise<PollTable | undefined>
  /** @throws DrydockError quiz-unknown */
  open(classId: string, slug: string, item: string): Promise<void>
  setState(classId: string, state: 'closed' | 'shown' | 'dropped'): Promise<void>
  again(classId: string): Promise<void>
  /** True when the member had not answered in this round. @throws DrydockError poll-over, bad-input */
  answer(classId: string, poll: string, member: string, answer: QuizAnswer, reason: string): Promise<boolean>
  /** Of the question that is asked now: what each answer of the round was worth, for their reviews. */
  outcomes(classId: string): Promise<{ slug: string; item: string; member: string; outcome: QuizGrade }[]>
  /** Members who have answered in this round. */
  answered(poll: PollTable): Promise<ReadonlySet<string>>
  view(poll: PollTable, locale: Locale, teacher: boolean): Promise<PollView | null>
}

export function createPolls(store: Store, lessons: ReadonlyMap<string, Lesson>): Polls {
  const itemOf = (slug: string, id: string) => lessons.get(slug)?.quiz?.items.find((item) => item.id === id)
  const current = async (classId: string) => {
    const row = await store
      .selectFrom('poll')
      .selectAll()
      .where('class_id', '=', classId)
      .where('state', '!=', 'dropped')
      .orderBy('created', 'desc')
      .executeTakeFirst()
    return row && { ...row, created: Number(row.created) }
  }
  const set = (id: string, change: Partial<Pick<PollTable, 'state' | 'round'>>) =>
    store.updateTable('poll').set(change).where('id', '=', id).execute()
  const answersOf = (poll: string, round: number) =>
    store.selectFrom('poll_answer').selectAll().where('poll_id', '=', poll).where('round', '=', round).execute()

  const answered = async (poll: PollTable) => {
    const rows = await store
      .selectFrom('poll_answer')
      .select('member_id')
      .where('poll_id', '=', poll.id)
      .where('round', '=', poll.round)
      .execute()
    return new Set(rows.map(({ member_id }) => member_id))
  }

  async function resultOf(poll: PollTable, item: QuizItem, locale: Locale): Promise<PollResult> {
    const rows = await answersOf(poll.id, poll.round)
    const correct = rows.filter((row) => row.correct === 1).length
    const share = rows.length > 0 ? correct / rows.length : 0
    const before = poll.round > 1 ? await answersOf(poll.id, poll.round - 1) : []
    const chosen = rows.map((row) => ({ ids: chosenIds(JSON.parse(row.answer) as QuizAnswer), row }))
    const counts =
      'options' in item
        ? item.options.map((option) => ({
            id: option.id,
            text: option.text[locale],
            count: chosen.filter(({ ids }) => ids.includes(option.id)).length,
            correct: option.correct,
          }))
        : [
            { id: 'right', text: '', count: correct, correct: true },
            { id: 'wrong', text: '', count: rows.length - correct, correct: false },
          ]
    return {
      total: rows.length,
      correct,
      counts,
      advice: share < RETEACH_BELOW ? 'reteach' : share < MOVE_ON_FROM ? 'pair' : 'move-on',
      before: before.length > 0 ? before.filter((row) => row.correct === 1).length / before.length : null,
      reasons: chosen
        .filter(({ row }) => row.reason !== '')
        .slice(-REASONS_SHOWN)
        .map(({ ids, row }) => ({ option: ids[0] ?? (row.correct === 1 ? 'right' : 'wrong'), text: row.reason })),
    }
  }

  return {
    current,
    async open(classId, slug, item) {
      if (!itemOf(slug, item)) throw new DrydockError('quiz-unknown')
      const last = await current(classId)
      if (last) await set(last.id, { state: 'dropped' })
      await store
        .insertInto('poll')
        .values({ id: randomName(12), class_id: classId, slug, item, round: 1, state: 'open', created: Date.now() })
        .execute()
    },
    async setState(classId, state) {
      const poll = await current(classId)
      if (poll) await set(poll.id, { state })
    },
    async again(classId) {
      const poll = await current(classId)
      if (poll) await set(poll.id, { state: 'open', round: poll.round + 1 })
    },
    async answer(classId, id, member, answer, reason) {
      const poll = await current(classId)
      const item = poll && itemOf(poll.slug, poll.item)
      if (!poll || poll.id !== id || poll.state !== 'open' || !item) throw new DrydockError('poll-over')
      const correct = grade(item, answer, 'en').correct ? 1 : 0
      const values = { answer: JSON.stringify(answer), correct, reason, at: Date.now() }
      const known = (await answered(poll)).has(member)
      await store
        .insertInto('poll_answer')
        .values({ poll_id: poll.id, round: poll.round, member_id: member, ...values })
        .onConflict((c) => c.columns(['poll_id', 'round', 'member_id']).doUpdateSet(values))
        .execute()
      return !known
    },
    async outcomes(classId) {
      const poll = await current(classId)
      const item = poll && itemOf(poll.slug, poll.item)
      if (!poll || !item) return []
      return (await answersOf(poll.id, poll.round)).map(({ member_id, answer }) => ({
        slug: poll.slug,
        item: poll.item,
        member: member_id,
        outcome: grade(item, JSON.parse(answer) as QuizAnswer, 'en'),
      }))
    },
    answered,
    async view(poll, locale, teacher) {
      const item = itemOf(poll.slug, poll.item)
      if (!item) return null
      const state = poll.state as PollView['state']
      // The histogram sways those who have not chosen yet: nobody sees it before the question is closed.
      const open = state === 'open' || (state === 'closed' && !teacher)
      const { length } = await answersOf(poll.id, poll.round)
      return {
        id: poll.id,
        slug: poll.slug,
        item: publicItem(item, locale),
        round: poll.round,
        state,
        answered: length,
        result: open ? null : await resultOf(poll, item, locale),
      }
    },
  }
}

function chosenIds(answer: QuizAnswer): string[] {
  if ('option' in answer) return [answer.option]
  if ('options' in answer) return answer.options
  return []
}
