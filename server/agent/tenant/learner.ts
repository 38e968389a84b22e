// The hosts of learners among all tenants: a server is its learner's, and those made ahead are nobody's yet.
import type { Tenant, Tenants } from '#server/agent/part.ts'

export interface Learners {
  all(): Tenant[]
  /** Those whose workspace runs: the places that are taken. */
  running(): Tenant[]
}

export function createLearners(parts: {
  tenants: Pick<Tenants, 'list'>
  pool: { holds(id: string): boolean }
  workspaces: { running(tenant: Tenant): object | undefined }
}): Learners {
  const { tenants, pool, workspaces } = parts
  const all = () => tenants.list().filter(({ id, serverOf }) => !serverOf && !pool.holds(id))
  return { all, running: () => all().filter((tenant) => workspaces.running(tenant)) }
}
