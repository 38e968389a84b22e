// The Docker objects of each watched tenant, read anew after events. Nobody watching: nothing is read.
import Dockerode from 'dockerode'
import type { Log, Tenant, Tenants, Undo } from '#server/agent/part.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { DockerObjects } from '#server/protocol/lab.ts'
import { createMemory, type Memory, readObjects } from './objects.ts'

/** Events that come together make one reading. ms */
const COALESCE_MS = 40
/**
 * Once more when events have come to an end. ms. An engine tells that a network was connected before it has written the container down,
 * and lists containers as they were last written (daemon/container_operations.go, ConnectToNetwork): a busy disk is slower than we are.
 */
const LATE_MS = 1_000
/** After a reading that failed. ms */
const RETRY_MS = 2_000

export interface Views {
  /** Keeps the tenant's objects fresh until undone; counts its watchers. */
  watch(tenant: string): Undo
  /** Read now. */
  snapshot(tenant: string): Promise<DockerObjects>
  /** Only for watched tenants, only when something changed. */
  onObjects(listener: (tenant: Tenant, objects: DockerObjects) => void): Undo
  close(): void
}

interface View {
  tenant: Tenant
  docker: Dockerode
  memory: Memory
  watchers: number
  last?: DockerObjects
  reading?: Promise<DockerObjects>
  timer?: NodeJS.Timeout
  late?: NodeJS.Timeout
}

export function createViews(options: { tenants: Tenants; log: Log }): Views {
  const { tenants, log } = options
  const views = new Map<string, View>()
  const listeners = new Set<(tenant: Tenant, objects: DockerObjects) => void>()

  function viewOf(id: string): View {
    const known = views.get(id)
    if (known) return known
    const tenant = tenants.get(id)
    if (!tenant) throw new DrydockError('tenant-unknown', id)
    const docker = new Dockerode({ socketPath: tenant.internalSocketPath })
    const view: View = { tenant, docker, memory: createMemory(), watchers: 0 }
    views.set(id, view)
    return view
  }

  /** A reading that begins after the call: one under way may have missed what just happened. */
  async function read(view: View): Promise<DockerObjects> {
    await view.reading?.catch(() => {})
    view.reading ??= readObjects(view.docker, view.memory)
      .then((objects) => {
        const last = view.last
        if (last && JSON.stringify(objects) === JSON.stringify(withoutRev(last))) return last
        // Rises across agent restarts, too.
        view.last = { rev: Math.max((last?.rev ?? 0) + 1, Date.now()), ...objects }
        if (view.watchers > 0) for (const listener of listeners) listener(view.tenant, view.last)
        return view.last
      })
      .finally(() => {
        view.reading = undefined
      })
    return view.reading
  }

  function plan(view: View, delay: number) {
    view.timer ??= setTimeout(() => {
      view.timer = undefined
      if (view.watchers === 0) return
      read(view).catch((error: unknown) => {
        log.warn({ tenant: view.tenant.id, error: String(error) }, 'the objects could not be read')
        plan(view, RETRY_MS)
      })
    }, delay)
  }

  /** Readings that were planned. */
  function drop(view: View) {
    clearTimeout(view.timer)
    clearTimeout(view.late)
    view.timer = undefined
  }

  const undo = [
    tenants.onEvent((tenant, event) => {
      const view = views.get(tenant.id)
      // Execs, attaches and resizes change nothing that is shown.
      if (!view || view.watchers === 0 || /^(exec_|attach|resize|top)/.test(event.action)) return
      plan(view, COALESCE_MS)
      clearTimeout(view.late)
      view.late = setTimeout(() => plan(view, 0), LATE_MS)
    }),
    tenants.onRemove((tenant) => {
      const view = views.get(tenant.id)
      if (view) drop(view)
      views.delete(tenant.id)
    }),
  ]

  return {
    watch(id) {
      const view = viewOf(id)
      view.watchers++
      plan(view, 0)
      let done = false
      return () => {
        if (done) return
        done = true
        view.watchers--
        if (view.watchers === 0) drop(view)
      }
    },
    async snapshot(id) {
      const view = viewOf(id)
      // What was planned would read the same again.
      clearTimeout(view.timer)
      view.timer = undefined
      try {
        return await read(view)
      } catch (error) {
        if (view.watchers > 0) plan(view, RETRY_MS)
        throw error
      }
    },
    onObjects(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const off of undo) off()
      for (const view of views.values()) {
        view.watchers = 0
        drop(view)
      }
      listeners.clear()
    },
  }
}

function withoutRev({ rev: _, ...objects }: DockerObjects) {
  return objects
}
