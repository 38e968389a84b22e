// What a rule may use: everything of one tenant, and nothing of another.
import type { Catalog, Log, Tenant, WorkspaceHost } from '../part.ts'
import type { ContainerIndex } from './container-index.ts'
import type { DefaultNetwork } from './default-network.ts'
import type { ScopeEvents } from './event-bus.ts'
import type { ImageDoor } from './image-door.ts'
import type { Ports } from './port.ts'
import type { Upstream } from './upstream.ts'

export interface Scope {
  readonly tenant: Tenant
  readonly engine: Upstream
  readonly catalog: Catalog
  readonly host: WorkspaceHost
  readonly log: Log
  /** Which containers are the tenant's. */
  readonly containers: ContainerIndex
  readonly images: ImageDoor
  readonly network: DefaultNetwork
  readonly events: ScopeEvents
  readonly ports: Ports
  /** Runs `work` alone among the works of the same key (creates, builds). */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>
}
