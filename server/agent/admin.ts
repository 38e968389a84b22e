// What who runs the server asks of the agent: how machine and tenants are, and to put a tenant to rest.

import { availableParallelism, loadavg, release, totalmem } from 'node:os'
import type { Labs } from '#server/agent/check/lab.ts'
import type { Coach } from '#server/agent/coach/coach.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import type { Log, Tenant } from '#server/agent/part.ts'
import type { Activity } from '#server/agent/tenant/activity.ts'
import { countContainers, countVolumes, sumOf } from '#server/agent/tenant/census.ts'
import type { Learners } from '#server/agent/tenant/learner.ts'
import type { createTenants } from '#server/agent/tenant/tenant.ts'
import type { Vms } from '#server/agent/vm/vm.ts'
import type { Admission } from '#server/agent/workspace/admission.ts'
import type { Breaker } from '#server/agent/workspace/breaker.ts'
import { restTenant } from '#server/agent/workspace/end.ts'
import { memoryFree } from '#server/agent/workspace/memory.ts'
import type { Pool } from '#server/agent/workspace/pool.ts'
import type { Workspaces } from '#server/agent/workspace/workspace.ts'
import type { AdminView } from '#server/protocol/admin.ts'

/** Engine events of what was stopped have arrived after this. */
const SETTLE_MS = 300

export interface AdminOptions {
  engine: Upstream
  tenants: ReturnType<typeof createTenants>
  workspaces: Workspaces
  vms: Vms
  pool: Pool
  activity: Activity
  learners: Learners
  admission: Pick<Admission, 'waiting' | 'held'>
  breaker: Pick<Breaker, 'view'>
  /** Labs at once. */
  maxLabs: number | undefined
  /** @throws DrydockError engine-away while the agent starts */
  parts: () => { coach: Coach; labs: Labs }
  log: Log
}

export type Admin = ReturnType<typeof createAdmin>

export function createAdmin(options: AdminOptions) {
  const { engine, tenants, workspaces, vms, pool, activity, learners, admission, breaker, maxLabs, parts, log } =
    options
  const started = Date.now()
  const serversOf = (tenant: Tenant) => tenants.list().filter(({ serverOf }) => serverOf === tenant.id)

  return {
    async view(): Promise<AdminView> {
      const all = tenants.list()
      const [containers, volumes, memoryFreeBytes] = await Promise.all([
        countContainers(engine, all),
        countVolumes(engine),
        memoryFree(),
      ])
      return {
        machine: {
          cpus: availableParallelism(),
          load: loadavg()[0] ?? 0,
          memoryBytes: totalmem(),
          memoryFreeBytes,
          kernel: release(),
          node: process.version,
        },
        started,
        labs: { max: maxLabs, waiting: admission.waiting(), held: admission.held() },
        breaker: breaker.view(),
        warm: { ready: pool.ready, wanted: pool.wanted },
        tenants: learners.all().map((tenant) => {
          // Its server is no row of its own: it is the same learner's.
          const hosts = [tenant, ...serversOf(tenant)]
          const states = sumOf(hosts.map(({ id }) => containers.get(id) ?? {}))
          return {
            id: tenant.id,
            created: tenant.created,
            active: activity.last(tenant.id),
            workspace: workspaces.state(tenant),
            containers: {
              running: states.running ?? 0,
              all: Object.values(states).reduce((sum, number) => sum + number, 0),
            },
            volumes: hosts.reduce((sum, { id }) => sum + (volumes.get(id) ?? 0), 0),
            disk: tenants.diskOf(tenant.id),
            note: tenant.note,
          }
        }),
      }
    },
    /** Nothing of it counts as the learner's doing: no card of the coach, no step ticks by what is stopped here. */
    async rest(tenant: Tenant): Promise<void> {
      const { coach, labs } = parts()
      const speak = coach.hush(tenant)
      const forget = labs.keep(tenant.id)
      try {
        await Promise.all([vms.stop(tenant, 'machine'), vms.stop(tenant, 'container')])
        // Its server comes back with the lab that has one.
        for (const host of [tenant, ...serversOf(tenant)]) await restTenant({ engine, workspaces, tenants, log }, host)
        await new Promise((done) => setTimeout(done, SETTLE_MS))
      } finally {
        forget()
        speak()
      }
    },
  }
}
