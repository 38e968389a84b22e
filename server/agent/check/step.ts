// One step judged in one round, and a lab described for the screen.
import type { Lab, Step } from '#server/protocol/content.ts'
import type { CheckResult, LabState, StepState } from '#server/protocol/lab.ts'
import { answerKey, answerResult } from './answer.ts'
import { evaluate } from './evaluate.ts'
import { expectedOf } from './expected.ts'
import { type Facts, needsOf } from './facts.ts'
import type { Round } from './gather.ts'
import type { LabRecord } from './history.ts'

export interface StepOutcome {
  passed: boolean
  checks: CheckResult[]
  fail?: StepState['fail']
}

/** Steps go in order; passed is for good. What comes after `gate` has not begun. */
export function currentStep(lab: Lab, record: LabRecord, gate?: string): Step | undefined {
  const at = lab.steps.findIndex((step) => !(step.id in record.passed))
  const last = lab.steps.findIndex((step) => step.id === gate)
  return last >= 0 && at > last ? undefined : lab.steps[at]
}

export async function judgeStep(
  step: Step,
  record: LabRecord,
  round: Round,
  past: () => Pick<Facts, 'events' | 'commands'>,
): Promise<StepOutcome> {
  const since = { step: record.stepSince, lab: record.labSince }
  const began = { step: record.stepBegan ?? 0, lab: record.labBegan ?? 0 }
  const factsFor = async (checks: Parameters<typeof needsOf>[0][]): Promise<Facts> => ({
    ...(await round.observe(checks.flatMap(needsOf))),
    // Read after the objects: a container that is seen running has its earlier events seen, too (`not` of an event).
    ...past(),
    since,
    began,
    now: Date.now(),
  })
  const facts = await factsFor(step.check.map((c) => c.check))
  const checks = step.check.map(
    ({ id, check }): CheckResult =>
      check.type === 'answer'
        ? answerResult(id, check, record.answers[answerKey(step.id, id)])
        : { id, ...evaluate(check, facts) },
  )
  if (checks.every((c) => c.ok)) return { passed: true, checks }
  const known = await factsFor(step.fails.map((f) => f.when))
  const fail = step.fails.find(({ when }) => when.type !== 'answer' && evaluate(when, known).ok)
  return { passed: false, checks, ...(fail && { fail: { id: fail.id, say: fail.say } }) }
}

/** `found`: the outcome of the current step; absent while it is being set up. */
export function describeLab(
  slug: string,
  lab: Lab,
  record: LabRecord,
  found: StepOutcome | undefined,
  gate?: string,
): Omit<LabState, 'rev'> {
  const current = currentStep(lab, record, gate)
  const done = lab.steps.every((step) => step.id in record.passed)
  const steps = lab.steps.map((step): StepState => {
    const passedAt = record.passed[step.id]
    if (step === current && found)
      return { id: step.id, status: 'current', checks: found.checks, ...(found.fail && { fail: found.fail }) }
    const checks = step.check.map(({ id, check }): CheckResult => {
      if (check.type !== 'answer') return { id, ok: passedAt !== undefined, expected: expectedOf(check) }
      // A question is shown when its step is.
      const shown = passedAt !== undefined ? answerResult(id, check, record.answers[answerKey(step.id, id)]) : undefined
      if (!shown) return { id, ok: false, expected: expectedOf(check) }
      const { actual: _, ...result } = shown
      return { ...result, ok: true }
    })
    const status = passedAt !== undefined ? 'passed' : step === current ? 'current' : 'locked'
    return { id: step.id, status, checks, ...(passedAt !== undefined && { passedAt }) }
  })
  return { slug, steps, done, ...(!current && !done && { held: true }) }
}
