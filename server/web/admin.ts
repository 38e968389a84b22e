// The admin page: what the agent says of machine and tenants, with whose they are and when they were last here.
import type { AdminTenant, AdminView } from '#server/protocol/admin.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'
import type { AgentLink } from './agent-link.ts'
import type { HealthSeat } from './health.ts'
import type { Labs } from './lab/lab.ts'
import type { Users } from './user/user.ts'

export interface AdminRow extends AdminTenant {
  /** null: of nobody who is known here, made by the command line for instance. */
  learner: { alias: string; lesson: string | null; online: boolean } | null
  /** The later of what web and agent know, ms since 1970. */
  seen: number
}
export interface AdminPage {
  health: Health
  /** null while the agent, or its engine, does not answer. */
  agent: (Omit<AdminView, 'tenants'> & { rows: AdminRow[] }) | null
  web: { node: string; memoryBytes: number; started: number }
}

const started = Date.now() - process.uptime() * 1000

export async function adminPage(parts: {
  link: Pick<AgentLink, 'call'>
  users: Users
  labs: Pick<Labs, 'online'>
  health: HealthSeat
}): Promise<AdminPage> {
  const { link, users, labs, health } = parts
  const web = { node: process.version, memoryBytes: process.memoryUsage.rss(), started }
  const view = await link.call('admin.view', {}).catch((error: unknown) => {
    if (error instanceof DrydockError) return undefined
    throw error
  })
  if (!view) return { health: health.now(), agent: null, web }
  const { tenants, ...rest } = view
  const owners = await users.withTenant()
  const online = labs.online()
  const rows = tenants.map((tenant): AdminRow => {
    const user = owners.get(tenant.id)
    return {
      ...tenant,
      learner: user ? { alias: user.alias, lesson: user.last_slug, online: online.has(user.id) } : null,
      // Of a tenant from before its start the agent knows no more than that.
      seen: user ? Math.max(Number(user.last_at), tenant.active > view.started ? tenant.active : 0) : tenant.created,
    }
  })
  rows.sort((a, b) => Number(b.learner?.online ?? false) - Number(a.learner?.online ?? false) || b.seen - a.seen)
  return { health: health.now(), agent: { ...rest, rows }, web }
}
