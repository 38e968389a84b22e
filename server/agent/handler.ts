// What each call of the web does: load, act, present.
import type { Admin } from '#server/agent/admin.ts'
import type { Faults } from '#server/agent/check/fault.ts'
import type { Labs } from '#server/agent/check/lab.ts'
import type { Coach } from '#server/agent/coach/coach.ts'
import { createFileHandlers } from '#server/agent/file/file.ts'
import type { AgentMetrics } from '#server/agent/metric.ts'
import { createPanelHandlers } from '#server/agent/panel/panel.ts'
import type { Catalog, Tenant, Tenants } from '#server/agent/part.ts'
import type { RegistryPage } from '#server/agent/registry/view.ts'
import type { Connection, Handlers } from '#server/agent/rpc.ts'
import type { Activity } from '#server/agent/tenant/activity.ts'
import type { Learners } from '#server/agent/tenant/learner.ts'
import type { Viewing } from '#server/agent/terminal/session.ts'
import type { Terminals } from '#server/agent/terminal/terminal.ts'
import type { Views } from '#server/agent/view/view.ts'
import type { Vms } from '#server/agent/vm/vm.ts'
import type { Admission } from '#server/agent/workspace/admission.ts'
import type { Breaker } from '#server/agent/workspace/breaker.ts'
import type { Pool } from '#server/agent/workspace/pool.ts'
import type { StartGate } from '#server/agent/workspace/start-gate.ts'
import type { Workspaces } from '#server/agent/workspace/workspace.ts'
import type { TenantInfo } from '#server/protocol/agent.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'

/** Viewers of terminals on one connection. */
const CHANNELS = 4096

export interface HandlersOptions {
  tenants: Tenants
  workspaces: Workspaces
  terminals: Terminals
  pool: Pool
  catalog: Pick<Catalog, 'health'>
  registry: RegistryPage
  vms: Vms
  health: () => Health
  metrics: AgentMetrics
  admin: Admin
  activity: Activity
  learners: Learners
  admission: Admission
  breaker: Breaker
  startGate: StartGate
  /** Nobody who has no host yet is taken in: the disk is too full for one more. */
  diskLow: () => boolean
  /** @throws DrydockError tenant-unknown, engine-away */
  tenantOf: (id: string) => Tenant
  /** @throws DrydockError engine-away while the agent starts */
  parts: () => { coach: Coach; labs: Labs; views: Views; faults: Faults }
  ready: () => boolean
  /** Whether any connection watches the tenant. */
  watched: (tenant: string) => boolean
  /** Who writes in a tenant's home with the editor has changed. */
  onWriter: (tenant: string, writer: string | null) => void
}

export function createHandlers(options: HandlersOptions): Handlers {
  const { tenants, workspaces, terminals, pool, catalog, registry, vms, health, metrics } = options
  const { admin, activity, learners, admission, breaker, startGate, diskLow, tenantOf, parts } = options
  const { ready, watched, onWriter } = options
  /** Undo of what a connection watches. */
  const watches = new WeakMap<Connection, Map<string, () => void>>()

  const present = (tenant: Tenant): TenantInfo => ({
    id: tenant.id,
    socket: tenant.socketPath,
    created: tenant.created,
    catalog: tenant.catalog,
    workspace: workspaces.state(tenant),
    note: tenant.note,
  })

  function mustBeReady() {
    if (!ready()) throw new DrydockError('engine-away', 'the agent is starting')
  }

  function mustHave(name: 'workspace' | 'machine') {
    const image = catalog.health()[name]
    if (image?.state === 'failed') throw new DrydockError('catalog-failed', image.detail)
    if (image && image.state !== 'ready') throw new DrydockError('catalog-building', image.detail)
  }

  async function newcomer(ticket: string): Promise<TenantInfo> {
    const claimed = pool.claim()
    // How many of the places held are still to be made ready for.
    pool.grow(admission.held())
    if (claimed) {
      activity.touch(claimed.id)
      return present(claimed)
    }
    mustHave('workspace')
    return startGate.run(ticket, async () => {
      const tenant = await tenants.create({ catalog: 'remote' })
      activity.touch(tenant.id)
      await workspaces.open(tenant)
      return present(tenant)
    })
  }

  function viewing(connection: Connection, channel: number) {
    const found = connection.channels.get(channel)
    if (!found) throw new DrydockError('terminal-unknown', `channel ${channel}`)
    return found
  }

  /** Of a call that its learner makes by doing something. */
  const acting = (id: string): Tenant => {
    const tenant = tenantOf(id)
    activity.touch(id)
    return tenant
  }
  /** What is typed is a sign of the learner, also while no command ends. */
  const heard = (viewing: Viewing, tenant: string): Viewing => ({
    ...viewing,
    input(bytes) {
      activity.touch(tenant)
      viewing.input(bytes)
    },
  })

  function unwatch(connection: Connection, tenant: string) {
    connection.watched.delete(tenant)
    const undo = watches.get(connection)?.get(tenant)
    watches.get(connection)?.delete(tenant)
    undo?.()
  }

  return {
    'health.get': () => health(),
    'metrics.get': async () => ({ text: await metrics.text() }),
    'tenant.create': async ({ catalog: kind, note }) => {
      mustBeReady()
      return present(await tenants.create({ catalog: kind, note }))
    },
    'tenant.list': () => learners.all().map(present),
    'tenant.remove': async ({ tenant }) => {
      await tenants.remove(tenantOf(tenant).id)
      return {}
    },
    'tenant.rest': async ({ tenant }) => {
      await admin.rest(tenantOf(tenant))
      return {}
    },
    'tenant.activity': () => ({
      now: Date.now(),
      running: learners.running().map(({ id }) => ({ tenant: id, last: activity.last(id) })),
    }),
    'tenant.touch': ({ tenant }) => {
      acting(tenant)
      return {}
    },
    'admin.view': () => {
      mustBeReady()
      return admin.view()
    },
    'capacity.places': async () => ({ places: await admission.places() }),
    'capacity.hold': ({ holds }) => {
      admission.hold(holds)
      pool.grow(admission.held())
      return {}
    },
    'workspace.open': async ({ tenant: id, ticket, class: its }) => {
      mustBeReady()
      if (id !== undefined) {
        const tenant = acting(id)
        if (workspaces.running(tenant)) return present(tenant)
        mustHave('workspace')
        const start = () => startGate.run(ticket, () => workspaces.open(tenant))
        await breaker.run(ticket, () => admission.enter(ticket, start, its))
        return present(tenant)
      }
      // Who has a host may go on, to make room there for instance.
      if (diskLow()) throw new DrydockError('engine-disk')
      return breaker.run(ticket, () => admission.enter(ticket, () => newcomer(ticket), its))
    },
    'tenant.watch': async ({ tenant: id }, connection) => {
      const tenant = tenantOf(id)
      const { coach, views } = parts()
      if (!connection.watched.has(id)) {
        connection.watched.add(id)
        const own = watches.get(connection) ?? new Map<string, () => void>()
        if (!watches.has(connection)) {
          watches.set(connection, own)
          connection.onClose(() => {
            for (const one of [...own.keys()]) unwatch(connection, one)
          })
        }
        const undoView = views.watch(id)
        own.set(id, () => {
          undoView()
          if (!watched(id)) parts().labs.release(id)
        })
      }
      const objects = await views.snapshot(id)
      return {
        objects,
        calls: tenants.calls(id),
        transfers: tenants.transfers(id),
        builds: tenants.builds(id),
        cards: coach.cards(id),
        terminals: terminals.list(tenant),
      }
    },
    'tenant.unwatch': ({ tenant }, connection) => {
      unwatch(connection, tenant)
      return {}
    },
    'terminal.create': ({ tenant, cols, rows }) => terminals.create(acting(tenant), { cols, rows }),
    'terminal.close': async ({ tenant, terminal }) => {
      await terminals.close(tenantOf(tenant), terminal)
      return {}
    },
    'terminal.attach': ({ tenant: id, terminal, channel, cols, rows, view }, connection) => {
      const tenant = tenantOf(id)
      if (connection.channels.has(channel)) throw new DrydockError('bad-input', `channel ${channel} is in use`)
      if (connection.channels.size >= CHANNELS) throw new DrydockError('capacity-full', 'channels')
      const shown = vms.owns(terminal) ? vms : terminals
      shown.must(tenant, terminal)
      return {
        value: {},
        after() {
          const sink = {
            snapshot: (bytes: number) => connection.event('terminal.snapshot', { channel, bytes }),
            send: (bytes: Uint8Array) => connection.bytes(channel, bytes),
            resized: (size: { cols: number; rows: number }) => connection.event('terminal.size', { channel, ...size }),
          }
          const viewing = shown.attach(tenant, terminal, sink, { cols, rows }, { onlooker: view })
          connection.channels.set(channel, view ? viewing : heard(viewing, id))
        },
      }
    },
    'terminal.detach': ({ channel }, connection) => {
      connection.channels.get(channel)?.detach()
      connection.channels.delete(channel)
      return {}
    },
    'terminal.resize': ({ channel, cols, rows }, connection) => {
      viewing(connection, channel).resize({ cols, rows })
      return {}
    },
    'terminal.allow': ({ channel, on }, connection) => {
      const allowed = viewing(connection, channel).allow(
        on ? () => connection.event('terminal.taken', { channel }) : undefined,
      )
      if (on && !allowed) throw new DrydockError('type-away')
      return {}
    },
    'lab.watch': ({ tenant, ...lab }) => parts().labs.watch(tenantOf(tenant).id, lab),
    'lab.answer': ({ tenant, ...answer }) => parts().labs.answer(acting(tenant).id, answer),
    'lab.gate': async ({ tenant, gate }) => {
      await parts().labs.gate(tenantOf(tenant).id, gate)
      return {}
    },
    'lab.bring': ({ tenant, ...where }) => parts().labs.bring(tenantOf(tenant).id, where),
    'lab.reset': ({ tenant, slug, step }) => parts().labs.reset(acting(tenant).id, slug, step),
    'fault.inject': async ({ tenant, fault }) => ({ target: await parts().faults.inject(tenantOf(tenant), fault) }),
    'fault.undo': async ({ tenant, fault, target }) => {
      await parts().faults.undo(tenantOf(tenant), fault, target)
      return {}
    },
    ...createPanelHandlers({ tenantOf, touch: activity.touch, onEvent: tenants.onEvent }),
    ...createFileHandlers({ tenantOf: acting, mayWrite: tenants.mayWrite, onWriter }),
    'registry.view': ({ tenant, name }) => {
      mustBeReady()
      return registry.view(tenantOf(tenant), name)
    },
    'registry.renew': async ({ tenant }) => {
      await registry.renew(tenantOf(tenant))
      return {}
    },
    'registry.publish': async ({ tenant, repository, public: on }) => {
      await registry.publish(tenantOf(tenant), repository, on)
      return {}
    },
    'registry.remove': async ({ tenant, repository, tag }) => {
      await registry.remove(tenantOf(tenant), repository, tag)
      return {}
    },
    'vm.view': ({ tenant }) => vms.view(tenantOf(tenant)),
    'vm.start': ({ tenant, side, cols, rows }) => {
      if (side === 'machine') mustHave('machine')
      return vms.start(acting(tenant), side, { cols, rows })
    },
    'vm.stop': ({ tenant, side }) => vms.stop(tenantOf(tenant), side),
    'vm.extend': ({ tenant, side }) => vms.extend(acting(tenant), side),
  }
}
