import { describe, expect, it } from 'vitest'
import { type LifeState, type LifeVerb, lifeCosts, lifeStates, lifeVerbs, tryVerb } from './lifecycle-model.ts'

function walk(...verbs: LifeVerb[]): LifeState[] {
  let state: LifeState = 'none'
  return verbs.map((verb) => {
    const outcome = tryVerb(state, verb)
    if ('to' in outcome) state = outcome.to
    return state
  })
}

describe('lifecycle figure', () => {
  it('leads through every state', () => {
    expect(walk('create', 'start', 'pause', 'unpause', 'stop', 'start', 'kill', 'rm')).toEqual([
      'created',
      'running',
      'paused',
      'running',
      'exited',
      'running',
      'exited',
      'none',
    ])
  })

  it('refuses what the engine refuses', () => {
    for (const [state, verb] of [
      ['paused', 'start'],
      ['paused', 'rm'],
      ['running', 'rm'],
      ['exited', 'pause'],
      ['exited', 'kill'],
      ['none', 'start'],
    ] as const)
      expect(tryVerb(state, verb)).toHaveProperty('refusal')
  })

  it('removes by force from any state', () => {
    for (const state of lifeStates.filter((one) => one !== 'none'))
      expect(tryVerb(state, 'rm -f')).toEqual({ to: 'none' })
  })

  it('answers every verb in every state', () => {
    for (const state of lifeStates) for (const verb of lifeVerbs) expect(tryVerb(state, verb)).toBeDefined()
  })

  it('keeps the memory of a paused container, not its CPU', () => {
    expect(lifeCosts('paused')).toEqual({ cpu: false, memory: true, disk: true })
    expect(lifeCosts('exited')).toEqual({ cpu: false, memory: false, disk: true })
  })
})
