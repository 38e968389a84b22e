// What a rule may use: everything of one tenant, and nothing of another.
import type { Catalog, ClassRegistry, Log, Tenant, WorkspaceHost } from '../part.ts'
import type { Builds } from './build-note.ts'
import type { ContainerIndex } from './container-index.ts'
import type { DefaultNetwork } from './default-network.ts'
import type { ScopeEvents } from './event-bus.ts'
import type { ImageDoor } from './image-door.ts'
import type { TenantLimits } from './limit.ts'
import type { Ports } from './port.ts'
import type { StartGate } from './start-gate.ts'
import type { Transfers } from './transfer.ts'
import type { Upstream } from './upstream.ts'

export interface Scope {
  readonly tenant: Tenant
  readonly engine: Upstream
  readonly catalog: Catalog
  /** Undefined: this agent runs none. */
  readonly registry: ClassRegistry | undefined
  readonly host: WorkspaceHost
  readonly log: Log
  /** Which containers are the tenant's. */
  readonly containers: ContainerIndex
  readonly images: ImageDoor
  readonly network: DefaultNetwork
  readonly events: ScopeEvents
  readonly transfers: Transfers
  readonly builds: Builds
  readonly ports: Ports
  readonly limits: TenantLimits
  readonly starts: StartGate
  readonly room: Room
  /** Runs `work` alone among the works of the same key (creates, builds). */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** What of the machine the tenant has to itself. */
export interface Room {
  /** The tenant's control groups, as parents for the engine; made when they are not there. Undefined: this engine takes none. */
  group(): { containers: string; builds: string } | undefined
  /** OCI runtime of the tenant's containers; undefined: the engine's own. */
  readonly runtime: string | undefined
  /** Before a call that writes to the disk. @throws Refusal 403 when the tenant's part of it is full */
  disk(): Promise<void>
  /** Bytes that a directory of the engine takes now; undefined where it is out of sight. */
  taken(container: string): Promise<number | undefined>
  /** Bytes of the tenant's volumes now, by their names on the engine; those that are out of sight are left out. */
  volumes(): Promise<Map<string, number>>
  /** Freezes a container's processes or lets them run when the engine can't (wedge.ts). */
  freeze(container: string, frozen: boolean): void
  /** Why this machine stopped a container, for its inspect. */
  stoppedFor(container: string): string | undefined
}
