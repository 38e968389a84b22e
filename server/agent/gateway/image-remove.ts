// docker rmi and docker image prune as one tenant's engine would do them. The engine's own checks can't be used: to it the pins and
// the tags of other tenants are references like any other.

import { eventNow } from './event-bus.ts'
import type { TenantImage } from './image-door.ts'
import { booleanFilter, untilFilter, withoutLabels } from './image-filter.ts'
import { ownBytes } from './image-layer.ts'
import { familiar, parseRef } from './image-name.ts'
import { eventAttributes, repositoryOf } from './image-show.ts'
import { OWNER_LABEL, ownerFilter, visibleLabels } from './name.ts'
import { type Filters, labelsMatch, onlyFilters } from './query.ts'
import { conflict, forbidden } from './refusal.ts'
import type { Scope } from './scope.ts'

type Line = Record<string, string>

interface Use {
  id: string
  image: string
  running: boolean
}

/** @throws Refusal 404, 409, or 403 for the catalog's own images */
export async function removeImage(scope: Scope, reference: string, force: boolean): Promise<Line[]> {
  const found = await scope.images.resolve(reference)
  const images = await scope.images.list()
  const image = images.find((one) => one.id === found.id)
  const short = shortId(found.id)
  if (!image)
    throw conflict(`conflict: unable to delete ${short} (cannot be forced) - image has dependent child images`)
  const { ownTags } = image
  if (found.source === 'catalog' || (ownTags.length === 0 && image.catalog))
    throw forbidden(
      `${image.tags[0] ?? short} belongs to the course and stays on this machine: only images that you built, tagged or committed can be removed`,
    )
  const uses = await usesOf(scope, image.id)
  if (found.ref && found.source === 'own') {
    const tag = familiar(found.ref)
    const [use] = uses
    if (ownTags.length === 1 && !image.catalog && use && !force)
      throw conflict(
        `conflict: unable to remove repository reference "${reference}" (must force) - container ${shortId(use.id)} is using its referenced image ${short}`,
      )
    const lines = await untag(scope, image, [tag])
    if (ownTags.length > 1) return lines
    return [...lines, ...(await release(scope, image, images, uses, true))]
  }
  const repositories = new Set(ownTags.map(repositoryOf))
  if (repositories.size > 1 && !force)
    throw conflict(
      `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
    )
  const running = uses.find((use) => use.running)
  if (running)
    throw conflict(
      `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ${shortId(running.id)}`,
    )
  if (uses[0] && !force)
    throw conflict(
      `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container ${shortId(uses[0].id)}`,
    )
  if ((await scope.images.steps(images)).has(image.id))
    throw conflict(`conflict: unable to delete ${short} (cannot be forced) - image has dependent child images`)
  return [...(await untag(scope, image, ownTags)), ...(await release(scope, image, images, uses, false))]
}

async function untag(scope: Scope, image: TenantImage, tags: string[]): Promise<Line[]> {
  for (const tag of tags) {
    await scope.images.untag(parseRef(tag))
    scope.events.publish(eventNow('image', 'untag', image.id, eventAttributes(image.id, image.labels)))
  }
  // As on the engine: digests of a repository go with its last tag.
  const left = new Set(image.ownTags.filter((tag) => !tags.includes(tag)).map(repositoryOf))
  const digests = image.digests.filter((digest) => !left.has(repositoryOf(digest)))
  for (const digest of digests) await scope.images.dropDigest(digest)
  return [...tags, ...digests].map((Untagged) => ({ Untagged }))
}

/** Ends ownership of an untagged image, unless it is still needed (`quiet`: then it stays, dangling). */
async function release(
  scope: Scope,
  image: TenantImage,
  images: TenantImage[],
  uses: Use[],
  quiet: boolean,
): Promise<Line[]> {
  if (quiet && (uses.some((use) => use.running) || (await scope.images.steps(images)).has(image.id))) return []
  const lines = (await scope.images.disown(image.id)).flatMap(({ Deleted }) => (Deleted ? [{ Deleted }] : []))
  scope.events.publish(eventNow('image', 'delete', image.id, eventAttributes(image.id, image.labels)))
  // Other tenants or the catalog may keep the content; for this tenant it is gone.
  if (image.catalog) return lines
  return lines.length > 0 ? lines : [{ Deleted: image.id }]
}

async function usesOf(scope: Scope, id: string): Promise<Use[]> {
  return (await allUses(scope)).filter((use) => use.image === id)
}

async function allUses(scope: Scope): Promise<Use[]> {
  const containers = await scope.engine.json<
    { Id: string; ImageID: string; State: string; Labels: Record<string, string> }[]
  >('GET', { path: '/containers/json', query: { all: true, filters: JSON.stringify(ownerFilter(scope.tenant.id)) } })
  return containers
    .filter((one) => one.Labels[OWNER_LABEL] === scope.tenant.id)
    .map((one) => ({
      id: one.Id,
      image: one.ImageID,
      running: ['running', 'paused', 'restarting'].includes(one.State),
    }))
}

export async function pruneImages(
  scope: Scope,
  filters: Filters,
): Promise<{ ImagesDeleted: Line[] | null; SpaceReclaimed: number }> {
  onlyFilters(filters, ['dangling', 'until', 'label', 'label!'])
  const danglingOnly = booleanFilter(filters, 'dangling') ?? true
  const until = untilFilter(filters)
  const catalog = scope.catalog.list()
  let images = await scope.images.list()
  const before = await ownBytes(scope.engine, images, catalog)
  const used = new Set((await allUses(scope)).map((use) => use.image))
  const lines: Line[] = []
  // Removing an image can make its parents removable: as often as something goes.
  for (;;) {
    const steps = await scope.images.steps(images)
    const doomed = images.filter((image) => {
      if (!image.own || used.has(image.id) || steps.has(image.id)) return false
      if (image.catalog && image.ownTags.length === 0) return false
      if (danglingOnly && image.tags.length > 0) return false
      if (until !== undefined && image.created >= until) return false
      const labels = visibleLabels(image.labels)
      return labelsMatch(labels, filters.get('label') ?? []) && withoutLabels(labels, filters.get('label!') ?? [])
    })
    if (doomed.length === 0) break
    for (const image of doomed)
      lines.push(...(await untag(scope, image, image.ownTags)), ...(await release(scope, image, images, [], false)))
    images = await scope.images.list()
  }
  const after = await ownBytes(scope.engine, images, catalog)
  return { ImagesDeleted: lines.length > 0 ? lines : null, SpaceReclaimed: Math.max(0, before - after) }
}

const shortId = (id: string) => id.replace(/^sha256:/, '').slice(0, 12)
