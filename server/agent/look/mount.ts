// What is mounted where in each container.
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { LookedAt } from '#server/protocol/look.ts'

const CONTAINERS_MAX = 40

export interface InspectedMounts {
  Mounts: { Type: string; Name?: string; Source?: string; Destination: string; RW: boolean }[] | null
  HostConfig: { Tmpfs?: Record<string, string> | null }
}
type Mount = LookedAt<'mounts'>['containers'][number]['mounts'][number]

export async function lookAtMounts(host: Upstream): Promise<LookedAt<'mounts'>> {
  const all = await host.json<{ Id: string }[]>('GET', { path: '/containers/json', query: { all: true } })
  const containers = await Promise.all(
    all.slice(0, CONTAINERS_MAX).map(async ({ Id: id }) => {
      try {
        const info = await host.json<InspectedMounts>('GET', { path: `/containers/${segment(id)}/json` })
        return [{ id, mounts: mountsOf(info) }]
      } catch (error) {
        // It is gone meanwhile.
        if ((error as { status?: number }).status === 404) return []
        throw error
      }
    }),
  )
  return { at: 'mounts', containers: containers.flat() }
}

/** `--tmpfs` is in the host's part of inspect alone; `--mount type=tmpfs` is a mount among others. */
export function mountsOf({ Mounts, HostConfig }: InspectedMounts): Mount[] {
  const listed = (Mounts ?? []).map(({ Type, Name, Source, Destination, RW }): Mount => {
    const type = Type === 'bind' || Type === 'tmpfs' ? Type : 'volume'
    const source = type === 'volume' ? Name : type === 'bind' ? Source : undefined
    return { type, source: source ?? '', target: Destination, readOnly: !RW }
  })
  const tmpfs = Object.entries(HostConfig.Tmpfs ?? {}).map(
    ([target, options]): Mount => ({
      type: 'tmpfs',
      source: '',
      target,
      readOnly: options.split(',').includes('ro'),
    }),
  )
  return [...listed, ...tmpfs].toSorted((a, b) => a.target.localeCompare(b.target))
}
