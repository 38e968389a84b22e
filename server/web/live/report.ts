// What a class leaves behind: who was there, how long steps took, what went wrong and why, what was asked and answered.
import type { Lesson } from '#content/load.ts'
import type { Text } from '#server/protocol/content.ts'
import type { ClassInfo } from '#server/protocol/live.ts'
import type { Store } from '../store/store.ts'
import type { Classes, Member } from './class.ts'
import type { Minute, Minutes } from './minute.ts'

export interface StepReport {
  slug: string
  step: string
  lesson: Text
  title: Text
  passed: number
  /** ms; absent when nobody passed it while it was watched. */
  median?: number
  errors: number
}
export interface ClassReport {
  info: ClassInfo
  attendance: {
    name: string
    alias: string
    joined: number
    steps: number
    errors: number
    asked: number
    quiz: { correct: number; total: number }
  }[]
  steps: StepReport[]
  errors: { signature: string; count: number; members: number }[]
  polls: { prompt: Text; rounds: { round: number; total: number; correct: number }[] }[]
  wall: { text: string; votes: number; state: string }[]
  minutes: Minute[]
  pulse: { fast: number; ok: number; slow: number }
}

export async function reportOf(
  id: string,
  parts: {
    store: Store
    classes: Classes
    minutes: Minutes
    lessons: ReadonlyMap<string, Lesson>
    aliasOf: (member: string) => string
  },
): Promise<ClassReport> {
  const { store, classes, lessons } = parts
  const info = await classes.must(id)
  const [events, rows] = await Promise.all([
    classes.events(id),
    store.selectFrom('member').selectAll().where('class_id', '=', id).orderBy('joined').execute(),
  ])
  const members: Pick<Member, 'id' | 'name' | 'joined'>[] = rows.map((row) => ({ ...row, joined: Number(row.joined) }))
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

  const steps = new Map<string, StepReport & { times: number[] }>()
  for (const slug of info.lessons) {
    const lesson = lessons.get(slug)
    for (const step of lesson?.lab?.steps ?? [])
      steps.set(`${slug}/${step.id}`, {
        slug,
        step: step.id,
        lesson: lesson!.meta.title,
        title: step.title,
        passed: 0,
        errors: 0,
        times: [],
      })
  }
  const errors = new Map<string, { count: number; members: Set<string> }>()
  const pulse = { fast: 0, ok: 0, slow: 0 }
  for (const { kind, slug, step, detail, member_id } of events) {
    const entry = steps.get(`${slug}/${step}`)
    if (kind === 'step' && entry) {
      entry.passed++
      if (detail) entry.times.push(Number(detail))
    }
    if (kind === 'error' && detail) {
      if (entry) entry.errors++
      const error = errors.get(detail) ?? { count: 0, members: new Set() }
      error.count++
      error.members.add(member_id)
      errors.set(detail, error)
    }
    if (kind === 'pulse' && detail && detail in pulse) pulse[detail as keyof typeof pulse]++
  }
  const by = (member: string, kind: string) => events.filter((e) => e.member_id === member && e.kind === kind)

  return {
    info,
    attendance: members.map((member) => {
      const own = answers.filter((answer) => answer.member_id === member.id)
      return {
        name: member.name,
        alias: parts.aliasOf(member.id),
        joined: member.joined,
        steps: new Set(by(member.id, 'step').map(({ slug, step }) => `${slug}/${step}`)).size,
        errors: by(member.id, 'error').length,
        asked: by(member.id, 'sticky').filter(({ detail }) => detail === 'stuck').length,
        quiz: { correct: own.filter((answer) => answer.correct === 1).length, total: own.length },
      }
    }),
    steps: [...steps.values()]
      .filter((step) => step.passed > 0 || step.errors > 0)
      .map(({ times, ...step }) => ({ ...step, ...(times.length > 0 ? { median: middle(times) } : {}) })),
    errors: [...errors]
      .map(([signature, { count, members: who }]) => ({ signature, count, members: who.size }))
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
  }
}

/** Attendance as a table for a spreadsheet: RFC 4180, with a byte order mark, without which Excel garbles Hangul. */
export function csvOf({ attendance }: ClassReport): string {
  const head = ['name', 'alias', 'joined', 'steps', 'errors', 'asked', 'quiz_correct', 'quiz_total']
  const lines = attendance.map((row) => [
    row.name,
    row.alias,
    new Date(row.joined).toISOString(),
    row.steps,
    row.errors,
    row.asked,
    row.quiz.correct,
    row.quiz.total,
  ])
  return `\ufeff${[head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

/** A cell that begins like a formula would be run as one. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function middle(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
