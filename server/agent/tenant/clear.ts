// Taking away what a tenant has on the engine. Everything is found by owner label and name space, never by a list of our own.
import { removeLeftovers } from '#server/agent/gateway/build-leftover.ts'
import { BUILD_LABEL } from '#server/agent/gateway/dockerfile-rewrite.ts'
import { ANONYMOUS_LABEL, OWNER_LABEL, ownerFilter, visibleName } from '#server/agent/gateway/name.ts'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import type { Scope } from '#server/agent/gateway/scope.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { unwedged } from '#server/agent/gateway/wedge.ts'

const gone = (error: unknown) => {
  if (!(error instanceof EngineError) || error.status !== 404) throw error
}

/** Removal already under way (--rm). */
const busyOrGone = (error: unknown) => {
  if (!(error instanceof EngineError && error.status === 409)) gone(error)
}

export async function clearContainers(scope: Scope): Promise<void> {
  // By the label alone: one that somebody renamed at the engine itself is in no index, and would keep its image in use for ever.
  const containers = await scope.engine.json<{ Id: string; Labels: Record<string, string> }[]>('GET', {
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify(ownerFilter(scope.tenant.id)) },
  })
  for (const { Id, Labels } of containers) {
    if (Labels[OWNER_LABEL] !== scope.tenant.id) continue
    const remove = scope.engine.json('DELETE', { path: `/containers/${Id}`, query: { force: true, v: true } })
    await unwedged(scope, Id, remove).catch(busyOrGone)
    scope.ports.release(Id)
    scope.containers.remove(Id)
  }
  await clearSteps(scope)
}

/** Containers of build steps: the engine's own, without an owner; their image's label tells whose. */
async function clearSteps({ engine, tenant }: Scope): Promise<void> {
  const steps = await engine.json<{ Id: string; Labels: Record<string, string> }[]>('GET', {
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify({ label: [BUILD_LABEL] }) },
  })
  // A container that was made of a built image has an owner, whatever that image's labels say.
  for (const { Id, Labels } of steps)
    if (Labels[OWNER_LABEL] === undefined && Labels[BUILD_LABEL]?.split('.', 1)[0] === tenant.id)
      await engine.json('DELETE', { path: `/containers/${Id}`, query: { force: true, v: true } }).catch(busyOrGone)
}

export async function clearObjects(scope: Scope, options: { defaultNetwork: boolean }): Promise<void> {
  const { engine, tenant } = scope
  const filters = JSON.stringify(ownerFilter(tenant.id))
  const networks = await engine.json<{ Id: string; Name: string; Labels: Record<string, string> | null }[]>('GET', {
    path: '/networks',
    query: { filters },
  })
  for (const network of networks) {
    if (network.Labels?.[OWNER_LABEL] !== tenant.id || visibleName(tenant.id, network.Name) === undefined) continue
    if (network.Name === scope.network.name) {
      if (!options.defaultNetwork) continue
      scope.network.forget()
    }
    await removeNetwork(engine, network.Id).catch(gone)
  }
  const volumes = await engine.json<{ Volumes: { Name: string; Labels: Record<string, string> | null }[] | null }>(
    'GET',
    { path: '/volumes', query: { filters } },
  )
  for (const volume of volumes.Volumes ?? []) {
    if (volume.Labels?.[OWNER_LABEL] !== tenant.id || visibleName(tenant.id, volume.Name) === undefined) continue
    await engine.json('DELETE', { path: `/volumes/${segment(volume.Name)}`, query: { force: true } }).catch(gone)
  }
  await scope.images.clear()
  await removeLeftovers(engine, tenant.id)
}

/**
 * Of a host without containers that nobody works on: its default network goes, and comes again when it is needed. An engine sets every
 * network up anew when it starts, in 0.1 s each, and everything that it does with one takes longer the more there are.
 * Resolves to whether it is gone.
 */
export async function leaveNetwork({ engine, containers, network }: Scope): Promise<boolean> {
  await containers.refresh()
  // They start on no other network than the one that they were made for.
  if (containers.list().length > 0) return false
  const found = await network.find()
  if (!found) return true
  try {
    await engine.json('DELETE', { path: `/networks/${segment(found.id)}` })
  } catch (error) {
    // Somebody is on it: its server runs, or the lab was opened meanwhile.
    if (error instanceof EngineError && error.status === 403) return false
    gone(error)
  }
  network.forget()
  return true
}

/** Whoever is still in it was put there at the engine itself: the learner's own containers are gone. */
async function removeNetwork(engine: Upstream, id: string): Promise<void> {
  const path = `/networks/${id}`
  try {
    await engine.json('DELETE', { path })
  } catch (error) {
    if (!(error instanceof EngineError && /active endpoints/.test(error.message))) throw error
    const { Containers } = await engine.json<{ Containers: Record<string, unknown> | null }>('GET', { path })
    for (const Container of Object.keys(Containers ?? {}))
      await engine.json('POST', { path: `${path}/disconnect`, body: { Container, Force: true } }).catch(gone)
    await engine.json('DELETE', { path })
  }
}

/** Volumes that the learner never named go with their container (docker rm -v, --rm). */
export async function removeAnonymous(scope: Scope, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      const path = `/volumes/${segment(`${scope.tenant.id}_${name}`)}`
      const volume = await scope.engine.json<{ Labels: Record<string, string> | null }>('GET', { path })
      if (volume.Labels?.[ANONYMOUS_LABEL] === undefined) continue
      await scope.engine.json('DELETE', { path })
    } catch (error) {
      // 409: another container uses it by --volumes-from.
      if (!(error instanceof EngineError && (error.status === 404 || error.status === 409))) throw error
    }
  }
}
