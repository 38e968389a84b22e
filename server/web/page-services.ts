import type { Content } from '#content/load.ts'
import type { Locale } from '#server/protocol/content.ts'
import { DrydockError } from '#server/protocol/error.ts'
import { adminPage } from './admin.ts'
import type { AgentLink } from './agent-link.ts'
import type { HealthSeat } from './health.ts'
import type { Labs } from './lab/lab.ts'
import { aliasOf } from './live/alias.ts'
import type { Classes } from './live/class.ts'
import type { Instructor } from './live/instructor.ts'
import { learners } from './live/live.ts'
import type { Minutes } from './live/minute.ts'
import { reportOf } from './live/report.ts'
import type { Staff } from './live/staff.ts'
import { publicItem } from './quiz/public.ts'
import type { Repositories } from './registry/repositories.ts'
import type { Question, Reviews } from './review/review.ts'
import type { ReviewItem, Services } from './services.ts'
import type { Store } from './store/store.ts'
import type { Progress } from './user/progress.ts'
import type { Right } from './user/right.ts'
import type { Users } from './user/user.ts'

/** As many as ten minutes are enough for; the others come after. */
const REVIEW_AT_ONCE = 20

export function createServices(parts: {
  content: Content
  /** Whether content is read again when it changes. */
  writing: boolean
  users: Users
  progress: Progress
  reviews: Reviews
  labs: Labs
  instructor: Instructor
  admin: Right
  link: Pick<AgentLink, 'call'>
  repositories: Repositories
  health: HealthSeat
  store: Store
  classes: Classes
  staff: Staff
  minutes: Minutes
}): Services {
  const { content, users, progress, reviews } = parts
  const reviewItems = (questions: Question[], locale: Locale): ReviewItem[] =>
    questions.flatMap(({ slug, item: id }) => {
      const lesson = content.lessons.get(slug)
      const item = lesson?.quiz?.items.find((one) => one.id === id)
      return lesson && item ? [{ slug, title: lesson.meta.title[locale], item: publicItem(item, locale) }] : []
    })
  return {
    writing: () => parts.writing,
    async course() {
      return {
        title: content.course.title,
        lessons: [...content.lessons.values()].map((lesson) => ({
          slug: lesson.slug,
          meta: lesson.meta,
          hasLab: lesson.lab !== undefined,
          labSteps: lesson.lab?.steps.length ?? 0,
          quizItems: lesson.quiz?.items.length ?? 0,
        })),
      }
    },
    async lesson(slug) {
      const lesson = content.lessons.get(slug)
      return (
        lesson && {
          slug,
          meta: lesson.meta,
          mdx: lesson.mdx,
          lab: lesson.lab,
          quizItems: lesson.quiz?.items.map((item) => item.id) ?? [],
        }
      )
    },
    async quizItems(slug, locale) {
      return content.lessons.get(slug)?.quiz?.items.map((item) => publicItem(item, locale)) ?? []
    },
    async user(session) {
      const user = await users.bySession(session)
      if (!user) return null
      return {
        id: user.id,
        alias: user.alias,
        progress: {
          lessons: await progress.all(user.id),
          ...(user.last_slug ? { last: { slug: user.last_slug, at: Number(user.last_at) } } : {}),
        },
      }
    },
    async review(session, locale) {
      const user = await users.bySession(session)
      if (!user) return null
      const { due, cards, next } = await reviews.due(user.id)
      return { items: reviewItems(due.slice(0, REVIEW_AT_ONCE), locale), due: due.length, cards, next }
    },
    async warmUp(session, slug, locale) {
      const user = await users.bySession(session)
      return user ? reviewItems(await reviews.warmUp(user.id, slug), locale) : []
    },
    health: () => parts.health.now(),
    repositories: async (session) => parts.repositories.page(await users.bySession(session)),
    glossary: () => content.glossary,
    measured: () => content.measured,
    live: async (token) => (parts.instructor.is(token) ? learners(parts) : null),
    classes: async (token) => (parts.instructor.is(token) ? parts.classes.list() : null),
    async boardOf(tokens, id) {
      const allowed = parts.instructor.is(tokens.instructor) || (await parts.staff.of(tokens.staff))?.classId === id
      return allowed ? (await parts.classes.list()).find((one) => one.id === id) : null
    },
    async report(token, id) {
      if (!parts.instructor.is(token)) return null
      try {
        return await reportOf(id, { ...parts, lessons: content.lessons, faults: content.faults, aliasOf })
      } catch (error) {
        if (error instanceof DrydockError && error.id === 'class-unknown') return undefined
        throw error
      }
    },
    async admin(token) {
      if (!parts.admin.is(token)) return null
      return adminPage(parts)
    },
    pollChoices: (slugs, locale) =>
      slugs.flatMap((slug) =>
        (content.lessons.get(slug)?.quiz?.items ?? [])
          .filter((item) => 'options' in item)
          .map((item) => ({ slug, id: item.id, prompt: item.prompt[locale] })),
      ),
    async inClass(session) {
      const user = await users.bySession(session)
      const found = user && (await parts.classes.of(user.id))
      return found ? { name: found.member.name } : null
    },
  }
}
