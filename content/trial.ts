// One lab tried out on a stage: every known wrong path must stay red and be explained, every solution must tick.
import type { Lab, Step } from '#server/protocol/content.ts'
import type { StepState } from '#server/protocol/lab.ts'
import { parseAnswer } from './rule.ts'
import type { Mistake, Source } from './source.ts'
import type { Learner } from './stage.ts'

const TICK_MS = 15_000
const EXPLAIN_MS = 6_000
/** A tick that should not come would have come by then. */
const STAY_MS = 700
/** The coach is silent about the same cause for a while (SAME_CAUSE_MS), and a little. */
const SAME_CARD_MS = 5_500
const HUSHED_MS = 1_700

export interface Task {
  name: string
  /** The step that it is about; absent: all. */
  step?: string
  run(learner: Learner): Promise<Mistake[]>
}

interface Trial {
  slug: string
  lab: Lab
  at: Source<Lab>['mistake']
}

/** Independent pieces of work; each begins with an empty host. */
export function tasksOf(trial: Trial): Task[] {
  const { lab, slug } = trial
  const routes = Math.max(...lab.steps.map((step) => step.solve.length))
  const solves = Array.from(
    { length: routes },
    (_, route): Task => ({
      name: `${slug}: solutions, route ${route + 1}`,
      run: (learner) => trySolutions(trial, learner, route),
    }),
  )
  const wrongs = lab.steps.flatMap((step, index): Task[] =>
    step.wrong.length > 0
      ? [
          {
            name: `${slug}: wrong paths of ${step.id}`,
            step: step.id,
            run: (learner) => tryWrongs(trial, learner, index),
          },
        ]
      : [],
  )
  return [...solves, ...wrongs]
}

class Failed extends Error {
  constructor(
    readonly path: readonly PropertyKey[],
    message: string,
  ) {
    super(message)
  }
}

async function runLines(learner: Learner, slug: string, step: Step, lines: string[]): Promise<string> {
  let said = ''
  for (const line of lines) {
    const answer = parseAnswer(line)
    if (answer) {
      // A step that has ticked takes no more answers.
      const status = statusOf(learner, step)
      if (status === 'current') await learner.answer(slug, step.id, answer.check, await spoken(learner, answer.value))
      said += `\n      ${line} (${status})`
      continue
    }
    const { exit, output } = await learner.type(line)
    said += `\n      $ ${line} -> ${exit}${output.trim() ? `\n        ${output.trim().replaceAll('\n', '\n        ')}` : ''}`
  }
  return said
}

/** `answer ip $(docker inspect …)`: what the shell prints is the answer. */
async function spoken(learner: Learner, value: string): Promise<string> {
  const command = /^\$\((.+)\)$/.exec(value)?.[1]
  return command ? (await learner.type(command)).output.trim() : value
}

const stateOf = (learner: Learner, step: Step): StepState | undefined =>
  learner.state().steps.find((s) => s.id === step.id)
const statusOf = (learner: Learner, step: Step) => stateOf(learner, step)?.status

/** Red checks as the learner sees them. */
const seen = (learner: Learner, step: Step) =>
  (stateOf(learner, step)?.checks ?? [])
    .filter((check) => !check.ok)
    .map((check) => `\n      red: ${check.id}: ${check.expected.en} / ${check.actual?.en ?? '-'}`)
    .join('')

async function arrive({ lab }: Trial, learner: Learner, index: number) {
  const step = lab.steps[index]!
  // While a step is set up its checks say nothing yet.
  const ready = () =>
    statusOf(learner, step) === 'passed' || !!stateOf(learner, step)?.checks.every((c) => c.ok || c.actual)
  if (!(await learner.until(() => statusOf(learner, step) !== 'locked' && ready(), TICK_MS)))
    throw new Failed(['steps', index, 'setup'], 'the setup did not come to an end')
  if (statusOf(learner, step) === 'passed')
    throw new Failed(['steps', index, 'check'], 'green before anything was done')
}

async function solve({ lab, slug }: Trial, learner: Learner, index: number, route: number) {
  const step = lab.steps[index]!
  const which = route % step.solve.length
  const path = ['steps', index, 'solve', which]
  const said = await runLines(learner, slug, step, step.solve[which]!).catch((error: Error) => {
    throw new Failed(path, error.message)
  })
  if (!(await learner.until(() => statusOf(learner, step) === 'passed', TICK_MS)))
    throw new Failed(path, `did not tick${said}${seen(learner, step)}`)
}

async function bringTo(trial: Trial, learner: Learner, index: number) {
  await learner.begin(trial.slug)
  for (let i = 0; i < index; i++) {
    await arrive(trial, learner, i)
    await solve(trial, learner, i, 0)
  }
  await arrive(trial, learner, index)
  // The coach is silent about what was done in the learner's name, and for a while after it (HUSH_TAIL_MS).
  await pause(HUSHED_MS)
}

async function trySolutions(trial: Trial, learner: Learner, route: number): Promise<Mistake[]> {
  const { lab, slug, at } = trial
  const mistakes: Mistake[] = []
  await learner.begin(slug)
  for (let i = 0; i < lab.steps.length; i++) {
    try {
      await arrive(trial, learner, i)
      await solve(trial, learner, i, route)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      mistakes.push(at(error.path, error.message))
      if (i + 1 === lab.steps.length) break
      // Go on behind the step that failed, if its first solution leads there.
      try {
        await bringTo(trial, learner, i + 1)
      } catch (again) {
        if (again instanceof Failed) break
        throw again
      }
    }
  }
  if (mistakes.length === 0 && !learner.state().done)
    mistakes.push(at(['steps'], 'all steps ticked, but the lab is not done'))
  return mistakes
}

async function tryWrongs(trial: Trial, learner: Learner, index: number): Promise<Mistake[]> {
  const { lab, at } = trial
  const step = lab.steps[index]!
  const mistakes: Mistake[] = []
  /** The host is as the step found it; nothing that happened since could matter. */
  let fresh = false
  for (const which of step.wrong.keys()) {
    const untouched = fresh
    try {
      if (!fresh) await bringTo(trial, learner, index)
      let found = await tryWrong(trial, learner, index, which)
      // What an earlier wrong path has left behind must not be to blame.
      if (found && untouched) {
        await bringTo(trial, learner, index)
        found = await tryWrong(trial, learner, index, which)
      }
      if (found) mistakes.push(at(['steps', index, 'wrong', which], found))
      fresh = !found && learner.events.length === 0 && !step.wrong[which]!.run.some(parseAnswer)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      mistakes.push(at(error.path, error.message))
      break
    }
  }
  return mistakes
}

/** What is wrong with the wrong path, if anything. */
async function tryWrong(
  { lab, slug }: Trial,
  learner: Learner,
  index: number,
  which: number,
): Promise<string | undefined> {
  const step = lab.steps[index]!
  const wrong = step.wrong[which]!
  const last = learner.cards.findLast((card) => card.signature === wrong.coach)
  if (last) await pause(last.time + SAME_CARD_MS - Date.now())
  learner.cards.length = 0
  learner.events.length = 0
  let said: string
  try {
    said = await runLines(learner, slug, step, wrong.run)
  } catch (error) {
    return `"${wrong.name}": ${error instanceof Error ? error.message : error}`
  }
  const card = () => !wrong.coach || learner.cards.some((c) => c.signature === wrong.coach)
  const fail = () => !wrong.fail || stateOf(learner, step)?.fail?.id === wrong.fail
  const passed = () => statusOf(learner, step) === 'passed'
  const explained = await learner.until(() => (card() && fail()) || passed(), EXPLAIN_MS)
  if (!passed()) await learner.until(passed, STAY_MS)
  if (passed()) return `"${wrong.name}": the step ticked${said}`
  if (explained) return undefined
  const cards = learner.cards.map((c) => c.signature).join(', ') || 'no card'
  return card()
    ? `"${wrong.name}": fail ${wrong.fail} did not appear, but ${stateOf(learner, step)?.fail?.id ?? 'none'}${said}${seen(learner, step)}`
    : `"${wrong.name}": coach card ${wrong.coach} did not appear, but ${cards}${said}`
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)))
