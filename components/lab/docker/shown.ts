import type { DockerKind } from '#server/protocol/docker.ts'
import type { DockerObjects } from '#server/protocol/lab.ts'

/** One object of the host, as the panel looks at it. `name`: as a person would write it in a command. */
export type Shown = { kind: DockerKind; id: string; name: string }

/** Docker makes these by itself, and they can't be removed. */
export const DEFAULT_NETWORKS: readonly string[] = ['bridge', 'host', 'none']

/** 12 digits name an image without a tag, as in `docker images`. */
export const imageName = ({ id, tags }: DockerObjects['images'][number]): string =>
  tags[0] ?? id.replace('sha256:', '').slice(0, 12)

/** Whether the object is still there; its name may have changed. */
export function stillThere(objects: DockerObjects, { kind, id }: Shown): boolean {
  switch (kind) {
    case 'container':
      return objects.containers.some((one) => one.id === id)
    case 'image':
      return objects.images.some((one) => one.id === id)
    case 'volume':
      return objects.volumes.some((one) => one.name === id)
    case 'network':
      return objects.networks.some((one) => one.id === id)
  }
}
