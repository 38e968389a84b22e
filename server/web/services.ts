// The one seat that pages and the server share. Next bundles its own copy of every module, so only globalThis is common to both.
// Pages import this file for the function and the types alone.
import type { Lesson } from '#content/load.ts'
import type { Lab, LessonMeta, Locale, Measured, PublicQuizItem, Text } from '#server/protocol/content.ts'
import type { Health } from '#server/protocol/lab.ts'
import type { AdminPage } from './admin.ts'
import type { LearnerRow } from './live/live.ts'
import type { ClassReport } from './live/report.ts'
import type { RepositoriesPage } from './registry/repositories.ts'
import type { LessonProgress } from './user/progress.ts'

export type { AdminPage, AdminRow } from './admin.ts'
/** Names of the cookies that pages hand to `user()` and `live()`. */
export { ADMIN_COOKIE, INSTRUCTOR_COOKIE, SESSION_COOKIE, STAFF_COOKIE } from './cookie.ts'
export type { LearnerRow } from './live/live.ts'
export type { ClassReport } from './live/report.ts'
export type { LessonProgress, QuizMark } from './user/progress.ts'

export interface CourseLesson {
  slug: string
  meta: LessonMeta
  hasLab: boolean
  labSteps: number
  quizItems: number
}
export interface LessonPage {
  slug: string
  meta: LessonMeta
  mdx: Lesson['mdx']
  lab?: Lab
  /** Ids, in order. */
  quizItems: string[]
}
export interface UserPage {
  id: string
  alias: string
  progress: { lessons: Record<string, LessonProgress>; last?: { slug: string; at: number } }
}
/** A question as it comes back: with the lesson that it is from. */
export interface ReviewItem {
  slug: string
  title: string
  item: PublicQuizItem
}
export interface ReviewPage {
  /** The first of those that are due. */
  items: ReviewItem[]
  due: number
  /** Questions that will come back at all. */
  cards: number
  /** ms since 1970: when the first of the others is due. */
  next: number | null
}

export interface ClassSummary {
  id: string
  code: string
  title: string
  lessons: string[]
  created: number
  ended: number | null
  members: number
}
export interface PollChoice {
  slug: string
  id: string
  prompt: string
}

export interface Services {
  /** Whether content is read again when it changes: pages then look for it. */
  writing(): boolean
  course(): Promise<{ title: Text; lessons: CourseLesson[] }>
  lesson(slug: string): Promise<LessonPage | undefined>
  quizItems(slug: string, locale: Locale): Promise<PublicQuizItem[]>
  /** By the value of the session cookie. */
  user(session: string | undefined): Promise<UserPage | null>
  /** By the value of the session cookie; null for who has done nothing yet. */
  review(session: string | undefined, locale: Locale): Promise<ReviewPage | null>
  /** Questions of older lessons to begin this one with; none for who has done nothing in them. */
  warmUp(session: string | undefined, slug: string, locale: Locale): Promise<ReviewItem[]>
  health(): Health
  /** The learner's page of the class registry, by the value of the session cookie. */
  repositories(session: string | undefined): Promise<RepositoriesPage>
  glossary(): Record<string, { term: Text; meaning: Text }>
  measured(): Measured | undefined
  /** By the value of the instructor cookie; null without the right. */
  live(token: string | undefined): Promise<LearnerRow[] | null>
  /** As `live`: all classes. */
  classes(token: string | undefined): Promise<ClassSummary[] | null>
  /** For its board, by the values of both cookies; null without the right, undefined: there is no such class. */
  boardOf(
    tokens: { instructor: string | undefined; staff: string | undefined },
    id: string,
  ): Promise<ClassSummary | null | undefined>
  /** As `live`; undefined: there is no such class. */
  report(token: string | undefined, id: string): Promise<ClassReport | null | undefined>
  /** By the value of the admin cookie; null without the right. */
  admin(token: string | undefined): Promise<AdminPage | null>
  /** Questions that can be asked in a class: those with options. */
  pollChoices(slugs: string[], locale: Locale): PollChoice[]
  /** Whether the learner is in a running class, and under which name. */
  inClass(session: string | undefined): Promise<{ name: string } | null>
}

const seat = globalThis as typeof globalThis & { drydockServices?: Services }

export function provideServices(services: Services): void {
  seat.drydockServices = services
}

export function services(): Services {
  if (!seat.drydockServices) throw new Error('services() before the server provided them')
  return seat.drydockServices
}
