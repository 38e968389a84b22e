// Which questions come, and in which order. Pure.
import { isDue, type ReviewCard, recall } from './schedule.ts'

/** A question of a lesson, and what is known of it. */
export interface Candidate {
  slug: string
  item: string
  card?: ReviewCard
}

/** More than a lesson's beginning can bear would be skipped. */
const WARM_UP = 3

/** What is due, longest overdue first within a lesson, lessons in turn. */
export function due(all: readonly Candidate[], now: number): Candidate[] {
  return mixed(
    all.filter(({ card }) => card && isDue(card, now)).sort((a, b) => (a.card?.due ?? 0) - (b.card?.due ?? 0)),
  )
}

/** What is due first, then what was never asked, then what is most likely forgotten. */
export function warmUp(all: readonly Candidate[], now: number): Candidate[] {
  const first = due(all, now)
  const unasked = all.filter(({ card }) => !card)
  const chance = ({ card }: Candidate) => (card ? recall(card, now) : 1)
  const rest = all
    .filter(({ card }) => card && !isDue(card, now))
    .sort((a, b) => chance(a) - chance(b) || (a.card?.seen ?? 0) - (b.card?.seen ?? 0))
  return [...first, ...mixed(unasked), ...mixed(rest)].slice(0, WARM_UP)
}

/** Lessons in turn, each one's questions in their order: what is mixed is kept longer than what comes in blocks. */
function mixed(list: readonly Candidate[]): Candidate[] {
  const lessons = new Map<string, Candidate[]>()
  for (const one of list) lessons.set(one.slug, [...(lessons.get(one.slug) ?? []), one])
  const rounds = Math.max(0, ...[...lessons.values()].map((own) => own.length))
  return Array.from({ length: rounds }, (_, round) =>
    [...lessons.values()].flatMap((own) => own.slice(round, round + 1)),
  ).flat()
}
