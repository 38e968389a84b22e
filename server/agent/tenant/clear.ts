// Taking away what a tenant has on the engine. Everything is found by owner label and name space, never by a list of our own.
import { removeLeftovers } from '#server/agent/gateway/build-leftover.ts'
import { ANONYMOUS_LABEL, OWNER_LABEL, ownerFilter, visibleName } from '#server/agent/gateway/name.ts'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import type { Scope } from '#server/agent/gateway/scope.ts'
import { segment } from '#server/agent/gateway/upstream.ts'

const gone = (error: unknown) => {
  if (!(error instanceof EngineError) || error.status !== 404) throw error
}

export async function clearContainers(scope: Scope): Promise<void> {
  await scope.containers.refresh()
  for (const { id } of scope.containers.list()) {
    await scope.engine.json('DELETE', { path: `/containers/${id}`, query: { force: true, v: true } }).catch((error) => {
      // Removal already under way (--rm).
      if (!(error instanceof EngineError && error.status === 409)) gone(error)
    })
    scope.ports.release(id)
    scope.containers.remove(id)
  }
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
    await engine.json('DELETE', { path: `/networks/${network.Id}` }).catch(gone)
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
