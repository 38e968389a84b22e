import { expect, test } from 'vitest'
import type { Lab } from '#server/protocol/content.ts'
import type { LabRecord } from './history.ts'
import { currentStep, describeLab } from './step.ts'

const lab = { steps: ['a', 'b', 'c'].map((id) => ({ id, check: [] })) } as unknown as Lab
const after = (...passed: string[]) =>
  ({ passed: Object.fromEntries(passed.map((id) => [id, 1])), answers: {} }) as unknown as LabRecord

test('steps after a gate do not begin; those before it and its own do', () => {
  expect(currentStep(lab, after(), 'b')?.id).toBe('a')
  expect(currentStep(lab, after('a'), 'b')?.id).toBe('b')
  expect(currentStep(lab, after('a', 'b'), 'b')).toBe(undefined)
  expect(currentStep(lab, after('a', 'b'))?.id).toBe('c')
  expect(currentStep(lab, after('a', 'b'), 'of another lab')?.id).toBe('c')
})

test('who waits at a gate is not done, and sees so', () => {
  const states = (record: LabRecord, gate?: string) => {
    const { steps, done, held } = describeLab('lab', lab, record, undefined, gate)
    return [steps.map(({ status }) => status).join(' '), done, held]
  }
  expect(states(after('a', 'b'), 'b')).toEqual(['passed passed locked', false, true])
  expect(states(after('a', 'b'), 'c')).toEqual(['passed passed current', false, undefined])
  expect(states(after('a', 'b', 'c'), 'b')).toEqual(['passed passed passed', true, undefined])
})
