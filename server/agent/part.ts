// The seams between the agent's parts. Types only: each part is made by its own `create…`, and agent.ts puts them together.
import type Dockerode from 'dockerode'
import type { ApiCall, Build, DockerEvent, Health, Transfer } from '#server/protocol/lab.ts'

/** Returned by every subscribe: undoes it. */
export type Undo = () => void

export interface Log {
  info(detail: object, message: string): void
  warn(detail: object, message: string): void
  error(detail: object, message: string): void
}

/** The real Docker Engine. Only the agent ever holds it. */
export interface Engine {
  readonly socketPath: string
  readonly docker: Dockerode
  /** Host uid and gid that container root is mapped to (userns-remap); 0 without remapping. */
  readonly idBase: { uid: number; gid: number }
  readonly privateEngine: boolean
  health(): Health['engine']
  onHealth(listener: (health: Health['engine']) => void): Undo
  /** Resolves when the engine answers; keeps trying and restarts a private engine that died. */
  start(): Promise<void>
  /** Ends a private engine (containers are already stopped by then) and waits until nothing of it is left. */
  stop(): Promise<void>
}

/** The catalog's images on the engine. They are tagged `catalog.drydock.local/<name>:<tag>`. */
export interface Catalog {
  health(): Health['catalog']
  onHealth(listener: (health: Health['catalog']) => void): Undo
  start(): Promise<void>
  stop(): Promise<void>
  /** By the learner's reference: nginx, nginx:latest, docker.io/library/nginx:latest. Undefined when not in the catalog or not built yet. */
  find(reference: string): CatalogImage | undefined
  /** What learners may use; internal ones (workspace) are not in it. */
  list(): CatalogImage[]
  /** Resolves when the image is ready; rejects with DrydockError catalog-failed. */
  ready(name: string): Promise<CatalogImage>
}
export interface CatalogImage {
  name: string
  tag: string
  /** Full id on the engine, sha256:… */
  id: string
  /** catalog.drydock.local/nginx:latest */
  ref: string
  origin: 'debian-packages' | 'upstream'
  internal: boolean
}

export interface Tenant {
  readonly id: string
  readonly created: number
  readonly catalog: 'local' | 'remote'
  readonly note?: string
  /** It is the server of this learner: a second host, whose engine answers in the learner's own workspace. */
  readonly serverOf?: string
  /** The socket that is mounted into the workspace (as /run/drydock/docker.sock; a server's as prod.sock of its learner's). */
  readonly socketPath: string
  /** Directory that holds the socket; mounted whole, so that a socket made anew after a restart is seen. */
  readonly socketDir: string
  /** The same gateway for the agent's own parts (checks, views): calls here are not journaled. Never mounted anywhere. */
  readonly internalSocketPath: string
  /** Host directory that is /home/student in the workspace, owned by idBase+1000. */
  readonly homeDir: string
}

export interface Tenants {
  create(options?: { catalog?: 'local' | 'remote'; note?: string }): Promise<Tenant>
  get(id: string): Tenant | undefined
  /** Servers are among them. */
  list(): Tenant[]
  /** The learner's server; made when there is none. */
  server(id: string): Promise<Tenant>
  /** Frees all that the tenant had: containers, networks, volumes, images, sockets, home, journal, and its server. */
  remove(id: string): Promise<void>
  /** Removes containers, volumes, networks, own images; keeps the tenant, its workspace container and its home. Its server's, too. */
  clear(id: string): Promise<void>
  /** Before something is written into the tenant's home in its name. @throws Refusal when its part of the disk is taken */
  mayWrite(id: string): Promise<void>
  /** Engine events with the tenant's visible names. One engine stream feeds all tenants. */
  onEvent(listener: (tenant: Tenant, event: DockerEvent) => void): Undo
  /** Every finished API call through a tenant's own socket. */
  onCall(listener: (tenant: Tenant, call: ApiCall) => void): Undo
  calls(id: string): ApiCall[]
  /** A push or pull of the tenant's has come on. */
  onTransfer(listener: (tenant: Tenant, transfer: Transfer) => void): Undo
  /** The last pushes and pulls, oldest first. */
  transfers(id: string): Transfer[]
  /** A build of the tenant's has come on. */
  onBuild(listener: (tenant: Tenant, build: Build) => void): Undo
  /** Those of late, oldest first. */
  builds(id: string): Build[]
  onRemove(listener: (tenant: Tenant) => void): Undo
}

/** A published port, as the learner asked for it. */
export interface Publish {
  hostIp: string
  hostPort: number
  containerPort: number
  proto: 'tcp' | 'udp'
}

/**
 * The workspace as the learner's host: its localhost (ports) and its paths (binds). The gateway calls it; it knows nothing of HTTP.
 */
export interface WorkspaceHost {
  /** Take the ports for a container (before its start). Throws PortTaken when one is in use by another container or by a process in the workspace. */
  reserve(tenant: Tenant, container: string, ports: Publish[]): Promise<Publish[]>
  /** Open the relays of a started container. `address`: its IP on a network that the agent can reach. */
  open(tenant: Tenant, container: string, address: string): Promise<void>
  /** Close relays and free the ports (stop, die, remove). Idempotent. */
  release(tenant: Tenant, container: string): void
  /**
   * A path of the workspace -> a path for the engine that is, and stays, that very directory or file, whatever is renamed or linked meanwhile.
   * Throws BindRefused (outside the home) or BindMissing. `key` groups the mounts of one container; `create`: make a missing directory (-v does, --mount doesn't).
   */
  bind(tenant: Tenant, key: string, path: string, options: { create: boolean }): Promise<string>
  /** Remake the mounts of a key before a start, when they are gone (reboot, agent restart). */
  rebind(tenant: Tenant, key: string): Promise<void>
  unbind(tenant: Tenant, key: string): Promise<void>
  /** Engine container id of the workspace, when it runs. */
  containerOf(tenant: Tenant): string | undefined
}

export class PortTaken extends Error {
  constructor(readonly port: Publish) {
    super(`Bind for ${port.hostIp || '0.0.0.0'}:${port.hostPort} failed: port is already allocated`)
  }
}
export class BindRefused extends Error {}
export class BindMissing extends Error {}

/** Someone whom the class registry knows: the namespace of the repositories that they may push to. */
export interface RegistryAccount {
  name: string
  tenant: string
  password: string
  /** ms since 1970 */
  created: number
}

export interface RegistryTag {
  /** Of the manifest, sha256:… */
  digest: string
  /** Every blob of the image, compressed, by digest: bytes. */
  blobs: Record<string, number>
  /** ms since 1970 */
  pushed: number
}

export interface RegistryRepository {
  /** alice/app */
  name: string
  /** Whether classmates may pull it. */
  public: boolean
  tags: Record<string, RegistryTag>
}

export interface RegistryManifest {
  digest: string
  /** The image's id on an engine, sha256:… */
  config: string
  /** Compressed layers, bottom first. */
  layers: string[]
  blobs: Record<string, number>
}

/** Leave for the engine to read or write one repository, once. */
export interface RegistryGrant {
  /** What the engine calls the repository: 127.0.0.1:32768/class-…/alice/app */
  repository: string
  /** Value of X-Registry-Auth for the engine. */
  auth: string
}

/** The class's Docker Hub, as the gateway sees it. Names are as learners write them: alice/app. */
export interface ClassRegistry {
  /** Undefined when name and password are nobody's. */
  login(name: string, password: string): RegistryAccount | undefined
  /** Undefined when there is no such repository, or none that `reader` may pull. */
  readable(name: string, reader: RegistryAccount | undefined): RegistryRepository | undefined
  /** Repositories that `reader` may pull, with `term` in their names. */
  search(term: string, reader: RegistryAccount | undefined): RegistryRepository[]
  /** Why the account may not push this now, in words; undefined when it may. */
  full(account: RegistryAccount, repository: string, tag: string): string | undefined
  /** `reference`: a tag or a digest. Undefined when the registry doesn't have it. @throws Refusal 503 while it is away */
  manifest(repository: string, reference: string): Promise<RegistryManifest | undefined>
  /** One at a time per repository. @throws Refusal 503 while the registry is away */
  transfer<T>(
    repository: string,
    actions: readonly ('pull' | 'push')[],
    work: (grant: RegistryGrant) => Promise<T>,
  ): Promise<T>
  /** The engine says that it has pushed: takes it into the list. */
  pushed(repository: string, tag: string): Promise<RegistryTag>
}
