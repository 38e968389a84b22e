// The tenant's volumes on the engine, and how many there may be.
import { VOLUMES_PER_TENANT } from './limit.ts'
import { engineName, OWNER_LABEL, ownerFilter, visibleName } from './name.ts'
import { forbidden } from './refusal.ts'
import type { Scope } from './scope.ts'

export interface EngineVolume {
  Name: string
  CreatedAt: string
  Labels: Record<string, string> | null
}

export async function ownVolumes(scope: Scope, dangling?: string[]): Promise<EngineVolume[]> {
  const owner = ownerFilter(scope.tenant.id) as { label: string[] }
  const { Volumes } = await scope.engine.json<{ Volumes: EngineVolume[] | null }>('GET', {
    path: '/volumes',
    query: { filters: JSON.stringify({ ...owner, ...(dangling && dangling.length > 0 && { dangling }) }) },
  })
  return (Volumes ?? []).filter(
    (volume) =>
      volume.Labels?.[OWNER_LABEL] === scope.tenant.id && visibleName(scope.tenant.id, volume.Name) !== undefined,
  )
}

/** Before a volume is made; one that is there already costs nothing. @throws Refusal 403 */
export async function checkVolumeQuota(scope: Scope, name?: string): Promise<void> {
  const own = await ownVolumes(scope)
  if (name !== undefined && own.some((volume) => volume.Name === engineName(scope.tenant.id, name))) return
  if (own.length >= VOLUMES_PER_TENANT)
    throw forbidden(
      `you have ${own.length} volumes, the most this machine allows is ${VOLUMES_PER_TENANT}: remove some with docker volume rm, or docker volume prune`,
    )
}
