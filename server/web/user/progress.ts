// What a learner has done: lab steps, hints, answers, quiz items.
import type { Store } from '../store/store.ts'

export interface QuizMark {
  correct: boolean
  points: number
  max: number
  at: number
}
export interface LessonProgress {
  stepsPassed: string[]
  quiz: Record<string, QuizMark>
  /** ms since 1970 */
  lastAt: number
}

export interface Progress {
  all(user: string): Promise<Record<string, LessonProgress>>
  passed(user: string, slug: string): Promise<string[]>
  /** Idempotent; true when the step was new. */
  pass(user: string, slug: string, step: string): Promise<boolean>
  forgetLab(user: string, slug: string): Promise<void>
  /** That they were passed, their hints and answers. */
  forgetSteps(user: string, slug: string, steps: readonly string[]): Promise<void>
  hints(user: string, slug: string): Promise<Record<string, number>>
  openHint(user: string, slug: string, step: string, level: number): Promise<void>
  answers(user: string, slug: string): Promise<Record<string, string>>
  setAnswer(user: string, slug: string, check: string, value: string): Promise<void>
  mark(user: string, slug: string, item: string, mark: Omit<QuizMark, 'at'>): Promise<void>
}

export function createProgress(store: Store): Progress {
  return {
    async all(user) {
      const lessons: Record<string, LessonProgress> = {}
      const of = (slug: string) => {
        lessons[slug] ??= { stepsPassed: [], quiz: {}, lastAt: 0 }
        return lessons[slug]
      }
      for (const row of await store
        .selectFrom('step')
        .selectAll()
        .where('user_id', '=', user)
        .orderBy('at')
        .execute()) {
        const lesson = of(row.slug)
        lesson.stepsPassed.push(row.step)
        lesson.lastAt = Math.max(lesson.lastAt, Number(row.at))
      }
      for (const row of await store.selectFrom('quiz').selectAll().where('user_id', '=', user).execute()) {
        const lesson = of(row.slug)
        lesson.quiz[row.item] = { correct: row.correct === 1, points: row.points, max: row.max, at: Number(row.at) }
        lesson.lastAt = Math.max(lesson.lastAt, Number(row.at))
      }
      return lessons
    },
    async passed(user, slug) {
      const rows = await store
        .selectFrom('step')
        .select('step')
        .where('user_id', '=', user)
        .where('slug', '=', slug)
        .orderBy('at')
        .execute()
      return rows.map((row) => row.step)
    },
    async pass(user, slug, step) {
      const result = await store
        .insertInto('step')
        .values({ user_id: user, slug, step, at: Date.now() })
        .onConflict((c) => c.doNothing())
        .executeTakeFirst()
      return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
    },
    async forgetLab(user, slug) {
      await store.transaction().execute(async (tx) => {
        for (const table of ['step', 'hint', 'lab_answer'] as const)
          await tx.deleteFrom(table).where('user_id', '=', user).where('slug', '=', slug).execute()
      })
    },
    async forgetSteps(user, slug, steps) {
      await store.transaction().execute(async (tx) => {
        for (const step of steps) {
          for (const table of ['step', 'hint'] as const)
            await tx
              .deleteFrom(table)
              .where('user_id', '=', user)
              .where('slug', '=', slug)
              .where('step', '=', step)
              .execute()
          await tx
            .deleteFrom('lab_answer')
            .where('user_id', '=', user)
            .where('slug', '=', slug)
            .where('check_id', 'like', `${step}/%`)
            .execute()
        }
      })
    },
    async hints(user, slug) {
      const rows = await store
        .selectFrom('hint')
        .selectAll()
        .where('user_id', '=', user)
        .where('slug', '=', slug)
        .execute()
      return Object.fromEntries(rows.map((row) => [row.step, row.level]))
    },
    async openHint(user, slug, step, level) {
      await store
        .insertInto('hint')
        .values({ user_id: user, slug, step, level })
        .onConflict((c) =>
          c.columns(['user_id', 'slug', 'step']).doUpdateSet({ level }).where('hint.level', '<', level),
        )
        .execute()
    },
    async answers(user, slug) {
      const rows = await store
        .selectFrom('lab_answer')
        .selectAll()
        .where('user_id', '=', user)
        .where('slug', '=', slug)
        .execute()
      return Object.fromEntries(rows.map((row) => [row.check_id, row.value]))
    },
    async setAnswer(user, slug, check, value) {
      await store
        .insertInto('lab_answer')
        .values({ user_id: user, slug, check_id: check, value })
        .onConflict((c) => c.columns(['user_id', 'slug', 'check_id']).doUpdateSet({ value }))
        .execute()
    },
    async mark(user, slug, item, mark) {
      const values = { correct: mark.correct ? 1 : 0, points: mark.points, max: mark.max, at: Date.now() }
      await store
        .insertInto('quiz')
        .values({ user_id: user, slug, item, attempts: 1, ...values })
        .onConflict((c) =>
          c
            .columns(['user_id', 'slug', 'item'])
            .doUpdateSet((eb) => ({ ...values, attempts: eb('quiz.attempts', '+', 1) })),
        )
        .execute()
    },
  }
}
