// The tenant's network that plays Docker's own "bridge". Made when it is first needed, so that a new tenant costs nothing.
import type { Tenant } from '../part.ts'
import { engineName, OWNER_LABEL } from './name.ts'
import { EngineError } from './refusal.ts'
import type { Upstream } from './upstream.ts'

/** Its visible name. The learner can't remove it nor make another of this name. */
export const DEFAULT_NETWORK = 'bridge'

export interface DefaultNetwork {
  /** Engine name: <tenant>_bridge */
  readonly name: string
  /** Makes sure that it is there. */
  ensure(): Promise<{ id: string; name: string }>
  /** Undefined when nothing has needed it yet. */
  find(): Promise<{ id: string; name: string } | undefined>
  /** Forget what is known (it was removed). */
  forget(): void
}

export function createDefaultNetwork(tenant: Pick<Tenant, 'id'>, engine: Upstream): DefaultNetwork {
  const name = engineName(tenant.id, DEFAULT_NETWORK)
  let known: Promise<{ id: string; name: string }> | undefined

  const find = async () => {
    const networks = await engine.json<{ Id: string; Name: string; Labels: Record<string, string> | null }[]>('GET', {
      path: '/networks',
      query: { filters: JSON.stringify({ name: [name], label: [`${OWNER_LABEL}=${tenant.id}`] }) },
    })
    const found = networks.find((network) => network.Name === name)
    return found && { id: found.Id, name }
  }

  const make = async () => {
    const found = await find()
    if (found) return found
    try {
      const made = await engine.json<{ Id: string }>('POST', {
        path: '/networks/create',
        body: {
          Name: name,
          CheckDuplicate: true,
          Driver: 'bridge',
          Labels: { [OWNER_LABEL]: tenant.id },
          Options: { 'com.docker.network.bridge.enable_icc': 'true' },
        },
      })
      return { id: made.Id, name }
    } catch (error) {
      if (!(error instanceof EngineError) || error.status !== 409) throw error
      const other = await find()
      if (!other) throw error
      return other
    }
  }

  return {
    name,
    find,
    forget() {
      known = undefined
    },
    ensure() {
      known ??= make().catch((error) => {
        known = undefined
        throw error
      })
      return known
    },
  }
}
