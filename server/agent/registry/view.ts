// The registry as its page asks for it: own repositories can be changed, others' only be seen.
import { Refusal } from '#server/agent/gateway/refusal.ts'
import type { RegistryAccount, RegistryRepository, Tenant } from '#server/agent/part.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { RegistryRepositoryView, RegistryView } from '#server/protocol/registry.ts'
import { bytesOf, type Registry } from './registry.ts'

const NO_ACCOUNT = 'no account in the class registry yet'

export interface RegistryPage {
  view(tenant: Tenant, wish: string): Promise<RegistryView>
  /** Gives the account another password. @throws DrydockError not-allowed: there is no account yet */
  renew(tenant: Tenant): Promise<void>
  /** @throws DrydockError repository-unknown when it is not the tenant's */
  publish(tenant: Tenant, repository: string, on: boolean): Promise<void>
  /** @throws DrydockError repository-unknown, registry-away */
  remove(tenant: Tenant, repository: string, tag?: string): Promise<void>
}

export function createRegistryPage(registry: Registry): RegistryPage {
  const isOwn = (account: RegistryAccount, repository: string) =>
    registry.owned(account).some(({ name }) => name === repository)

  async function own(tenant: Tenant, repository: string, change: () => Promise<boolean>) {
    const account = registry.accountOf(tenant.id)
    if (!account || !isOwn(account, repository)) throw new DrydockError('repository-unknown', repository)
    const done = await change().catch((error) => {
      throw error instanceof Refusal && error.status === 503 ? new DrydockError('registry-away') : error
    })
    if (!done) throw new DrydockError('repository-unknown', repository)
  }

  return {
    async view(tenant, wish) {
      const account = await registry.account(tenant.id, wish)
      const mine = registry.owned(account)
      return {
        state: registry.health().state,
        account: { name: account.name, password: account.password },
        used: bytesOf(mine),
        limit: registry.limits.bytes,
        own: mine.map(present).sort(latestFirst),
        shared: registry
          .published()
          .filter(({ name }) => !isOwn(account, name))
          .map(present)
          .sort(latestFirst),
      }
    },
    async renew(tenant) {
      if (!(await registry.renew(tenant.id))) throw new DrydockError('not-allowed', NO_ACCOUNT)
    },
    publish: (tenant, repository, on) => own(tenant, repository, () => registry.publish(repository, on)),
    remove: (tenant, repository, tag) => own(tenant, repository, () => registry.remove(repository, tag)),
  }
}

/** What checks compare: digests of the tenant's own tags, by `repository:tag` without the account. */
export function heldBy(registry: Pick<Registry, 'accountOf' | 'owned'>, tenant: string): ReadonlyMap<string, string> {
  const account = registry.accountOf(tenant)
  const own = account ? registry.owned(account) : []
  return new Map(
    own.flatMap(({ name, tags }) =>
      Object.entries(tags).map(([tag, { digest }]) => [`${name.slice(name.indexOf('/') + 1)}:${tag}`, digest] as const),
    ),
  )
}

const present = ({ name, public: isPublic, tags }: RegistryRepository): RegistryRepositoryView => ({
  name,
  public: isPublic,
  tags: Object.entries(tags)
    .map(([tag, { digest, blobs, pushed }]) => ({
      name: tag,
      digest,
      size: Object.values(blobs).reduce((sum, size) => sum + size, 0),
      pushed,
    }))
    .sort((a, b) => b.pushed - a.pushed),
})

const latestFirst = (a: RegistryRepositoryView, b: RegistryRepositoryView) =>
  (b.tags[0]?.pushed ?? 0) - (a.tags[0]?.pushed ?? 0)
