// What of the machine each tenant has to itself: its control groups, its part of the disk, and what is stopped for the others' sake.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createCgroups, type TenantCgroups } from '#server/agent/engine/cgroup.ts'
import { PIDS_DEFAULT, type TenantLimits } from '#server/agent/gateway/limit.ts'
import type { Room } from '#server/agent/gateway/scope.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import type { Freezer } from '#server/agent/gateway/wedge.ts'
import type { Log, Tenant, WorkspaceHost } from '#server/agent/part.ts'
import { createDiskMeasure } from './disk-measure.ts'
import { createDiskWatch, type DiskWatch } from './disk-watch.ts'
import { createWriterStop, endContainer } from './disk-writer.ts'
import { createRestartWatch, type RestartWatch } from './restart-watch.ts'

/** Reasons kept per tenant; the oldest go first. */
const REASONS_KEPT = 100

interface Own {
  reasons: Map<string, string>
  restarts: RestartWatch
}

export interface Rooms {
  /** Reads what the engine can do. Before the first tenant is opened. */
  start(): Promise<void>
  stop(): void
  of(tenant: Tenant): Room
  freezerOf(tenant: Tenant): Freezer
  /** What it had on the disk when last measured. */
  use(tenant: string): { bytes: number } | undefined
  /** The engine started a container by its restart policy. */
  restarted(tenant: Tenant, container: string): void
  /** The tenant's containers are gone. */
  remove(tenant: Tenant): Promise<void>
}

export function createRooms(options: {
  /** DRYDOCK_HOME; gives the control groups a name of their own. */
  home: string
  engine: Upstream
  limits: TenantLimits
  tenants: () => Tenant[]
  host: Pick<WorkspaceHost, 'containerOf'>
  log: Log
  diskTickMs?: number
  runtime?: string | undefined
}): Rooms {
  const { home, engine, limits, tenants, host, log } = options
  const own = new Map<string, Own>()
  let cgroups: TenantCgroups | undefined
  let disk: DiskWatch | undefined
  let measure: ReturnType<typeof createDiskMeasure> | undefined

  const ownOf = (tenant: Tenant): Own => {
    let found = own.get(tenant.id)
    if (!found) {
      found = { reasons: new Map(), restarts: createRestartWatch(limits) }
      own.set(tenant.id, found)
    }
    return found
  }
  const remember = (tenant: Tenant, container: string, reason: string) => {
    const { reasons } = ownOf(tenant)
    reasons.delete(container)
    reasons.set(container, reason)
    if (reasons.size > REASONS_KEPT) reasons.delete(reasons.keys().next().value as string)
  }
  const bounds = { ...limits, buildPids: PIDS_DEFAULT }
  const freezerOf = (tenant: Tenant): Freezer => ({
    room: { freeze: (container, frozen) => cgroups?.freeze(tenant.id, container, frozen) },
  })

  return {
    async start() {
      const info = await engine.json<{ CgroupDriver: string; DockerRootDir: string }>('GET', { path: '/info' })
      const name = `drydock-${createHash('sha256').update(home).digest('hex').slice(0, 10)}`
      cgroups = createCgroups({ name, driver: info.CgroupDriver })
      const dataRoot = existsSync(info.DockerRootDir) ? info.DockerRootDir : undefined
      const workspaceOf = (tenant: Tenant) => host.containerOf(tenant)
      measure = createDiskMeasure({ engine, dataRoot, workspaceOf })
      disk = createDiskWatch({
        measure: measure.measure,
        tenants,
        limits,
        watched: [...new Set([home, ...(dataRoot ? [dataRoot] : [])])],
        stopWriter: createWriterStop({ engine, workspaceOf, freezerOf, onStopped: remember }),
        log,
        ...(options.diskTickMs !== undefined && { tickMs: options.diskTickMs }),
      })
      disk.start()
    },
    stop() {
      disk?.stop()
    },
    of: (tenant) => ({
      runtime: options.runtime,
      group: () => cgroups?.ensure(tenant.id, bounds),
      disk: async () => disk?.check(tenant),
      taken: async (container) => measure?.container(container),
      async volumes() {
        const use = (await measure?.measure([tenant], { files: false }))?.get(tenant.id)
        const known = use?.parts.filter(({ kind, bytes }) => kind === 'volume' && Number.isFinite(bytes)) ?? []
        return new Map(known.map(({ id, bytes }) => [id, bytes]))
      },
      ...freezerOf(tenant).room,
      stoppedFor: (container) => own.get(tenant.id)?.reasons.get(container),
    }),
    freezerOf,
    use: (tenant) => disk?.use(tenant),
    restarted(tenant, container) {
      const worst = ownOf(tenant).restarts.restarted(container)
      if (!worst) return
      remember(tenant, worst.id, worst.reason)
      log.warn({ tenant: tenant.id, container: worst.id }, 'restart policy: container stopped')
      endContainer(engine, worst.id, freezerOf(tenant)).catch((error) =>
        log.warn({ tenant: tenant.id, error: String(error) }, 'container not stopped'),
      )
    },
    async remove(tenant) {
      own.delete(tenant.id)
      disk?.forget(tenant.id)
      await cgroups?.remove(tenant.id)
    },
  }
}
