// What a tenant's images take on the disk: layers beyond those it shares with the catalog or among its own images.
import type { TenantImage } from './image-door.ts'
import { IMAGE_BYTES_PER_TENANT, IMAGES_PER_TENANT, TAGS_PER_TENANT } from './limit.ts'
import { EngineError, forbidden } from './refusal.ts'
import { segment, type Upstream } from './upstream.ts'

/** An image's layers never change. Shared by all tenants; bounded by LAYERS_KEPT. */
const layersOf = new Map<string, string[]>()
const LAYERS_KEPT = 5000

export async function imageLayers(engine: Upstream, id: string): Promise<string[]> {
  const known = layersOf.get(id)
  if (known) return known
  const image = await engine.json<{ RootFS: { Layers?: string[] } }>('GET', { path: `/images/${segment(id)}/json` })
  const layers = image.RootFS.Layers ?? []
  if (layersOf.size >= LAYERS_KEPT) layersOf.clear()
  layersOf.set(id, layers)
  return layers
}

export interface Sized {
  layers: readonly string[]
  size: number
  /** Not counted, but what it shares is free. */
  free: boolean
}

/** Bytes of layers that only images that are not `free` have. Exact when images are built on each other. */
export function uniqueBytes(images: readonly Sized[]): number {
  let sum = 0
  // A counted image pays for what is above the longest image that its layers begin with.
  const paid: Sized[] = images.filter((image) => image.free)
  const counted = images.filter((image) => !image.free).sort((a, b) => a.layers.length - b.layers.length)
  for (const image of counted) {
    let base = 0
    for (const other of paid)
      if (other.layers.length <= image.layers.length && other.layers.every((layer, i) => image.layers[i] === layer))
        base = Math.max(base, other.size)
    sum += Math.max(0, image.size - base)
    paid.push(image)
  }
  return sum
}

export async function ownBytes(
  engine: Upstream,
  images: readonly TenantImage[],
  catalog: readonly { id: string }[],
): Promise<number> {
  const shared = new Set(catalog.map((image) => image.id))
  const own = images.filter((image) => image.own && !shared.has(image.id))
  if (own.length === 0) return 0
  const sized = own.map(async (image): Promise<Sized[]> => {
    try {
      return [{ layers: await imageLayers(engine, image.id), size: image.size, free: false }]
    } catch (error) {
      // Removed at the engine itself since it was listed.
      if (error instanceof EngineError && error.status === 404) return []
      throw error
    }
  })
  const free = [...shared].map(async (id): Promise<Sized[]> => {
    try {
      const layers = await imageLayers(engine, id)
      const image = images.find((one) => one.id === id)
      const size =
        image?.size ?? (await engine.json<{ Size: number }>('GET', { path: `/images/${segment(id)}/json` })).Size
      return [{ layers, size, free: true }]
    } catch {
      // The catalog was rebuilt meanwhile.
      return []
    }
  })
  return uniqueBytes([...(await Promise.all(sized)).flat(), ...(await Promise.all(free)).flat()])
}

/** Before anything that makes images or tags; `images` are the tenant's. @throws Refusal 403 that says the limit and what to do */
export async function checkQuota(
  engine: Upstream,
  images: readonly TenantImage[],
  catalog: readonly { id: string }[],
): Promise<void> {
  const shared = new Set(catalog.map((image) => image.id))
  const own = images.filter((image) => image.own && !shared.has(image.id))
  if (own.length >= IMAGES_PER_TENANT)
    throw forbidden(
      `you have ${own.length} images of your own, the most this machine allows is ${IMAGES_PER_TENANT}: remove some with docker rmi, or docker image prune`,
    )
  const tags = images.reduce((sum, image) => sum + (image.own ? image.tags.length : 0), 0)
  if (tags >= TAGS_PER_TENANT)
    throw forbidden(
      `you have ${tags} image tags, the most this machine allows is ${TAGS_PER_TENANT}: remove some with docker rmi`,
    )
  const bytes = await ownBytes(engine, images, catalog)
  if (bytes >= IMAGE_BYTES_PER_TENANT)
    throw forbidden(
      `your images take ${gib(bytes)} GiB of disk, the most this machine allows is ${gib(IMAGE_BYTES_PER_TENANT)} GiB: remove some with docker rmi, or docker image prune`,
    )
}

const gib = (bytes: number) => (bytes / 1024 ** 3).toFixed(1)
