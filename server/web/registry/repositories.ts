// The learner's page of the class registry. Whose repositories they are follows from the session alone.
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import type { RegistryView } from '#server/protocol/registry.ts'
import type { AgentLink } from '../agent-link.ts'
import type { User, Users } from '../user/user.ts'

/** `none`: a learner without a lab yet has no Docker host, and so no account. */
export type RepositoriesPage =
  | { state: 'none' }
  | { state: 'ok'; view: RegistryView }
  | { state: 'error'; error: ErrorId; detail?: string }

export interface Repositories {
  page(user: User | undefined): Promise<RepositoriesPage>
  /** Another password for the account. @throws DrydockError not-allowed: there is none yet */
  renew(user: User | undefined): Promise<void>
  /** @throws DrydockError repository-unknown for a repository of somebody else, too */
  publish(user: User | undefined, repository: string, on: boolean): Promise<void>
  remove(user: User | undefined, repository: string, tag?: string): Promise<void>
}

export function createRepositories({ link, users }: { link: Pick<AgentLink, 'call'>; users: Users }): Repositories {
  /** As it is now: the user may have been read before the first lab was opened. */
  const tenantOf = async (user: User | undefined) => (user && (await users.byId(user.id)))?.tenant ?? undefined
  const must = async (user: User | undefined) => {
    const tenant = await tenantOf(user)
    if (!tenant) throw new DrydockError('not-allowed', 'no account in the class registry yet')
    return tenant
  }
  return {
    async page(user) {
      const tenant = await tenantOf(user)
      if (!user || !tenant) return { state: 'none' }
      try {
        return { state: 'ok', view: await link.call('registry.view', { tenant, name: user.alias }) }
      } catch (error) {
        if (!(error instanceof DrydockError)) throw error
        // The agent's state was removed under us; opening a lab makes a new one.
        if (error.id === 'tenant-unknown') return { state: 'none' }
        return { state: 'error', error: error.id, detail: error.detail }
      }
    },
    async renew(user) {
      await link.call('registry.renew', { tenant: await must(user) })
    },
    async publish(user, repository, on) {
      await link.call('registry.publish', { tenant: await must(user), repository, public: on })
    },
    async remove(user, repository, tag) {
      await link.call('registry.remove', { tenant: await must(user), repository, tag })
    },
  }
}
