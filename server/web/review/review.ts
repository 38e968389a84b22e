// Spaced review: every answer moves its question's card; cards that are due come back on the review page and before lessons.
import type { Content } from '#content/load.ts'
import type { Store } from '../store/store.ts'
import type { LessonProgress, Progress } from '../user/progress.ts'
import { type Candidate, due, warmUp } from './choose.ts'
import { answered, type Outcome, type ReviewCard } from './schedule.ts'

/** One of the course's questions, by name. */
export interface Question {
  slug: string
  item: string
}

export interface Reviews {
  /** Call before the answer is marked: of a learner from before there were cards, the last mark stands for the card. */
  answered(user: string, question: Question, outcome: Outcome, now?: number): Promise<void>
  /** What is due; `next`: when the first of the others is, null when there are none. */
  due(user: string, now?: number): Promise<{ due: Question[]; cards: number; next: number | null }>
  /** A few questions of lessons before this one that the learner has worked on. Short ones: nothing to be written. */
  warmUp(user: string, slug: string, now?: number): Promise<Question[]>
}

export function createReviews(options: { store: Store; progress: Progress; content: Content }): Reviews {
  const { store, progress, content } = options

  const cardsOf = async (user: string) => {
    const rows = await store.selectFrom('card').selectAll().where('user_id', '=', user).execute()
    return new Map(
      rows.map((row) => {
        const { user_id: _, slug, item, ...rest } = row
        // PostgreSQL hands bigint over as text.
        const card: ReviewCard = { ...rest, due: Number(row.due), seen: Number(row.seen), missed: row.missed === 1 }
        return [`${slug}/${item}`, card] as const
      }),
    )
  }

  /** The questions of the lessons that the learner has worked on. Content changes: what is gone from it is left out. */
  const candidates = async (user: string): Promise<(Candidate & { open: boolean })[]> => {
    const [cards, met] = await Promise.all([cardsOf(user), progress.all(user)])
    return [...content.lessons.values()].flatMap(({ slug, quiz }) =>
      met[slug]
        ? (quiz?.items ?? []).map(({ id: item, type }) => ({
            slug,
            item,
            open: type === 'open',
            card: cards.get(`${slug}/${item}`) ?? fromMark(met[slug]?.quiz[item]),
          }))
        : [],
    )
  }
  const name = ({ slug, item }: Candidate): Question => ({ slug, item })

  return {
    async answered(user, { slug, item }, outcome, now = Date.now()) {
      const stored = (await cardsOf(user)).get(`${slug}/${item}`)
      const before = stored ?? fromMark((await progress.all(user))[slug]?.quiz[item])
      const { missed, ...card } = answered(before, outcome, now)
      const values = { ...card, missed: missed ? 1 : 0 }
      await store
        .insertInto('card')
        .values({ user_id: user, slug, item, ...values })
        .onConflict((c) => c.columns(['user_id', 'slug', 'item']).doUpdateSet(values))
        .execute()
    },
    async due(user, now = Date.now()) {
      const all = (await candidates(user)).filter(({ card }) => card)
      const found = due(all, now)
      const later = all.filter((one) => !found.includes(one)).map(({ card }) => card?.due ?? now)
      return { due: found.map(name), cards: all.length, next: later.length > 0 ? Math.min(...later) : null }
    },
    async warmUp(user, slug, now = Date.now()) {
      const slugs = [...content.lessons.keys()]
      const older = new Set(slugs.slice(0, Math.max(0, slugs.indexOf(slug))))
      const all = (await candidates(user)).filter((one) => !one.open && older.has(one.slug))
      return warmUp(all, now).map(name)
    },
  }
}

function fromMark(mark: LessonProgress['quiz'][string] | undefined): ReviewCard | undefined {
  return mark && answered(undefined, mark, mark.at)
}
