// Which containers are the tenant's, and what the learner calls them. Ownership of an id never changes, so a hit is always right;
// a miss asks the engine by the owner label before it says no. Names are kept in step by the gateway's own calls and by events.
import type { Tenant } from '../part.ts'
import { type Asked, askedOf } from './asked.ts'
import { engineName, OWNER_LABEL, ownerFilter, visibleName } from './name.ts'
import { bad, missing } from './refusal.ts'
import type { Upstream } from './upstream.ts'

export interface OwnedContainer {
  /** Full id. */
  id: string
  /** Visible name. */
  name: string
  /** What was asked for at its create. */
  asked: Asked
}

export interface ContainerIndex {
  /** By full id, name, or id prefix, in this order as the engine does. @throws Refusal 404 "No such container: web" */
  resolve(reference: string): Promise<OwnedContainer>
  get(id: string): OwnedContainer | undefined
  list(): OwnedContainer[]
  put(id: string, name: string, asked: Asked): void
  rename(id: string, name: string): void
  remove(id: string): void
  /** Reads all from the engine anew. */
  refresh(): Promise<void>
}

export function createContainerIndex(tenant: Pick<Tenant, 'id'>, engine: Upstream): ContainerIndex {
  let byId = new Map<string, OwnedContainer>()

  const find = (reference: string): OwnedContainer | undefined => {
    const exact = byId.get(reference)
    if (exact) return exact
    const name = reference.startsWith('/') ? reference.slice(1) : reference
    for (const container of byId.values()) if (container.name === name) return container
    if (!/^[0-9a-f]{1,64}$/.test(reference)) return undefined
    const found = [...byId.values()].filter((container) => container.id.startsWith(reference))
    if (found.length > 1) throw bad(`Multiple IDs found with provided prefix: ${reference}`)
    return found[0]
  }

  const refresh = async () => {
    const containers = await engine.json<{ Id: string; Names: string[]; Labels: Record<string, string> }[]>('GET', {
      path: '/containers/json',
      query: { all: true, filters: JSON.stringify(ownerFilter(tenant.id)) },
    })
    const next = new Map<string, OwnedContainer>()
    for (const container of containers) {
      if (container.Labels[OWNER_LABEL] !== tenant.id) continue
      const name = ownName(tenant.id, container.Names)
      const asked = askedOf(container.Labels)
      if (name !== undefined && asked) next.set(container.Id, { id: container.Id, name, asked })
    }
    byId = next
  }

  return {
    refresh,
    get: (id) => byId.get(id),
    list: () => [...byId.values()],
    put: (id, name, asked) => void byId.set(id, { id, name, asked }),
    rename(id, name) {
      const container = byId.get(id)
      if (container) byId.set(id, { ...container, name })
    },
    remove: (id) => void byId.delete(id),
    async resolve(reference) {
      const found = find(reference)
      if (found) return found
      await refresh()
      const now = find(reference)
      if (!now) throw missing(`No such container: ${reference}`)
      return now
    },
  }
}

/** The visible one of a container's names; undefined: not a container that a learner made (a workspace, say). */
export function ownName(tenant: string, names: readonly string[]): string | undefined {
  for (const name of names) {
    // Legacy links add names like /other/alias.
    if (name.startsWith(`/${engineName(tenant, '')}`) && name.indexOf('/', 1) < 0) return visibleName(tenant, name)
  }
  return undefined
}
