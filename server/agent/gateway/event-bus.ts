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
  /** The gateway itself is about to cause this: the learner doesn't see the next such event of the container. */
  hide(container: string, action: string): void
  /** Is the event one that was hidden? Takes the mark away. */
  hidden(event: EngineEvent): boolean
}

/** A hidden event that never came (the call failed) is forgotten after this. */
const HIDE_MS = 30_000

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
  const marks: { container: string; action: string; until: number }[] = []
  /** Execs of the agent's own: their later events are hidden, too. */
  const execs = new Set<string>()
  return {
    // The engine writes a blank behind a command without arguments: `exec_create: true `.
    hide: (container, action) => void marks.push({ container, action: action.trimEnd(), until: Date.now() + HIDE_MS }),
    hidden(event) {
      if (event.Type !== 'container') return false
      const exec = event.Actor.Attributes.execID
      if (exec && execs.has(exec)) {
        if (event.Action === 'exec_die') execs.delete(exec)
        return true
      }
      const now = Date.now()
      for (let i = marks.length - 1; i >= 0; i--) {
        const mark = marks[i] as (typeof marks)[number]
        if (mark.until < now) marks.splice(i, 1)
        else if (mark.container === event.Actor.ID && mark.action === event.Action.trimEnd()) {
          marks.splice(i, 1)
          if (exec) execs.add(exec)
          return true
        }
      }
      return false
    },
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
