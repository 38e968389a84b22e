// One lab tried out on a stage: every known wrong path must stay red and be explained, every solution must tick.
import { leaves } from '#server/agent/check/facts.ts'
import type { Lab, Step } from '#server/protocol/content.ts'
import type { StepState } from '#server/protocol/lab.ts'
import { parseAnswer } from './rule.ts'
import type { Mistake, Source } from './source.ts'
import type { Learner } from './stage.ts'

const TICK_MS = 15_000
/** A setup may pull and start containers. */
const SETUP_MS = 60_000
const EXPLAIN_MS = 15_000
/** One in so many wrong paths is tried on the short way. */
const SHORT_SHARE = 20

export interface Task {
  name: string
  run(learner: Learner): Promise<Mistake[]>
}

interface Trial {
  slug: string
  lab: Lab
  at: Source<Lab>['mistake']
}

/** Independent pieces of work; each begins with an empty host. The wrong paths are shared out among the routes. */
export function tasksOf(trial: Trial): Task[] {
  const { lab, slug } = trial
  const routes = Math.max(...lab.steps.map((step) => step.solve.length))
  return Array.from(
    { length: routes },
    (_, route): Task => ({
      name: `${slug}: route ${route + 1}`,
      run: (learner) => walked(trial, learner, { route, wrongs: (index, which) => (index + which) % routes === route }),
    }),
  )
}

/** What there is time for at each change: one right way through the lab, and now and then a wrong path on it. */
export function shortTask(trial: Trial): Task {
  return {
    name: `${trial.slug}: the short way`,
    run: (learner) =>
      walked(trial, learner, { route: 0, wrongs: (index, which) => (index + which) % SHORT_SHARE === 0 }),
  }
}

/** The wrong paths of one step alone. */
export function stepTask(trial: Trial, index: number): Task {
  const step = trial.lab.steps[index]!
  return {
    name: `${trial.slug}: wrong paths of ${step.id}`,
    run: (learner) => walked(trial, learner, { route: 0, wrongs: (i) => i === index, until: index }),
  }
}

/** What nobody foresaw ends this walk alone. */
const walked = (trial: Trial, learner: Learner, way: Walk) =>
  walk(trial, learner, way).catch((error: unknown) => [
    trial.at(['steps'], `the walk broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`),
  ])

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
  if (!(await learner.until(() => statusOf(learner, step) !== 'locked' && ready(), SETUP_MS)))
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
  const passed = () => statusOf(learner, step) === 'passed'
  if (!passed()) await learner.settle()
  if (!(await learner.until(passed, TICK_MS))) throw new Failed(path, `did not tick${said}${seen(learner, step)}`)
}

async function bringTo(trial: Trial, learner: Learner, index: number, route: number) {
  await learner.begin(trial.slug)
  for (let i = 0; i < index; i++) {
    await arrive(trial, learner, i)
    await solve(trial, learner, i, route)
  }
  await arrive(trial, learner, index)
}

interface Walk {
  /** Which of each step's solutions. */
  route: number
  /** Which wrong paths are tried on the way. */
  wrongs: (index: number, which: number) => boolean
  /** The last step; absent: all the way. */
  until?: number
}

/** From the first step to the last one; before each is solved, its wrong paths. */
async function walk(trial: Trial, learner: Learner, { route, wrongs, until }: Walk): Promise<Mistake[]> {
  const { lab, slug, at } = trial
  const mistakes: Mistake[] = []
  await learner.begin(slug)
  for (const [i, step] of lab.steps.entries()) {
    const last = i === (until ?? lab.steps.length - 1)
    try {
      await arrive(trial, learner, i)
      const mine = [...step.wrong.keys()].filter((which) => wrongs(i, which))
      mistakes.push(...(await tryWrongs(trial, learner, i, mine, route)))
      if (i === until) return mistakes
      await solve(trial, learner, i, route)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      mistakes.push(at(error.path, error.message))
      if (last) return mistakes
      // Go on behind the step that failed, if its first solution leads there.
      try {
        await bringTo(trial, learner, i + 1, 0)
      } catch (again) {
        if (again instanceof Failed) return mistakes
        throw again
      }
    }
  }
  if (mistakes.length === 0 && !learner.state().done)
    mistakes.push(at(['steps'], 'all steps ticked, but the lab is not done'))
  return mistakes
}

/** The learner stands at the step before and after. */
async function tryWrongs(
  trial: Trial,
  learner: Learner,
  index: number,
  which: number[],
  route: number,
): Promise<Mistake[]> {
  const { lab, at } = trial
  const mistakes: Mistake[] = []
  if (which.length === 0) return mistakes
  const logsOf = logsRead(lab)
  let host = await learner.keep(logsOf)
  const anew = async () => {
    await bringTo(trial, learner, index, route)
    host = await learner.keep(logsOf)
  }
  const back = async (lines: string[]) => {
    // A tick sets the next step going: that is more than can be taken back.
    if (statusOf(learner, lab.steps[index]!) !== 'current' || !(await host.back(lines))) await anew()
  }
  for (const one of which) {
    const lines = lab.steps[index]!.wrong[one]!.run
    let found = await tryWrong(trial, learner, index, one)
    if (found && one !== which[0]) {
      // What an earlier wrong path has left behind must not be to blame.
      await anew()
      found = await tryWrong(trial, learner, index, one)
    }
    if (found) mistakes.push(at(['steps', index, 'wrong', one], found))
    await back(lines)
  }
  return mistakes
}

const logsRead = (lab: Lab) =>
  lab.steps
    .flatMap((step) => [...step.check.map((c) => c.check), ...step.fails.map((f) => f.when)].flatMap(leaves))
    .flatMap((check) => (check.type === 'logs' ? [check.container] : []))

/** What is wrong with the wrong path, if anything. */
async function tryWrong(
  { lab, slug }: Trial,
  learner: Learner,
  index: number,
  which: number,
): Promise<string | undefined> {
  const step = lab.steps[index]!
  const wrong = step.wrong[which]!
  learner.cards.length = 0
  let said: string
  try {
    said = await runLines(learner, slug, step, wrong.run)
  } catch (error) {
    return `"${wrong.name}": ${error instanceof Error ? error.message : error}`
  }
  const card = () => !wrong.coach || learner.cards.some((c) => c.signature === wrong.coach)
  const fail = () => !wrong.fail || stateOf(learner, step)?.fail?.id === wrong.fail
  const passed = () => statusOf(learner, step) === 'passed'
  // Once all that happened has been judged, a tick that has not come will not come of it.
  await learner.settle()
  // What holds ticks a moment later.
  const holds = () => stateOf(learner, step)?.status === 'current' && stateOf(learner, step)!.checks.every((c) => c.ok)
  await learner.until(() => !holds(), TICK_MS)
  const explained = await learner.until(() => (card() && fail()) || passed(), EXPLAIN_MS)
  if (passed()) return `"${wrong.name}": the step ticked${said}`
  if (explained) return undefined
  const cards = learner.cards.map((c) => c.signature).join(', ') || 'no card'
  return card()
    ? `"${wrong.name}": fail ${wrong.fail} did not appear, but ${stateOf(learner, step)?.fail?.id ?? 'none'}${said}${seen(learner, step)}`
    : `"${wrong.name}": coach card ${wrong.coach} did not appear, but ${cards}${said}`
}
