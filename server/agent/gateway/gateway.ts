// The gateway's door: the scope of a tenant and its two listeners. See SPEC.md for the rules.
import type { Catalog, ClassRegistry, Engine, Log, Publish, Tenant, WorkspaceHost } from '../part.ts'
import { createBuilds } from './build-note.ts'
import { createContainerIndex } from './container-index.ts'
import { createDefaultNetwork } from './default-network.ts'
import { createScopeEvents } from './event-bus.ts'
import { createImageDoor } from './image-door.ts'
import type { TenantLimits } from './limit.ts'
import { createListener, type Finished } from './listener.ts'
import { createPorts } from './port.ts'
import { Refusal } from './refusal.ts'
import type { Room, Scope } from './scope.ts'
import { createStartGate } from './start-gate.ts'
import { createTransfers } from './transfer.ts'
import { type CallTimer, createUpstream } from './upstream.ts'

export interface Gateway {
  readonly scope: Scope
  open(): Promise<void>
  close(): Promise<void>
}

export function createGateway(options: {
  tenant: Tenant
  engine: Pick<Engine, 'socketPath' | 'idBase'>
  catalog: Catalog
  registry: ClassRegistry | undefined
  host: WorkspaceHost
  log: Log
  limits: TenantLimits
  room: Room
  remembered: Map<string, Publish[]>
  onPorts: (now: Map<string, Publish[]>) => void
  onCall: (call: Finished) => void
  timed?: CallTimer | undefined
}): Gateway {
  const { tenant, catalog, host, log, limits, room } = options
  const engine = createUpstream(options.engine.socketPath, options.timed)
  let closed = false
  const turns = new Map<string, Promise<unknown>>()
  const scope: Scope = {
    tenant,
    engine,
    catalog,
    registry: options.registry,
    host,
    log,
    containers: createContainerIndex(tenant, engine),
    images: createImageDoor({ tenant, engine, catalog }),
    network: createDefaultNetwork(tenant, engine),
    events: createScopeEvents(),
    transfers: createTransfers(),
    builds: createBuilds(),
    ports: createPorts({ tenant, engine, host, log, remembered: options.remembered, changed: options.onPorts }),
    limits,
    starts: createStartGate({ tenant, engine, limits, grouped: () => room.group() !== undefined }),
    room,
    alone(key, work) {
      const next = (turns.get(key) ?? Promise.resolve())
        .catch(() => {})
        .then(() => {
          // What waits for its turn when the host ends would make things that nobody takes away any more.
          if (closed) throw new Refusal(503, 'this Docker host is being shut down', false)
          return work()
        })
      turns.set(key, next)
      next.catch(() => {}).finally(() => turns.get(key) === next && turns.delete(key))
      return next
    },
  }
  const own = createListener({ scope, internal: false, log, onCall: options.onCall })
  const internal = createListener({ scope, internal: true, log })
  /** uid of the learner in the workspace. */
  const STUDENT = 1000
  return {
    scope,
    async open() {
      const { uid, gid } = options.engine.idBase
      await own.listen(tenant.socketPath, { uid: uid + STUDENT, gid: gid + STUDENT })
      await internal.listen(tenant.internalSocketPath)
    },
    async close() {
      closed = true
      await Promise.all([own.close(), internal.close()])
    },
  }
}
