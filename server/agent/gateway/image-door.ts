// Which images a tenant may use, decided in one place. Ownership is a tag that only the gateway can set: every image of a tenant is
// pinned on the engine as <tenant>.drydock.local/x__own:<id>. The pin survives restarts, keeps the content while another tenant
// removes the same content, and is the whole name table; there is no second store that could disagree with the engine.
import type { Catalog, CatalogImage, Tenant } from '../part.ts'
import {
  catalogPatterns,
  digestRepository,
  familiar,
  familiarName,
  idPrefix,
  ownPatterns,
  ownRef,
  ownRepository,
  parseRef,
  pinRepository,
  pinTag,
  type Ref,
  readEngineRef,
} from './image-name.ts'
import { EngineError, missing, Refusal } from './refusal.ts'
import { segment, type Upstream } from './upstream.ts'

export interface ImageFound {
  /** Full id, sha256:… What is forwarded to the engine. */
  id: string
  source: 'own' | 'catalog' | 'id'
  /** The parsed reference; undefined when it was found by id. */
  ref?: Ref
}

/** An image that the tenant sees, as the engine's list gives it. */
export interface TenantImage {
  id: string
  /** Own tags; with a local catalog also the catalog's that no own tag shadows. Familiar form. */
  tags: string[]
  /** Only the tenant's own. */
  ownTags: string[]
  /** From the class registry, pulled or pushed: alice/app@sha256:… */
  digests: string[]
  /** Owned (pinned or tagged by the tenant), not only visible in the catalog. */
  own: boolean
  catalog: boolean
  parent: string
  /** s since 1970 */
  created: number
  size: number
  labels: Record<string, string>
}

/** Finds images for the other rules. Everything about which image a tenant may use is decided here. */
export interface ImageDoor {
  /** A learner's reference or id. @throws Refusal 404 "No such image: nginx:latest" */
  resolve(reference: string): Promise<ImageFound>
  /** The id that a plain name or id means, for lists that only show it; undefined: none. As of the last change made here, or NAMES_MS ago. */
  shownId(reference: string): Promise<string | undefined>
  /** All that the tenant sees. One call to the engine. */
  list(): Promise<TenantImage[]>
  /**
   * As `list`, as of the last change made here, or KEPT_MS ago: for what a build asks before it begins. Who has asked once finds the
   * next list made ahead, because the engine needs long for it where it has many images.
   */
  kept(): Promise<TenantImage[]>
  /** Images that own images were built on, down to the catalog's: docker history and build output name them. */
  steps(images: readonly TenantImage[]): Promise<Set<string>>
  /** Makes an image the tenant's (build, commit, load, pull), tagged or not. */
  own(id: string): Promise<void>
  /** Ends ownership. The engine deletes the content when nobody else has it; returns its Untagged/Deleted lines. */
  disown(id: string): Promise<Record<string, string>[]>
  tag(id: string, ref: Ref): Promise<void>
  untag(ref: Ref): Promise<void>
  /** The image is known as <name>@<digest> in the class registry. */
  addDigest(id: string, ref: Ref, digest: string): Promise<void>
  /** `shown` as in TenantImage.digests. */
  dropDigest(shown: string): Promise<void>
  /** Takes all tags and pins of the tenant away. */
  clear(): Promise<void>
}

export function createImageDoor(options: { tenant: Tenant; engine: Upstream; catalog: Catalog }): ImageDoor {
  const { tenant, engine, catalog } = options
  const local = tenant.catalog === 'local'
  /** A parent never changes. Bounded by PARENTS_KEPT. */
  const parents = new Map<string, string>()
  /** Ids of own tags as last asked, by engine reference: docker ps asks for the same few again and again. Bounded by NAMES_KEPT. */
  const names = new Map<string, { until: number; id: Promise<string | undefined> }>()
  let kept: { until: number; images: Promise<TenantImage[]> } | undefined
  /** Somebody has asked for the kept list since it was last made ahead. */
  let wanted = false
  let ahead: NodeJS.Timeout | undefined

  const inspect = async (name: string): Promise<{ Id: string; Parent: string } | undefined> => {
    try {
      return await engine.json('GET', { path: `/images/${segment(name)}/json` })
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return undefined
      throw error
    }
  }

  const list = async (): Promise<TenantImage[]> => {
    const images = await engine.json<EngineImage[]>('GET', {
      path: '/images/json',
      query: { filters: JSON.stringify({ reference: [...ownPatterns(tenant.id), ...(local ? catalogPatterns : [])] }) },
    })
    const shared = new Set(local ? visibleCatalog(catalog).map((image) => image.id) : [])
    const seen = images.map((image) => ({
      image,
      refs: (image.RepoTags ?? []).map((ref) => readEngineRef(tenant.id, ref)),
    }))
    const mine = new Set(seen.flatMap(({ refs }) => refs.flatMap((ref) => (ref.kind === 'own' ? [ref.shown] : []))))
    return seen.flatMap(({ image, refs }) => {
      const own = refs.some((ref) => ref.kind === 'own' || ref.kind === 'pin')
      const isShared = shared.has(image.Id)
      if (!own && !isShared) return []
      const tags = refs.flatMap((ref) => {
        if (ref.kind === 'own') return [ref.shown]
        return ref.kind === 'catalog' && isShared && !mine.has(ref.shown) ? [ref.shown] : []
      })
      return {
        id: image.Id,
        tags: [...new Set(tags)].sort(),
        ownTags: refs.flatMap((ref) => (ref.kind === 'own' ? [ref.shown] : [])),
        digests: refs.flatMap((ref) => (ref.kind === 'digest' ? [ref.shown] : [])).sort(),
        own,
        catalog: isShared,
        parent: image.ParentId,
        created: image.Created,
        size: image.Size,
        labels: image.Labels ?? {},
      }
    })
  }

  const parentOf = async (id: string): Promise<string> => {
    const known = parents.get(id)
    if (known !== undefined) return known
    const parent = (await inspect(id))?.Parent ?? ''
    if (parents.size >= PARENTS_KEPT) parents.clear()
    parents.set(id, parent)
    return parent
  }

  const steps = async (images: readonly TenantImage[]): Promise<Set<string>> => {
    const ends = new Set(catalog.list().map(({ id }) => id))
    const out = new Set<string>()
    for (const image of images) {
      if (!image.own || ends.has(image.id)) continue
      for (let id = image.parent; id !== '' && !ends.has(id) && !out.has(id); id = await parentOf(id)) out.add(id)
    }
    return out
  }

  const byId = async (hex: string): Promise<string | undefined> => {
    const images = await list()
    const found = images.filter((image) => image.id.startsWith(`sha256:${hex}`))
    if (found.length > 0) return found.length === 1 ? found[0]?.id : undefined
    if (hex.length < STEP_ID_MIN_CHARS) return undefined
    for (const id of await steps(images)) if (id.startsWith(`sha256:${hex}`)) return id
    return undefined
  }

  const keep = (): Promise<TenantImage[]> => {
    const images = list()
    const asked = { until: performance.now() + KEPT_MS, images }
    kept = asked
    images.catch(() => {
      if (kept === asked) kept = undefined
    })
    return images
  }
  const forget = () => {
    names.clear()
    kept = undefined
  }
  const listAhead = () => {
    if (!wanted) return
    clearTimeout(ahead)
    ahead = setTimeout(() => {
      wanted = false
      if (!kept) keep()
    }, AHEAD_MS).unref()
  }
  /** Before and after: who asks in between must not be remembered with the old answer. */
  const renaming = <T>(change: Promise<T>): Promise<T> => {
    forget()
    return change.finally(() => {
      forget()
      listAhead()
    })
  }
  const tag = (id: string, repo: string, name: string) =>
    renaming(engine.json<void>('POST', { path: `/images/${segment(id)}/tag`, query: { repo, tag: name } }))
  const remove = (engineRef: string) =>
    renaming(
      engine.json<Record<string, string>[]>('DELETE', {
        path: `/images/${segment(engineRef)}`,
        query: { force: true },
      }),
    )
  const ownId = (engineRef: string): Promise<string | undefined> => {
    const known = names.get(engineRef)
    if (known && known.until > performance.now()) return known.id
    if (names.size >= NAMES_KEPT) names.clear()
    const id = inspect(engineRef).then((image) => image?.Id)
    const asked = { until: performance.now() + NAMES_MS, id }
    names.set(engineRef, asked)
    id.catch(() => names.get(engineRef) === asked && names.delete(engineRef))
    return id
  }
  const gone = (error: unknown) => {
    if (!(error instanceof EngineError) || error.status !== 404) throw error
    return []
  }
  const dropDigest = async (shown: string) => {
    const ref = parseRef(shown)
    await remove(`${digestRepository(tenant.id, ref)}:${pinTag(ref.digest as string)}`).catch(gone)
  }

  const resolve = async (reference: string): Promise<ImageFound> => {
    const hex = idPrefix(reference)
    if (reference.startsWith('sha256:') || hex?.length === 64) {
      const id = hex && (await byId(hex))
      if (id) return { id, source: 'id' }
      throw missing(`No such image: ${reference}`)
    }
    const ref = parseRef(reference)
    if (!ref.digest) {
      const own = await inspect(ownRef(tenant.id, ref))
      if (own) return { id: own.Id, source: 'own', ref }
      const shared = local ? inCatalog(catalog, ref) : undefined
      if (shared) return { id: shared.id, source: 'catalog', ref }
    } else {
      const known = `${familiarName(ref)}@${ref.digest}`
      const id =
        (await list()).find((image) => image.own && image.digests.includes(known))?.id ??
        (await byId(ref.digest.slice('sha256:'.length)))
      if (id) return { id, source: 'id' }
    }
    const id = hex && (await byId(hex))
    if (id) return { id, source: 'id' }
    throw missing(`No such image: ${familiar(ref)}`)
  }

  return {
    list,
    kept() {
      wanted = true
      return kept && kept.until > performance.now() ? kept.images : keep()
    },
    steps,
    own: (id) => tag(id, pinRepository(tenant.id), pinTag(id)),
    async disown(id) {
      for (const shown of (await list()).find((image) => image.id === id)?.digests ?? []) await dropDigest(shown)
      return remove(`${pinRepository(tenant.id)}:${pinTag(id)}`).catch(gone)
    },
    addDigest: (id, ref, digest) => tag(id, digestRepository(tenant.id, ref), pinTag(digest)),
    dropDigest,
    async tag(id, ref) {
      await tag(id, pinRepository(tenant.id), pinTag(id))
      await tag(id, ownRepository(tenant.id, ref), ref.tag ?? 'latest')
    },
    async untag(ref) {
      await remove(ownRef(tenant.id, ref)).catch(gone)
    },
    async clear() {
      for (const image of await list()) {
        if (!image.own) continue
        for (const shown of image.ownTags) await remove(ownRef(tenant.id, parseRef(shown))).catch(gone)
        for (const shown of image.digests) await dropDigest(shown)
        await remove(`${pinRepository(tenant.id)}:${pinTag(image.id)}`).catch(gone)
      }
    },
    async shownId(reference) {
      try {
        const ref =
          idPrefix(reference) === undefined && !reference.startsWith('sha256:') ? parseRef(reference) : undefined
        if (!ref || ref.digest) return (await resolve(reference)).id
        return (await ownId(ownRef(tenant.id, ref))) ?? (local ? inCatalog(catalog, ref)?.id : undefined)
      } catch (error) {
        if (error instanceof Refusal) return undefined
        throw error
      }
    },
    resolve,
  }
}

/** Names remembered per tenant, and for how long: somebody at the engine itself may have renamed an image. */
const NAMES_KEPT = 50
const NAMES_MS = 5_000
/** What is asked of a kept list does no harm when somebody at the engine itself has changed it: a quota, and where to look for cached steps. */
const KEPT_MS = 300_000
/** Changes come in twos and threes: a pin and a name. */
const AHEAD_MS = 200
/** Parents remembered per tenant. */
const PARENTS_KEPT = 2000
/** An intermediate image is only found by as much of its id as Docker prints. */
const STEP_ID_MIN_CHARS = 12

interface EngineImage {
  Id: string
  ParentId: string
  RepoTags: string[] | null
  Created: number
  Size: number
  Labels: Record<string, string> | null
}

/** What learners may use of the catalog. */
export const visibleCatalog = (catalog: Catalog): CatalogImage[] => catalog.list().filter((image) => !image.internal)

/** The catalog's image of that name and tag (docker.io only). */
export function inCatalog(catalog: Catalog, ref: Ref): CatalogImage | undefined {
  if (ref.host !== '' || ref.tag === undefined) return undefined
  // Not from `list`: that has each image once, by the first of its tags.
  const image = catalog.find(`${ref.path}:${ref.tag}`)
  return image?.internal ? undefined : image
}
