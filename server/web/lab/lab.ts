// A learner's labs as the web sees them: which tenant is theirs, what the store knows of their steps, and what the agent says now.

import type { Content } from '#content/load.ts'
import type { AgentEvents, LabGate } from '#server/protocol/agent.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { LabState } from '#server/protocol/lab.ts'
import type { LabOpened } from '#server/protocol/socket.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Progress } from '../user/progress.ts'
import type { User, Users } from '../user/user.ts'

export type Opened = Omit<LabOpened, 'preview'> & { tenant: string }

export interface Labs {
  /** Makes sure of tenant, workspace and checks. Safe to call again (reload, second tab, agent restart). */
  open(user: User, slug: string): Promise<Opened>
  close(tenant: string, slug: string): void
  answer(user: User, tenant: string, slug: string, step: string, check: string, value: string): Promise<LabState>
  /** To the beginning, or to that of `step`. */
  reset(user: User, tenant: string, slug: string, step?: string): Promise<LabState>
  /** What the agent has of a tenant right now; it is watched until `close`. */
  look(tenant: string): Promise<Pick<LabOpened, 'objects' | 'calls' | 'cards' | 'transfers' | 'builds' | 'terminals'>>
  bring(user: User, tenant: string, slug: string, step: string): Promise<LabState>
  /** Every state of a lab that comes up while somebody watches the tenant, with whose it is. */
  onState(listener: (user: string, state: LabState) => void): () => void
  /** What a learner may not go past: asked when they open a lab, and when it was said to be another (`regate`). */
  gates(of: (user: string) => LabGate | null): void
  regate(user: string): void
  /** Whose tenant it is, while a lab of it is open. */
  owner(tenant: string): string | undefined
  /** Learners with a lab open right now, by user id. */
  online(): ReadonlySet<string>
}

export function createLabs(options: {
  link: AgentLink
  users: Users
  progress: Progress
  content: Content
  /** The running class that a user is in: it may hold a place for them. */
  classOf?: (user: string) => Promise<string | undefined>
}): Labs {
  const { link, users, progress, content, classOf = async () => undefined } = options
  /** How many sockets look at a tenant. */
  const viewers = new Map<string, number>()
  const owners = new Map<string, string>()
  /** One claim at a time per user: two tabs opened at once must not get two tenants. */
  const claims = new Map<string, Promise<string>>()

  let gateOf: Parameters<Labs['gates']>[0] = () => null

  const claim = async (user: User): Promise<string> => {
    const fresh = await users.byId(user.id)
    const tenant = fresh?.tenant ?? undefined
    const seat = { ticket: user.id, class: await classOf(user.id) }
    try {
      const info = await link.call('workspace.open', { tenant, ...seat })
      if (info.id !== tenant) await users.setTenant(user.id, info.id)
      return info.id
    } catch (error) {
      // The agent's state was removed under us: start anew rather than lock the learner out.
      if (!(error instanceof DrydockError) || error.id !== 'tenant-unknown') throw error
      const info = await link.call('workspace.open', seat)
      await users.setTenant(user.id, info.id)
      return info.id
    }
  }

  const listeners = new Set<(user: string, state: LabState) => void>()
  const tell = (user: string, state: LabState) => {
    for (const listener of listeners) listener(user, state)
    return state
  }

  const keep = async ({ tenant, lab }: AgentEvents['lab']) => {
    const user = owners.get(tenant) ?? (await users.byTenant(tenant))?.id
    if (!user) return
    tell(user, lab)
    await keepSteps(user, lab)
  }
  const keepSteps = async (user: string, lab: LabState) => {
    let news = false
    for (const step of lab.steps)
      if (step.status === 'passed') news = (await progress.pass(user, lab.slug, step.id)) || news
    if (news) await users.touch(user, { slug: lab.slug, error: '' })
  }
  link.on('lab', (event) => void keep(event))
  link.on('coach', ({ tenant, card }) => {
    const user = owners.get(tenant)
    if (user) void users.touch(user, { error: card.line })
  })
  link.on('command', ({ tenant }) => {
    const user = owners.get(tenant)
    if (user) void users.touch(user, {})
  })

  return {
    async open(user, slug) {
      const lesson = content.lessons.get(slug)
      if (!lesson?.lab) throw new DrydockError('lab-unknown', slug)
      let claiming = claims.get(user.id)
      if (!claiming) {
        claiming = claim(user).finally(() => claims.delete(user.id))
        claims.set(user.id, claiming)
      }
      const tenant = await claiming
      owners.set(tenant, user.id)
      viewers.set(tenant, (viewers.get(tenant) ?? 0) + 1)
      try {
        const known = new Set(lesson.lab.steps.map((step) => step.id))
        const passed = (await progress.passed(user.id, slug)).filter((step) => known.has(step))
        const [watched, state, hints] = await Promise.all([
          link.call('tenant.watch', { tenant }),
          link.call('lab.watch', {
            tenant,
            slug,
            passed,
            answers: await progress.answers(user.id, slug),
            gate: gateOf(user.id),
          }),
          progress.hints(user.id, slug),
          users.touch(user.id, { slug }),
        ])
        await keepSteps(user.id, tell(user.id, state))
        return { slug, tenant, workspace: { state: 'ready' }, state, hints, ...watched }
      } catch (error) {
        this.close(tenant, slug)
        throw error
      }
    },
    close(tenant) {
      const left = (viewers.get(tenant) ?? 1) - 1
      if (left > 0) {
        viewers.set(tenant, left)
        return
      }
      viewers.delete(tenant)
      owners.delete(tenant)
      void link.call('tenant.unwatch', { tenant }).catch(() => {})
    },
    async answer(user, tenant, slug, step, check, value) {
      await progress.setAnswer(user.id, slug, `${step}/${check}`, value)
      return tell(user.id, await link.call('lab.answer', { tenant, slug, step, check, value }))
    },
    async reset(user, tenant, slug, step) {
      const state = await link.call('lab.reset', { tenant, slug, ...(step === undefined ? {} : { step }) })
      const steps = content.lessons.get(slug)?.lab?.steps.map(({ id }) => id) ?? []
      if (step === undefined) await progress.forgetLab(user.id, slug)
      else await progress.forgetSteps(user.id, slug, steps.slice(steps.indexOf(step)))
      await keepSteps(user.id, tell(user.id, state))
      return state
    },
    async look(tenant) {
      viewers.set(tenant, (viewers.get(tenant) ?? 0) + 1)
      try {
        return await link.call('tenant.watch', { tenant })
      } catch (error) {
        this.close(tenant, '')
        throw error
      }
    },
    async bring(user, tenant, slug, step) {
      const state = await link.call('lab.bring', { tenant, slug, step })
      await keepSteps(user.id, tell(user.id, state))
      return state
    },
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    gates(of) {
      gateOf = of
    },
    regate(user) {
      // An agent that is away asks anew when it is back: the lab is opened again.
      for (const [tenant, owner] of owners)
        if (owner === user) void link.call('lab.gate', { tenant, gate: gateOf(user) }).catch(() => {})
    },
    owner: (tenant) => owners.get(tenant),
    online: () => new Set(owners.values()),
  }
}
