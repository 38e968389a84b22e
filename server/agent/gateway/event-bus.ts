// Engine events as one tenant sees them. The engine's own stream feeds all tenants (tenant/engine-events.ts maps it); image events
// are made by the image rules, because the engine's do not say whose they are.
import { EVENTS_KEPT } from './limit.ts'

/** As GET /events answers, with visible names and ids only. */
export interface EngineEvent {
  status?: string
  id?: string
  from?: string
  Type: string
  Action: string
  Actor: { ID: string; Attributes: Record<string, string> }
  scope: 'local'
  /** s since 1970 */
  time: number
  /** ns since 1970; beyond 2^53, so only good to some 100 ns as a number */
  timeNano: number
}

export interface ScopeEvents {
  /** Adds an event to the tenant's stream and tells all who listen. */
  publish(event: EngineEvent): void
  /** The last events, oldest first. */
  kept(): readonly EngineEvent[]
  listen(listener: (event: EngineEvent) => void): () => void
}

/** For rules that make the event themselves (images). */
export function eventNow(type: string, action: string, id: string, attributes: Record<string, string>): EngineEvent {
  const ms = Date.now()
  return {
    status: action,
    id,
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: Math.floor(ms / 1000),
    timeNano: ms * 1e6,
  }
}

export function createScopeEvents(): ScopeEvents {
  const ring: EngineEvent[] = []
  const listeners = new Set<(event: EngineEvent) => void>()
  return {
    publish(event) {
      ring.push(event)
      if (ring.length > EVENTS_KEPT) ring.shift()
      for (const listener of [...listeners]) listener(event)
    },
    kept: () => ring,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
