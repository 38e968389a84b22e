// When a question comes back: FSRS, a model of forgetting. Pure; times are ms since 1970.
import { type Card, createEmptyCard, fsrs, type Grade, Rating, State } from 'ts-fsrs'
import type { QuizGrade } from '#server/protocol/content.ts'

/** What is known of one learner and one question. */
export interface ReviewCard {
  due: number
  /** When it was last answered so that it counted. */
  seen: number
  /** Days until nine of ten would still know it. */
  stability: number
  /** 1 (easy) to 10. */
  difficulty: number
  reps: number
  /** How often it was known and then not. */
  lapses: number
  /** The last answer that counted was wrong. */
  missed: boolean
}

export type Outcome = Pick<QuizGrade, 'correct' | 'points' | 'max'>

const DAY_MS = 86_400_000
/** Who sits down a little earlier than yesterday should find the question there. */
const EARLY_MS = 6 * 3_600_000
/** Share of a rubric's points from which an open answer is as good as a right one. */
const GOOD_SHARE = 0.8

// Steps of minutes are for cramming; here a day is the shortest. Without chance, so that the same answers give the same days.
const model = fsrs({ enable_short_term: false, enable_fuzz: false })

export const isDue = (card: ReviewCard, now: number): boolean => card.due - EARLY_MS <= now

/** The chance, 0 to 1, that it is still known. */
export const recall = (card: ReviewCard, now: number): number => model.get_retrievability(toFsrs(card), now, false)

/**
 * The card after an answer; the same card when the answer says nothing new: the right answer was on the screen a moment
 * ago, so that knowing it again the same day is no memory, and missing it once more that day is no second lapse.
 */
export function answered(card: ReviewCard | undefined, outcome: Outcome, now: number): ReviewCard {
  if (card && !isDue(card, now) && now - card.seen < DAY_MS && (outcome.correct || card.missed)) return card
  const next = model.next(card ? toFsrs(card) : createEmptyCard(now), now, rating(outcome)).card
  return {
    due: next.due.getTime(),
    seen: now,
    stability: next.stability,
    difficulty: next.difficulty,
    reps: next.reps,
    lapses: next.lapses,
    missed: !outcome.correct,
  }
}

function rating({ correct, points, max }: Outcome): Grade {
  if (!correct) return Rating.Again
  return points >= max * GOOD_SHARE ? Rating.Good : Rating.Hard
}

function toFsrs(card: ReviewCard): Card {
  return {
    due: new Date(card.due),
    last_review: new Date(card.seen),
    stability: card.stability,
    difficulty: card.difficulty,
    reps: card.reps,
    lapses: card.lapses,
    state: State.Review,
    scheduled_days: Math.round((card.due - card.seen) / DAY_MS),
    elapsed_days: 0,
    learning_steps: 0,
  }
}
