// A build of the learner's in sums. Pure.
import type { Build, BuildStepNote } from '#server/protocol/lab.ts'

export interface BuildSum {
  hits: number
  /** Steps that were run, also the one that failed. */
  runs: number
  /** What the hits' own runs took, ms. */
  saved: number
  /** Hits of which nobody knows how long they took: their layers are older than what is remembered. */
  unknown: number
}

export function sumOfBuild({ steps }: Pick<Build, 'steps'>): BuildSum {
  const hits = steps.filter(({ state }) => state === 'hit')
  return {
    hits: hits.length,
    runs: steps.filter(({ state }) => state === 'run' || state === 'failed').length,
    saved: hits.reduce((sum, { saved = 0 }) => sum + saved, 0),
    unknown: hits.filter(({ saved }) => saved === undefined).length,
  }
}

/** Of the longest step's bar: 0 … 1. */
export function partOfStep(step: BuildStepNote, steps: readonly BuildStepNote[]): number {
  const lengthOf = ({ ms, saved }: BuildStepNote) => ms ?? saved ?? 0
  const longest = Math.max(...steps.map(lengthOf))
  return longest > 0 ? lengthOf(step) / longest : 0
}

/** Seconds with one digit, as long as that says something. */
export const secondsOf = (ms: number): string =>
  ms < 50 ? '0' : ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000))
