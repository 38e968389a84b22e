// The workspace as the learner's host: what the gateway asks of it (WorkspaceHost), and connections to its localhost.
import type net from 'node:net'
import type { Engine, Log, Tenant, WorkspaceHost } from '#server/agent/part.ts'
import { createBinds } from '#server/agent/workspace/bind.ts'
import { type Namespace, openNamespace } from '#server/agent/workspace/namespace.ts'
import { createPortTable, type PortTable } from '#server/agent/workspace/port.ts'
import { connect } from '#server/agent/workspace/relay.ts'
import type { Running, Workspaces } from '#server/agent/workspace/workspace.ts'
import { DrydockError } from '#server/protocol/error.ts'

const DIAL_MS = 5_000

export interface HostOptions {
  engine: Pick<Engine, 'idBase'>
  workspaces: Workspaces
  /** Where mount points of binds are made. */
  bindDir: string
  log: Log
}

export type Host = ReturnType<typeof createHost>

export function createHost({ engine, workspaces, bindDir, log }: HostOptions) {
  const binds = createBinds({ dir: bindDir, idBase: () => engine.idBase })
  const tables = new Map<string, PortTable>()
  const namespaces = new Map<string, Namespace>()

  function tableOf(tenant: Tenant): PortTable {
    let table = tables.get(tenant.id)
    if (!table) {
      table = createPortTable((port, error) =>
        log.warn({ tenant: tenant.id, port: port.hostPort, error: String(error) }, 'published port not opened'),
      )
      tables.set(tenant.id, table)
    }
    return table
  }

  async function arrive(tenant: Tenant, running: Running) {
    leave(tenant)
    const namespace = openNamespace(running.pid, running.container)
    if (!namespace) {
      log.warn(
        { tenant: tenant.id },
        'the engine is on another machine: published ports can’t be reached in the workspace',
      )
      return
    }
    namespaces.set(tenant.id, namespace)
    await tableOf(tenant).arrive((proto, host, port) => namespace.listen(proto, host, port))
  }

  function leave(tenant: Tenant) {
    namespaces.get(tenant.id)?.close()
    namespaces.delete(tenant.id)
    tables.get(tenant.id)?.leave()
  }

  const undo = workspaces.onState((tenant, state, running) => {
    if (running) void arrive(tenant, running)
    else if (state.state !== 'ready') leave(tenant)
  })

  const host: WorkspaceHost = {
    reserve: (tenant, container, ports) => tableOf(tenant).reserve(container, ports),
    async open(tenant, container, address) {
      tableOf(tenant).open(container, address)
    },
    release: (tenant, container) => tableOf(tenant).release(container),
    bind: binds.bind,
    rebind: binds.rebind,
    unbind: binds.unbind,
    containerOf: (tenant) => workspaces.running(tenant)?.container,
  }

  return {
    ...host,
    /** A connection to a port of the learner's localhost: a published one, or a server that runs in the workspace. */
    async dial(tenant: Tenant, port: number): Promise<net.Socket> {
      const published = tables.get(tenant.id)?.dial(port)
      if (published) return connected(published)
      const running = workspaces.running(tenant)
      if (!running) throw new DrydockError('preview-unreachable', 'no workspace')
      // A server on all addresses is reached from outside; one on 127.0.0.1 only from within.
      if (running.address) {
        try {
          return await connected(connect({ address: running.address, port }))
        } catch {
          // Tried from within.
        }
      }
      const namespace = namespaces.get(tenant.id)
      if (!namespace) throw new DrydockError('preview-unreachable')
      return namespace.dial(port).catch((error) => {
        throw new DrydockError('preview-unreachable', String(error.message))
      })
    },
    /** A connection as another machine on its network would make it: what is published on 127.0.0.1 can't be reached. */
    async dialFromOutside(tenant: Tenant, port: number): Promise<net.Socket> {
      const address = workspaces.running(tenant)?.address
      if (!address) throw new DrydockError('preview-unreachable', 'no workspace')
      return connected(connect({ address, port }))
    },
    async remove(tenant: Tenant) {
      leave(tenant)
      tables.get(tenant.id)?.clear()
      tables.delete(tenant.id)
      await binds.removeTenant(tenant)
    },
    /** `unmount`: no container runs any more that the engine might start again by itself. */
    async stop({ unmount }: { unmount: boolean }) {
      undo()
      for (const namespace of namespaces.values()) namespace.close()
      for (const table of tables.values()) table.clear()
      if (unmount) await binds.stop()
    },
  }
}

function connected(socket: net.Socket): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), DIAL_MS)
    const failed = (error: Error) => {
      clearTimeout(timer)
      reject(new DrydockError('preview-unreachable', error.message))
    }
    socket.once('error', failed)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', failed)
      resolve(socket)
    })
  })
}
