// Volumes. Names are the tenant's; where a volume lies on the real machine is never shown. SPEC.md G-V…
import { randomBytes } from 'node:crypto'
import { volumePath } from './container-show.ts'
import { LABELS_PER_OBJECT } from './limit.ts'
import {
  ANONYMOUS_LABEL,
  checkLabels,
  checkName,
  engineName,
  OWNER_LABEL,
  ownerFilter,
  visibleLabels,
  visibleName,
} from './name.ts'
import { pruneInTurn } from './prune-turn.ts'
import { bool, dropped, type Filters, filters, labelsMatch, onlyFilters } from './query.ts'
import { bad, EngineError, missing } from './refusal.ts'
import { empty, json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { map, never, oneOf, readObject, string } from './shape.ts'
import { segment } from './upstream.ts'
import { checkVolumeQuota, type EngineVolume, ownVolumes } from './volume-own.ts'

function show(tenant: string, volume: EngineVolume) {
  const name = visibleName(tenant, volume.Name) ?? ''
  const labels = visibleLabels(volume.Labels)
  return {
    CreatedAt: volume.CreatedAt,
    Driver: 'local',
    Labels: Object.keys(labels).length > 0 ? labels : null,
    Mountpoint: volumePath(name),
    Name: name,
    Options: null,
    Scope: 'local',
  }
}

/** @throws Refusal 404 in the engine's words */
async function find(scope: Scope, name: string): Promise<EngineVolume> {
  const none = () => missing(`get ${name}: no such volume`)
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) throw none()
  try {
    const volume = await scope.engine.json<EngineVolume>('GET', {
      path: `/volumes/${segment(engineName(scope.tenant.id, name))}`,
    })
    if (volume.Labels?.[OWNER_LABEL] !== scope.tenant.id) throw none()
    return volume
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) throw none()
    throw error
  }
}

function matches(tenant: string, volume: EngineVolume, asked: Filters): boolean {
  const name = visibleName(tenant, volume.Name) ?? ''
  const names = asked.get('name') ?? []
  const drivers = asked.get('driver') ?? []
  return (
    (names.length === 0 || names.some((one) => name.includes(one))) &&
    (drivers.length === 0 || drivers.includes('local')) &&
    labelsMatch(visibleLabels(volume.Labels), asked.get('label') ?? [])
  )
}

export const volumeRules: Rule[] = [
  rule({
    id: 'volume.list',
    spec: 'G-V1',
    method: 'GET',
    path: '/volumes',
    query: { filters },
    async run({ scope, query }) {
      onlyFilters(query.filters, ['dangling', 'driver', 'label', 'name'])
      const all = await ownVolumes(scope, query.filters.get('dangling'))
      const shown = all.filter((volume) => matches(scope.tenant.id, volume, query.filters))
      return json({ Volumes: shown.map((volume) => show(scope.tenant.id, volume)), Warnings: null })
    },
  }),
  rule({
    id: 'volume.create',
    spec: 'G-V2',
    method: 'POST',
    path: '/volumes/create',
    // dockerode repeats the fields of the body in the query, where the engine never looks.
    query: { Name: dropped, Driver: dropped, Labels: dropped, DriverOpts: dropped },
    body: 'json',
    run: ({ scope, body, about }) =>
      scope.alone('volumes', async () => {
        const asked = readObject(body, '', {
          Name: string,
          Driver: oneOf('', 'local'),
          DriverOpts: never(
            'Volume options (device, o, type) mount things of the real machine, so only plain local volumes are served here: leave --opt out',
          ),
          Labels: map(string),
        })
        if (Object.keys(asked.Labels ?? {}).length > LABELS_PER_OBJECT)
          throw bad(`more than ${LABELS_PER_OBJECT} labels`)
        const name = asked.Name ? checkName('volume', asked.Name) : randomBytes(32).toString('hex')
        about(name)
        await checkVolumeQuota(scope, name)
        const volume = await scope.engine.json<EngineVolume>('POST', {
          path: '/volumes/create',
          body: {
            Name: engineName(scope.tenant.id, name),
            Driver: 'local',
            Labels: {
              ...checkLabels(asked.Labels ?? {}),
              [OWNER_LABEL]: scope.tenant.id,
              ...(asked.Name ? {} : { [ANONYMOUS_LABEL]: '' }),
            },
          },
        })
        return json(show(scope.tenant.id, volume), 201)
      }),
  }),
  rule({
    id: 'volume.inspect',
    spec: 'G-V3',
    method: 'GET',
    path: '/volumes/:name',
    async run({ scope, params, about }) {
      about(params.name as string)
      return json(show(scope.tenant.id, await find(scope, params.name as string)))
    },
  }),
  rule({
    id: 'volume.remove',
    spec: 'G-V4',
    method: 'DELETE',
    path: '/volumes/:name',
    query: { force: bool },
    async run({ scope, params, query, about }) {
      const name = params.name as string
      about(name)
      try {
        const volume = await find(scope, name)
        await scope.engine.json('DELETE', { path: `/volumes/${segment(volume.Name)}`, query: { force: query.force } })
      } catch (error) {
        if (!(query.force && 'status' in (error as object) && (error as EngineError).status === 404)) throw error
      }
      return empty()
    },
  }),
  rule({
    id: 'volume.prune',
    spec: 'G-V5',
    method: 'POST',
    path: '/volumes/prune',
    query: { filters },
    async run({ scope, query }) {
      // `all` is what clients of newer versions send to mean what this version always does.
      onlyFilters(query.filters, ['label', 'label!', 'all'])
      const owner = ownerFilter(scope.tenant.id) as { label: string[] }
      const without = labelTerms(query.filters.get('label!'))
      // An empty list of the engine's `label!` means "none", not "not given".
      const asked = {
        label: [...owner.label, ...labelTerms(query.filters.get('label'))],
        ...(without.length > 0 && { 'label!': without }),
      }
      const pruned = await pruneInTurn(() =>
        scope.engine.json<{ VolumesDeleted: string[] | null; SpaceReclaimed: number }>('POST', {
          path: '/volumes/prune',
          query: { filters: JSON.stringify(asked) },
        }),
      )
      const names = (pruned.VolumesDeleted ?? []).flatMap((name) => visibleName(scope.tenant.id, name) ?? [])
      return json({ VolumesDeleted: names.length > 0 ? names : null, SpaceReclaimed: pruned.SpaceReclaimed })
    },
  }),
]

/** Terms that name our own labels can't be asked with. @throws Refusal 400 */
function labelTerms(terms: readonly string[] | undefined): string[] {
  const labels = Object.fromEntries((terms ?? []).map((term) => [term.split('=', 1)[0] as string, '']))
  checkLabels(labels)
  return [...(terms ?? [])]
}
