import { describe, expect, it } from 'vitest'
import ko from '#content/message/ko.json'
import type { Health } from '#server/protocol/lab.ts'
import { healthLevel } from './level.ts'
import { problemIds, problems } from './problem.ts'

const healthy: Health = {
  web: 'ok',
  agent: 'ok',
  engine: { state: 'ok', version: '20.10.24' },
  catalog: { nginx: { state: 'ready' } },
  registry: { state: 'off' },
  version: '0.1.0',
}

describe('health', () => {
  it('is ok with a registry that is off', () => {
    expect(healthLevel(healthy)).toBe('ok')
    expect(problems(healthy)).toEqual([])
  })

  it('is starting while images are made', () => {
    expect(healthLevel({ ...healthy, catalog: { nginx: { state: 'building' } } })).toBe('starting')
  })

  it('names each problem, and one that it does not know by what the engine said', () => {
    const at = (engine: Health['engine']) => problems({ ...healthy, engine })
    expect(at({ state: 'failed', problem: 'engine-missing' })).toEqual([{ id: 'engine-missing', detail: undefined }])
    expect(at({ state: 'failed', problem: 'gremlins', detail: 'boo' })).toEqual([
      { id: 'other', detail: 'gremlins: boo' },
    ])
    expect(at({ state: 'away' })).toMatchObject([{ id: 'engine-away' }])
    expect(problems({ ...healthy, agent: 'away', engine: { state: 'away' } })).toEqual([{ id: 'agent-away' }])
    expect(problems({ ...healthy, catalog: { a: { state: 'failed' }, b: { state: 'ready' } } })).toEqual([
      { id: 'catalog-failed', detail: 'a' },
    ])
  })

  it('has a problem exactly when the level says so', () => {
    for (const engine of ['ok', 'starting', 'away', 'failed'] as const)
      for (const agent of ['ok', 'starting', 'away'] as const) {
        const state: Health = { ...healthy, agent, engine: { state: engine } }
        expect(healthLevel(state) === 'problem').toBe(problems(state).length > 0)
      }
  })

  it('has texts for exactly the problems there are', () => {
    expect(Object.keys(ko.health.problem).sort()).toEqual([...problemIds].sort())
  })
})
