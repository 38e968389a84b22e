// Who of the learner's containers has what mounted, and what several of them share. Pure.
import type { DockerContainer, DockerObjects } from '#server/protocol/lab.ts'
import type { LookedAt } from '#server/protocol/look.ts'

type Mount = LookedAt<'mounts'>['containers'][number]['mounts'][number]

export interface Mounted {
  container: DockerContainer
  mounts: Mount[]
}
export interface Place {
  type: 'volume' | 'bind'
  source: string
  users: { name: string; target: string; readOnly: boolean }[]
}

/** Those with mounts, newest first. */
export function mountedOf(containers: readonly DockerContainer[], seen: LookedAt<'mounts'>): Mounted[] {
  return containers
    .flatMap((container) => {
      const mounts = seen.containers.find(({ id }) => id === container.id)?.mounts ?? []
      return mounts.length > 0 ? [{ container, mounts }] : []
    })
    .toSorted((a, b) => b.container.created - a.container.created)
}

/** What the files are in, with all who have it: volumes that nobody has are among them. */
export function placesOf(mounted: readonly Mounted[], volumes: DockerObjects['volumes']): Place[] {
  const places = new Map<string, Place>(
    volumes.map(({ name }) => [`volume ${name}`, { type: 'volume', source: name, users: [] }]),
  )
  for (const { container, mounts } of mounted.toReversed())
    for (const { type, source, target, readOnly } of mounts) {
      if (type === 'tmpfs') continue
      const place = places.get(`${type} ${source}`) ?? { type, source, users: [] }
      place.users.push({ name: container.name, target, readOnly })
      places.set(`${type} ${source}`, place)
    }
  return [...places.values()].toSorted((a, b) => b.users.length - a.users.length || a.source.localeCompare(b.source))
}

/** The engine names a volume by 64 digits when nobody else does. */
export const isAnonymous = (source: string): boolean => /^[0-9a-f]{64}$/.test(source)
