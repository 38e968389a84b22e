// Ends all that runs for learners: before the engine itself ends, or because they are away. What they made stays: containers stopped,
// volumes, homes.
import { OWNER_LABEL } from '#server/agent/gateway/name.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import { type Freezer, unwedged } from '#server/agent/gateway/wedge.ts'
import type { Log, Tenant } from '#server/agent/part.ts'
import { WORKSPACE_LABEL } from '#server/agent/workspace/spec.ts'
import type { Workspaces } from '#server/agent/workspace/workspace.ts'

/** Engine calls at a time. */
const AT_ONCE = 8
/** What a container has to end by itself. */
const GRACE_SECONDS = 2

interface EndParts {
  engine: Upstream
  tenants: { freezerOf(tenant: Tenant): Freezer }
  log: Log
}

/** The workspace is started again when it is opened, the learner's containers when the learner starts them: as after a reboot. */
export async function restTenant(
  { workspaces, ...parts }: EndParts & { workspaces: Pick<Workspaces, 'rest'> },
  tenant: Tenant,
): Promise<void> {
  await workspaces.rest(tenant)
  await stopContainers(parts, [tenant])
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
  // Workspaces first: then no learner starts anything new.
  await each(await running(WORKSPACE_LABEL), ({ Id }) => engine.json('POST', { path: `/containers/${Id}/kill` }))
  await each(await running(OWNER_LABEL), ({ Id, Labels }) => {
    const stop = engine.json('POST', { path: `/containers/${Id}/stop`, query: { t: GRACE_SECONDS } })
    return unwedged(tenants.freezerOf(own.get(Labels[OWNER_LABEL] as string) as Tenant), Id, stop)
  })

  async function each<T>(items: T[], job: (item: T) => Promise<unknown>) {
    const todo = [...items]
    const worker = async () => {
      for (let item = todo.pop(); item !== undefined; item = todo.pop())
        // It may have ended by itself.
        await job(item).catch((error) => log.warn({ error: String(error) }, 'container not stopped'))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
}
