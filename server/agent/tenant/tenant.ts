// Tenants: made, kept, restored, removed. Each has a gateway of its own; one event stream of the engine feeds them all.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askedOf } from '#server/agent/gateway/asked.ts'
import type { EngineEvent } from '#server/agent/gateway/event-bus.ts'
import { createGateway, type Gateway } from '#server/agent/gateway/gateway.ts'
import { TENANT_LIMITS, type TenantLimits } from '#server/agent/gateway/limit.ts'
import { OWNER_LABEL } from '#server/agent/gateway/name.ts'
import { type CallTimer, createUpstream } from '#server/agent/gateway/upstream.ts'
import type { Freezer } from '#server/agent/gateway/wedge.ts'
import type { Catalog, ClassRegistry, Engine, Log, Tenant, Tenants, WorkspaceHost } from '#server/agent/part.ts'
import { clearContainers, clearObjects, leaveNetwork, removeAnonymous } from './clear.ts'
import { type EngineEvents, followEvents } from './engine-events.ts'
import { asDockerEvent, ownerOf, visibleEvent } from './event-map.ts'
import { type Journal, openJournal } from './journal.ts'
import { createRooms } from './room.ts'
import {
  newTenantId,
  readPorts,
  readRecords,
  type TenantRecord,
  tenantDirectory,
  writePorts,
  writeRecord,
} from './tenant-file.ts'

/** uid and gid of the learner in the workspace. */
const STUDENT = 1000

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000

interface Kept {
  tenant: Tenant
  record: TenantRecord
  gateway: Gateway
  journal: Journal
  /** It is being removed: nobody sees it any more. */
  removal: Promise<void> | undefined
}

export interface TenantsOptions {
  /** DRYDOCK_HOME */
  home: string
  /** Where sockets are made; short, because a socket's path has 107 bytes at most. */
  runDir: string
  engine: Pick<Engine, 'socketPath' | 'idBase'>
  catalog: Catalog
  /** Without one, docker login and push are refused with words. */
  registry?: ClassRegistry
  host: WorkspaceHost
  log: Log
  /** Bounds that differ from the usual ones. */
  limits?: Partial<TenantLimits>
  /** OCI runtime of learners' containers. */
  runtime?: string | undefined
  /** How often the disk is looked at. */
  diskTickMs?: number
  /** Told of every plain call on the engine. */
  timed?: CallTimer
}

interface Started {
  /** For calls that end containers of the tenant. */
  freezerOf(tenant: Tenant): Freezer
  /** Of a host without containers whose workspace has ended: its network goes. Resolves to whether it did. */
  leaveNetwork(tenant: Tenant): Promise<boolean>
  start(): Promise<void>
  /** Goes on with removals that an earlier agent began. When all who listen for removals do. */
  resume(): void
  stop(): Promise<void>
  /** What the tenant may have on the disk, and had when last measured. */
  diskOf(id: string): { bytes: number; maxBytes: number } | undefined
  /** Resolves when every listener has heard of all that has happened on the engine by now. */
  settled(): Promise<void>
}

export function createTenants(options: TenantsOptions): Tenants & Started {
  const { home, runDir, engine, catalog, host, log } = options
  const upstream = createUpstream(engine.socketPath, options.timed)
  const all = new Map<string, Kept>()
  const eventListeners = new Set<Parameters<Tenants['onEvent']>[0]>()
  const transferListeners = new Set<Parameters<Tenants['onTransfer']>[0]>()
  const buildListeners = new Set<Parameters<Tenants['onBuild']>[0]>()
  const callListeners = new Set<Parameters<Tenants['onCall']>[0]>()
  const removeListeners = new Set<(tenant: Tenant) => unknown>()
  const serversInMaking = new Map<string, Promise<Tenant>>()
  const stopping = new AbortController()
  let events: EngineEvents | undefined
  const limits: TenantLimits = { ...TENANT_LIMITS, ...options.limits }
  const rooms = createRooms({
    home,
    engine: upstream,
    limits,
    tenants: () => visible(),
    host,
    log,
    runtime: options.runtime,
    ...(options.diskTickMs !== undefined && { diskTickMs: options.diskTickMs }),
  })

  const student = () => ({ uid: engine.idBase.uid + STUDENT, gid: engine.idBase.gid + STUDENT })

  const must = (id: string): Kept => {
    const kept = all.get(id)
    if (!kept) throw new Error(`no tenant ${id}`)
    return kept
  }

  const asTenant = (record: TenantRecord): Tenant => {
    const socketDir = join(runDir, 't', record.serverOf ?? record.id)
    return {
      ...record,
      socketDir,
      socketPath: join(socketDir, record.serverOf ? 'prod.sock' : 'docker.sock'),
      internalSocketPath: join(runDir, 'i', `${record.id}.sock`),
      homeDir: join(tenantDirectory(home, record.id), 'home'),
    }
  }

  /** `known`: the engine has containers of it, which must be in the index before anybody asks. */
  const open = async (record: TenantRecord, { listen, known }: { listen: boolean; known: boolean }): Promise<Kept> => {
    const tenant = asTenant(record)
    await mkdir(tenant.socketDir, { recursive: true, mode: 0o755 })
    await mkdir(join(runDir, 'i'), { recursive: true, mode: 0o700 })
    const failed = (error: unknown) => log.error({ tenant: tenant.id, error: String(error) }, 'tenant file not written')
    const journal = await openJournal(tenantDirectory(home, tenant.id), failed)
    let writing = Promise.resolve()
    const gateway = createGateway({
      tenant,
      engine,
      catalog,
      registry: options.registry,
      host,
      log,
      limits,
      timed: options.timed,
      room: rooms.of(tenant),
      remembered: await readPorts(home, tenant.id),
      onPorts: (ports) => {
        writing = writing
          .then(() => (all.get(tenant.id)?.removal ? undefined : writePorts(home, tenant.id, ports)))
          .catch(failed)
      },
      onCall: (finished) => {
        const call = journal.add(finished)
        for (const listener of [...callListeners]) listener(tenant, call)
      },
    })
    if (known) await gateway.scope.containers.refresh()
    if (listen) await gateway.open()
    gateway.scope.events.listen((event) => {
      if (!['container', 'image', 'volume', 'network'].includes(event.Type)) return
      const shown = asDockerEvent(event)
      for (const listener of [...eventListeners]) listener(tenant, shown)
    })
    gateway.scope.builds.listen((build) => {
      for (const listener of [...buildListeners]) listener(tenant, build)
    })
    gateway.scope.transfers.listen((transfer) => {
      for (const listener of [...transferListeners]) listener(tenant, transfer)
    })
    const kept: Kept = { tenant, record, gateway, journal, removal: undefined }
    all.set(tenant.id, kept)
    return kept
  }

  const later = (work: Promise<unknown>, what: string, tenant: string) =>
    void work.catch((error) => log.warn({ tenant, error: String(error) }, what))

  /** What a container's own life means for its ports, binds and volumes. */
  const follow = ({ tenant, gateway: { scope } }: Kept, event: EngineEvent) => {
    if (event.Type !== 'container') return
    const id = event.Actor.ID
    const asked = askedOf(event.Actor.Attributes)
    switch (event.Action) {
      case 'start':
      case 'die':
        if (scope.starts.note(id, event.Action === 'start')) rooms.restarted(tenant, id)
        if (asked?.ports.length) later(scope.ports.settle(id), 'ports not settled', tenant.id)
        return
      case 'destroy':
        scope.containers.remove(id)
        scope.ports.release(id)
        if (asked?.key) later(host.unbind(tenant, asked.key), 'bind not undone', tenant.id)
        if (asked?.autoRemove)
          later(removeAnonymous(scope, asked.anonymous), 'anonymous volumes not removed', tenant.id)
    }
  }

  const onEvent = (event: EngineEvent) => {
    const owner = ownerOf(event)
    const kept = owner === undefined ? undefined : all.get(owner)
    if (!kept) return
    const shown = visibleEvent(kept.tenant.id, event)
    if (shown?.Type === 'container' && event.Action === 'rename')
      kept.gateway.scope.containers.rename(event.Actor.ID, shown.Actor.Attributes.name as string)
    follow(kept, event)
    if (shown && !kept.gateway.scope.events.hidden(shown)) kept.gateway.scope.events.publish(shown)
  }

  const ownedContainers = () =>
    upstream.json<{ Id: string; State: string; Labels: Record<string, string> }[]>('GET', {
      path: '/containers/json',
      query: { all: true, filters: JSON.stringify({ label: [OWNER_LABEL] }) },
    })

  /** After a start of the agent, and after each gap of the event stream. */
  const settleAll = async () => {
    const containers = await ownedContainers()
    for (const { tenant, gateway } of all.values()) {
      gateway.scope.starts.forget()
      await gateway.scope.containers.refresh()
      // After a reboot the engine starts containers by itself, and their groups stand without bounds.
      if (gateway.scope.containers.list().length > 0) rooms.of(tenant).group()
    }
    for (const { Id, State, Labels } of containers) {
      const kept = all.get(Labels[OWNER_LABEL] ?? '')
      const asked = askedOf(Labels)
      if (!kept || !asked) continue
      if (asked.key) later(host.rebind(kept.tenant, asked.key), 'bind not remade', kept.tenant.id)
      if (asked.ports.length && (State === 'running' || kept.gateway.scope.ports.of(Id)))
        later(kept.gateway.scope.ports.settle(Id), 'ports not settled', kept.tenant.id)
    }
  }

  const serverIn = (id: string) => [...all.values()].find(({ tenant }) => tenant.serverOf === id)

  const make = async (wish: Pick<TenantRecord, 'catalog' | 'note' | 'serverOf'>) => {
    const record: TenantRecord = { id: newTenantId(), created: Date.now(), ...wish }
    await writeRecord(home, record, student())
    return (await open(record, { listen: true, known: false })).tenant
  }

  /** Each step can be done again: after an outage of the engine it begins anew. */
  const takeAway = async ({ tenant, gateway, journal }: Kept) => {
    await serversInMaking.get(tenant.id)?.catch(() => {})
    const server = serverIn(tenant.id)
    // Before the learner's network, which it is on.
    if (server) await removeForGood(server)
    await gateway.close()
    await Promise.all([...removeListeners].map((listener) => listener(tenant)))
    await clearContainers(gateway.scope)
    await clearObjects(gateway.scope, { defaultNetwork: true })
    await rooms.remove(tenant)
    // A call that was slower than its listener's patience may have made something since.
    await clearContainers(gateway.scope)
    await clearObjects(gateway.scope, { defaultNetwork: true })
    await journal.flush()
    await rm(tenant.serverOf ? tenant.socketPath : tenant.socketDir, { recursive: true, force: true })
    await rm(tenant.internalSocketPath, { force: true })
    await rm(tenantDirectory(home, tenant.id), { recursive: true, force: true })
    all.delete(tenant.id)
  }

  /** Does not give up before the agent ends; the next one goes on. */
  const removeForGood = (kept: Kept): Promise<void> => {
    kept.removal ??= (async () => {
      await writeRecord(home, { ...kept.record, removing: true }, student())
      for (let pause = FIRST_RETRY_MS; ; pause = Math.min(2 * pause, LAST_RETRY_MS)) {
        try {
          return await takeAway(kept)
        } catch (error) {
          stopping.signal.throwIfAborted()
          log.warn({ tenant: kept.tenant.id, error: String(error) }, 'tenant not removed yet')
        }
        await sleep(pause, undefined, { signal: stopping.signal })
      }
    })()
    return kept.removal
  }

  const isVisible = ({ removal, record }: Kept) => !removal && !record.removing
  const visible = () => [...all.values()].filter(isVisible).map(({ tenant }) => tenant)

  return {
    async start() {
      const records = await readRecords(home, (id, error) =>
        log.warn({ id, error: String(error) }, 'tenant not readable'),
      )
      await rooms.start()
      const owners = new Set((await ownedContainers()).map(({ Labels }) => Labels[OWNER_LABEL]))
      for (const record of records) await open(record, { listen: !record.removing, known: owners.has(record.id) })
      events = followEvents({
        engine: upstream,
        log,
        onEvent,
        onConnect: () => later(settleAll(), 'tenants not settled', '*'),
      })
    },
    async stop() {
      stopping.abort()
      events?.stop()
      rooms.stop()
      await Promise.all(
        [...all.values()].map(async ({ gateway, journal }) => {
          await gateway.close()
          await journal.flush()
        }),
      )
    },
    create: ({ catalog: kind = 'local', note } = {}) => make({ catalog: kind, ...(note ? { note } : {}) }),
    async server(id) {
      const owner = must(id)
      const known = serverIn(id)?.tenant ?? serversInMaking.get(id)
      if (known) return known
      if (!isVisible(owner)) throw new Error(`tenant ${id} is being removed`)
      const making = make({ catalog: owner.tenant.catalog, serverOf: id }).finally(() => serversInMaking.delete(id))
      serversInMaking.set(id, making)
      return making
    },
    get(id) {
      const kept = all.get(id)
      return kept && isVisible(kept) ? kept.tenant : undefined
    },
    list: visible,
    async remove(id) {
      await removeForGood(must(id))
    },
    resume() {
      for (const kept of all.values())
        if (kept.record.removing) later(removeForGood(kept), 'tenant not removed', kept.tenant.id)
    },
    async clear(id) {
      for (const { gateway } of [must(id), serverIn(id)].filter((kept) => kept !== undefined)) {
        await clearContainers(gateway.scope)
        await clearObjects(gateway.scope, { defaultNetwork: false })
      }
    },
    freezerOf: rooms.freezerOf,
    leaveNetwork: async ({ id }) => leaveNetwork(must(id).gateway.scope),
    mayWrite: async (id) => rooms.of(must(id).tenant).disk(),
    diskOf(id) {
      const use = rooms.use(id)
      return use && { bytes: use.bytes, maxBytes: limits.diskBytes }
    },
    settled: async () => events?.caughtUp(),
    onEvent: (listener) => subscribe(eventListeners, listener),
    onCall: (listener) => subscribe(callListeners, listener),
    onRemove: (listener) => subscribe(removeListeners, listener),
    calls: (id) => must(id).journal.calls(),
    onTransfer: (listener) => subscribe(transferListeners, listener),
    transfers: (id) => must(id).gateway.scope.transfers.list(),
    onBuild: (listener) => subscribe(buildListeners, listener),
    builds: (id) => must(id).gateway.scope.builds.list(),
  }
}

function subscribe<T>(set: Set<T>, listener: T): () => void {
  set.add(listener)
  return () => set.delete(listener)
}
