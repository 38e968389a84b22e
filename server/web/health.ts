import { EventEmitter } from 'node:events'
import type { Health } from '#server/protocol/lab.ts'
import type { AgentLink } from './agent-link.ts'

export interface HealthSeat {
  now(): Health
  on(listener: (health: Health) => void): () => void
}

/** The last word of the agent, or `away` while there is none. */
export function createHealth(link: AgentLink, version: string): HealthSeat {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const away: Health = {
    web: 'ok',
    agent: 'away',
    engine: { state: 'away' },
    catalog: {},
    registry: { state: 'off' },
    version,
  }
  let last = away
  const set = (health: Health) => {
    last = { ...health, web: 'ok' }
    emitter.emit('health', last)
  }
  link.on('health', set)
  link.on('up', () => void link.call('health.get', {}).then(set, () => {}))
  link.on('down', () => set(away))
  return {
    now: () => last,
    on(listener) {
      emitter.on('health', listener)
      return () => emitter.off('health', listener)
    },
  }
}
