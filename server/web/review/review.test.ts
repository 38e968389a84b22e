// On a real SQLite: the cards that answers leave behind.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Content } from '#content/load.ts'
import { openStore, type Store } from '../store/store.ts'
import { createProgress, type Progress } from '../user/progress.ts'
import { createUsers } from '../user/user.ts'
import { createReviews, type Reviews } from './review.ts'

const DAY = 86_400_000
const now = Date.UTC(2026, 2, 2, 9)
const right = { correct: true, points: 1, max: 1 }
const wrong = { correct: false, points: 0, max: 1 }

const lesson = (slug: string, ...items: [string, string][]) =>
  [slug, { slug, quiz: { items: items.map(([id, type]) => ({ id, type })) } }] as const
const content = {
  lessons: new Map([
    lesson('zero', ['a', 'single'], ['b', 'single'], ['essay', 'open']),
    lesson('one', ['a', 'single'], ['b', 'fill']),
    lesson('two', ['a', 'single']),
  ]),
} as unknown as Content

let store: Store
let progress: Progress
let reviews: Reviews
const learner = async () => (await createUsers(store).create()).user.id

beforeAll(async () => {
  store = await openStore(':memory:')
  progress = createProgress(store)
  reviews = createReviews({ store, progress, content })
})
afterAll(() => store.destroy())

/** As the API does it. */
const answer = async (user: string, slug: string, item: string, outcome: typeof right, at: number) => {
  await reviews.answered(user, { slug, item }, outcome, at)
  await progress.mark(user, slug, item, outcome)
}

test('what was answered comes back on its day, and not before', async () => {
  const user = await learner()
  await answer(user, 'zero', 'a', wrong, now)
  await answer(user, 'zero', 'b', right, now)
  const today = await reviews.due(user, now)
  expect(today).toMatchObject({ due: [], cards: 2, next: now + DAY })
  const tomorrow = await reviews.due(user, now + DAY)
  expect(tomorrow.due).toEqual([{ slug: 'zero', item: 'a' }])
  expect(tomorrow.next).toBeGreaterThan(now + DAY)
  await answer(user, 'zero', 'a', right, now + DAY)
  expect((await reviews.due(user, now + DAY)).due).toEqual([])
})

test('another learner’s answers move nothing of mine', async () => {
  const [one, other] = [await learner(), await learner()]
  await answer(one, 'zero', 'a', wrong, now)
  expect(await reviews.due(other, now + 9 * DAY)).toEqual({ due: [], cards: 0, next: null })
})

test('marks from before there were cards count as answers; what is gone from the course does not', async () => {
  const user = await learner()
  await progress.mark(user, 'zero', 'a', wrong)
  await progress.mark(user, 'zero', 'long-gone', wrong)
  const { due, cards } = await reviews.due(user, Date.now() + 2 * DAY)
  expect([due, cards]).toEqual([[{ slug: 'zero', item: 'a' }], 1])
  // The answer after that is the second one: it is not taken for a first.
  await reviews.answered(user, { slug: 'zero', item: 'a' }, right, Date.now() + 2 * DAY)
  const [card] = await store.selectFrom('card').selectAll().where('user_id', '=', user).execute()
  expect(card).toMatchObject({ reps: 2, missed: 0 })
})

test('a warm-up asks of lessons before this one that were worked on, and nothing that has to be written out', async () => {
  const user = await learner()
  expect(await reviews.warmUp(user, 'two', now)).toEqual([])
  // A passed step is enough to have met a lesson.
  await progress.pass(user, 'zero', 'some-step')
  await answer(user, 'two', 'a', wrong, now)
  expect(await reviews.warmUp(user, 'two', now + DAY)).toEqual([
    { slug: 'zero', item: 'a' },
    { slug: 'zero', item: 'b' },
  ])
  await answer(user, 'one', 'b', wrong, now)
  expect(await reviews.warmUp(user, 'two', now + DAY)).toEqual([
    { slug: 'one', item: 'b' },
    { slug: 'zero', item: 'a' },
    { slug: 'one', item: 'a' },
  ])
  for (const slug of ['zero', 'unknown']) expect(await reviews.warmUp(user, slug, now + DAY)).toEqual([])
})

test('with the learner go their cards', async () => {
  const user = await learner()
  await answer(user, 'one', 'a', right, now)
  await store.deleteFrom('user').where('id', '=', user).execute()
  expect(await store.selectFrom('card').selectAll().where('user_id', '=', user).execute()).toEqual([])
})
