// docker pull: from the course's catalog, with the lines a registry's pull has. Layers and digest are the image's own; nothing is
// fetched, so no download is drawn.
import type { CatalogImage } from '../part.ts'
import { eventNow } from './event-bus.ts'
import { inCatalog, visibleCatalog } from './image-door.ts'
import { checkQuota, imageLayers } from './image-layer.ts'
import { familiar, familiarName, type Ref } from './image-name.ts'
import { eventAttributes } from './image-show.ts'
import { forbidden, missing, Refusal } from './refusal.ts'
import type { Scope } from './scope.ts'

export type PullLine = Record<string, unknown>

/** @throws Refusal 403 for other registries, 404 in the engine's words, 503 while the catalog's image is being built */
export async function pullImages(scope: Scope, asked: Ref, allTags: boolean): Promise<PullLine[]> {
  if (asked.host !== '')
    throw forbidden(
      `pulling from ${asked.host} is not allowed on this machine: use the names of the course's catalog (docker search <word>)`,
    )
  const found = lookUp(scope, asked, allTags)
  const lines: PullLine[] = []
  for (const image of found) lines.push(...(await pullOne(scope, image, asked)))
  return lines
}

function lookUp(scope: Scope, asked: Ref, allTags: boolean): CatalogImage[] {
  const name = familiarName(asked)
  const named = visibleCatalog(scope.catalog).filter((image) => image.name === asked.path)
  const building = scope.catalog.health()[asked.path]?.state
  if (named.length === 0 && (building === 'building' || building === 'waiting'))
    throw new Refusal(503, `${name} is being built for this machine right now: try again in a minute`, false)
  if (named.length === 0)
    throw missing(
      `pull access denied for ${name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    )
  if (allTags) return named
  if (asked.digest) {
    const exact = named.filter((image) => image.id === asked.digest)
    if (exact.length > 0) return exact
    throw missing(`manifest for ${name}@${asked.digest} not found: manifest unknown: manifest unknown`)
  }
  const tagged = inCatalog(scope.catalog, asked)
  if (!tagged) throw missing(`manifest for ${name}:${asked.tag} not found: manifest unknown: manifest unknown`)
  return [tagged]
}

async function pullOne(scope: Scope, image: CatalogImage, asked: Ref): Promise<PullLine[]> {
  const ref: Ref = { ...asked, tag: image.tag, digest: undefined }
  const shown = asked.digest ? familiar({ ...asked, tag: undefined }) : familiar(ref)
  const images = await scope.images.list()
  const current = images.find((one) => one.tags.includes(familiar(ref)))
  const known = current?.id === image.id || (asked.digest !== undefined && images.some((one) => one.id === image.id))
  const head: PullLine = { status: `Pulling from library/${image.name}`, id: asked.digest ?? image.tag }
  const tail = (status: string): PullLine[] => [
    { status: `Digest: ${image.id}` },
    { status: `Status: ${status} for ${shown}` },
  ]
  if (known) return [head, ...tail('Image is up to date')]
  await checkQuota(scope.engine, images, scope.catalog.list())
  const present = new Set<string>()
  for (const one of images) for (const layer of await imageLayers(scope.engine, one.id)) present.add(layer)
  const layers = [...new Set(await imageLayers(scope.engine, image.id))]
  if (asked.digest || scope.tenant.catalog === 'local') await scope.images.own(image.id)
  if (!asked.digest) await scope.images.tag(image.id, ref)
  scope.events.publish(eventNow('image', 'pull', shown, eventAttributes(image.name)))
  const id = (layer: string) => layer.slice('sha256:'.length, 'sha256:'.length + 12)
  const step = (status: string, layer: string): PullLine => ({ status, progressDetail: {}, id: id(layer) })
  const missingLayers = layers.filter((layer) => !present.has(layer))
  return [
    head,
    ...layers.map((layer) => step(present.has(layer) ? 'Already exists' : 'Pulling fs layer', layer)),
    ...missingLayers.map((layer) => step('Download complete', layer)),
    ...missingLayers.map((layer) => step('Pull complete', layer)),
    ...tail('Downloaded newer image'),
  ]
}
