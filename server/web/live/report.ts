// What a class leaves behind: who was there, how long steps took, what went wrong and why, what was asked and answered, who explained
// to whom, and what it says about the next one's run-sheet.
import type { Lesson } from '#content/load.ts'
import type { Text } from '#server/protocol/content.ts'
import type { ClassInfo } from '#server/protocol/live.ts'
import type { FaultKind } from '#server/protocol/live-exercise.ts'
import type { Store } from '../store/store.ts'
import type { ClassEvent, Classes } from './class.ts'
import { middle } from './middle.ts'
import type { Minute, Minutes } from './minute.ts'
import { planOf } from './plan.ts'
import {
  exercisesOf,
  type FaultReport,
  type PairReport,
  type RecordingReport,
  type TypingReport,
} from './report-exercise.ts'
import { type Suggestion, suggest } from './suggest.ts'

export interface StepReport {
  slug: string
  step: string
  lesson: Text
  title: Text
  /** Students. */
  passed: number
  /** ms; absent when nobody passed it while it was watched. */
  median?: number
  errors: number
}
export interface Attendance {
  name: string
  alias: string
  joined: number
  /** Before the end of the class; null: stayed. */
  left: number | null
  steps: number
  errors: number
  asked: number
  /** How often somebody who teaches said that it is settled. */
  helped: number
  quiz: { correct: number; total: number }
  /** ms on each step that they passed, by slug/step; null: they passed it unwatched. */
  times: Record<string, number | null>
  /** When the first question of these lessons comes back to them, ms since 1970. */
  review: number | null
}
export interface ClassReport {
  info: ClassInfo
  attendance: Attendance[]
  steps: StepReport[]
  errors: { signature: string; title: Text | null; count: number; members: number }[]
  polls: { prompt: Text; rounds: { round: number; total: number; correct: number }[] }[]
  wall: { text: string; votes: number; state: string }[]
  minutes: Minute[]
  pulse: { fast: number; ok: number; slow: number }
  faults: FaultReport[]
  pairs: PairReport[]
  typings: TypingReport[]
  recordings: RecordingReport
  suggestions: Suggestion[]
  /** By slug/step: all that the lessons have. */
  stepNames: Record<string, Text>
}

export interface ReportParts {
  store: Store
  classes: Classes
  minutes: Minutes
  lessons: ReadonlyMap<string, Lesson>
  faults: ReadonlyMap<string, Pick<FaultKind, 'title'>>
  aliasOf: (member: string) => string
}

export async function reportOf(id: string, parts: ReportParts): Promise<ClassReport> {
  const { store, classes, lessons } = parts
  const info = await classes.must(id)
  const [events, members, causes, sheet] = await Promise.all([
    classes.events(id),
    store.selectFrom('member').selectAll().where('class_id', '=', id).orderBy('joined').execute(),
    classes.causes(id),
    classes.sheet(id),
  ])
  const polls = await store.selectFrom('poll').selectAll().where('class_id', '=', id).orderBy('created').execute()
  const answers = await store
    .selectFrom('poll_answer')
    .innerJoin('poll', 'poll.id', 'poll_answer.poll_id')
    .selectAll('poll_answer')
    .where('poll.class_id', '=', id)
    .execute()
  const wall = await store
    .selectFrom('wall')
    .leftJoin('wall_vote', 'wall_vote.question_id', 'wall.id')
    .select(({ fn }) => ['wall.text', 'wall.state', fn.count<number>('wall_vote.member_id').as('votes')])
    .where('wall.class_id', '=', id)
    .groupBy('wall.id')
    .execute()
  const reviews = await reviewsOf(store, info, members)

  const steps = stepsOf(info, lessons, events)
  const errors = new Map<string, { count: number; members: Set<string> }>()
  const pulse = { fast: 0, ok: 0, slow: 0 }
  for (const { kind, detail, member_id } of events) {
    if (kind === 'error' && detail) {
      const error = errors.get(detail) ?? { count: 0, members: new Set() }
      error.count++
      error.members.add(member_id)
      errors.set(detail, error)
    }
    if (kind === 'pulse' && detail && detail in pulse) pulse[detail as keyof typeof pulse]++
  }

  return {
    info,
    attendance: members.map((member) => {
      const own = events.filter(({ member_id }) => member_id === member.id)
      const given = answers.filter((answer) => answer.member_id === member.id)
      const times = timesOf(own)
      return {
        name: member.name,
        alias: parts.aliasOf(member.id),
        joined: own.find(({ kind }) => kind === 'join')?.at ?? Number(member.joined),
        left: member.left === null ? null : Number(member.left),
        steps: Object.keys(times).length,
        errors: own.filter(({ kind }) => kind === 'error').length,
        asked: own.filter(({ kind, detail }) => kind === 'sticky' && detail === 'stuck').length,
        helped: own.filter(({ kind }) => kind === 'settled').length,
        quiz: { correct: given.filter((answer) => answer.correct === 1).length, total: given.length },
        times,
        review: reviews.get(member.user_id) ?? null,
      }
    }),
    steps: steps
      .filter(({ passed, errors }) => passed.size > 0 || errors > 0)
      .map(({ passed, stumbled: _, times, ...step }) => ({
        ...step,
        passed: passed.size,
        ...(times.length > 0 ? { median: middle(times) } : {}),
      })),
    errors: [...errors]
      .map(([signature, { count, members: who }]) => ({
        signature,
        title: causes.get(signature) ?? null,
        count,
        members: who.size,
      }))
      .sort((a, b) => b.members - a.members || b.count - a.count),
    polls: polls.flatMap((poll) => {
      const item = lessons.get(poll.slug)?.quiz?.items.find(({ id: one }) => one === poll.item)
      if (!item) return []
      const rounds = Array.from({ length: poll.round }, (_, at) => {
        const own = answers.filter((answer) => answer.poll_id === poll.id && answer.round === at + 1)
        return { round: at + 1, total: own.length, correct: own.filter((answer) => answer.correct === 1).length }
      })
      return [{ prompt: item.prompt, rounds: rounds.filter(({ total }) => total > 0) }]
    }),
    wall: wall
      .map(({ text, state, votes }) => ({ text, state, votes: Number(votes) }))
      .sort((a, b) => b.votes - a.votes),
    minutes: await parts.minutes.all(id),
    pulse,
    ...(await exercisesOf(id, events, new Map(members.map((member) => [member.id, member])), parts)),
    suggestions: suggest(
      sheet ?? planOf(info.lessons, lessons),
      steps.map(({ slug, step, passed, stumbled, times }) => ({
        slug,
        step,
        passed: passed.size,
        stumbled: stumbled.size,
        times,
      })),
      members.length,
    ),
    stepNames: Object.fromEntries(steps.map(({ slug, step, title }) => [`${slug}/${step}`, title])),
  }
}

/** Every step of the class's lessons with what happened there. */
function stepsOf(info: ClassInfo, lessons: ReportParts['lessons'], events: readonly ClassEvent[]) {
  const steps = new Map(
    info.lessons.flatMap((slug) => {
      const lesson = lessons.get(slug)
      return (lesson?.lab?.steps ?? []).map((step) => [
        `${slug}/${step.id}`,
        {
          slug,
          step: step.id,
          lesson: lesson!.meta.title,
          title: step.title,
          passed: new Set<string>(),
          stumbled: new Set<string>(),
          errors: 0,
          times: [] as number[],
        },
      ])
    }),
  )
  for (const { kind, slug, step, detail, member_id } of events) {
    const entry = steps.get(`${slug}/${step}`)
    if (kind === 'step' && entry && !entry.passed.has(member_id)) {
      entry.passed.add(member_id)
      if (detail) entry.times.push(Number(detail))
    }
    if (kind === 'error' && entry) {
      entry.errors++
      entry.stumbled.add(member_id)
    }
  }
  return [...steps.values()]
}

function timesOf(own: readonly ClassEvent[]): Record<string, number | null> {
  const times: Record<string, number | null> = {}
  for (const { kind, slug, step, detail } of own) {
    const key = `${slug}/${step}`
    if (kind === 'step' && !(key in times)) times[key] = detail ? Number(detail) : null
  }
  return times
}

/** By user: when the first question of the class's lessons comes back. */
async function reviewsOf(store: Store, { lessons }: ClassInfo, members: readonly { user_id: string }[]) {
  if (members.length === 0 || lessons.length === 0) return new Map<string, number>()
  const rows = await store
    .selectFrom('card')
    .select(({ fn }) => ['user_id', fn.min<number>('due').as('due')])
    .where('slug', 'in', lessons)
    .where(
      'user_id',
      'in',
      members.map(({ user_id }) => user_id),
    )
    .groupBy('user_id')
    .execute()
  return new Map(rows.map(({ user_id, due }) => [user_id, Number(due)]))
}
