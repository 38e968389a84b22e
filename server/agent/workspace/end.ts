// Ends all that runs for learners: before the engine itself ends, or because they are away. What they made stays: containers stopped,
// volumes, homes.
import { OWNER_LABEL } from '#server/agent/gateway/name.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { type Freezer, unwedged } from '#server/agent/gateway/wedge.ts'
import type { Log, Tenant } from '#server/agent/part.ts'
import { WORKSPACE_LABEL, workspaceName } from '#server/agent/workspace/spec.ts'
import type { Workspaces } from '#server/agent/workspace/workspace.ts'

/** Engine calls at a time. */
const AT_ONCE = 8
/** What a container has to end by itself. */
const GRACE_SECONDS = 2

interface EndParts {
  engine: Upstream
  tenants: { freezerOf(tenant: Tenant): Freezer; leaveNetwork(tenant: Tenant): Promise<boolean> }
  log: Log
}

/** The workspace is started again when it is opened, the learner's containers when the learner starts them: as after a reboot. */
export async function restTenant(
  { workspaces, ...parts }: EndParts & { workspaces: Pick<Workspaces, 'rest'> },
  tenant: Tenant,
): Promise<void> {
  await workspaces.rest(tenant, async () => {
    await stopContainers(parts, [tenant])
    await leaveNetworks(parts, [tenant])
  })
}

/**
 * Hosts on which nothing runs and that have no containers give their network back, and their workspace's container with it, which could
 * not start without. Both are made anew when the workspace is opened; the home is not in them.
 */
export async function leaveNetworks({ engine, tenants, log }: EndParts, whose: Tenant[]): Promise<void> {
  await each(whose, log, 'network not left', async (tenant) => {
    if (!(await tenants.leaveNetwork(tenant))) return
    await engine.json('DELETE', {
      path: `/containers/${segment(workspaceName(tenant.id))}`,
      query: { v: true },
    })
  })
}

export async function stopContainers({ engine, tenants, log }: EndParts, whose: Tenant[]): Promise<void> {
  // Another instance may use the same engine.
  const own = new Map(whose.map((tenant) => [tenant.id, tenant]))
  const running = async (label: string) => {
    const containers = await engine.json<{ Id: string; Labels: Record<string, string> }[]>('GET', {
      path: '/containers/json',
      // Paused and restarting ones run, too.
      query: { filters: JSON.stringify({ label: [label], status: ['running', 'paused', 'restarting'] }) },
    })
    return containers.filter(({ Labels }) => own.has(Labels[label] ?? ''))
  }
  const notStopped = 'container not stopped'
  // Workspaces first: then no learner starts anything new.
  await each(await running(WORKSPACE_LABEL), log, notStopped, ({ Id }) =>
    engine.json('POST', { path: `/containers/${Id}/kill` }),
  )
  await each(await running(OWNER_LABEL), log, notStopped, ({ Id, Labels }) => {
    const stop = engine.json('POST', { path: `/containers/${Id}/stop`, query: { t: GRACE_SECONDS } })
    return unwedged(tenants.freezerOf(own.get(Labels[OWNER_LABEL] as string) as Tenant), Id, stop)
  })
}

/** What can't be done with one is logged: it may have ended by itself. */
async function each<T>(items: T[], log: Log, failed: string, job: (item: T) => Promise<unknown>) {
  const todo = [...items]
  const worker = async () => {
    for (let item = todo.pop(); item !== undefined; item = todo.pop())
      await job(item).catch((error) => log.warn({ error: String(error) }, failed))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
