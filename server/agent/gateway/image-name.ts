// Image references. One image has many spellings (x, docker.io/x, docker.io/library/x:latest); all become one canonical ref before
// anything is looked up or mapped, else the catalog or another tag is overwritten through an alias.
// Rules are those of github.com/distribution/reference, with bounds of our own.
import type { Tenant } from '../part.ts'
import { CATALOG_HOST, imageHost } from './name.ts'
import { bad } from './refusal.ts'

/** A parsed reference in Docker's familiar form. */
export interface Ref {
  /** Registry host with port, '' for Docker Hub. */
  host: string
  /** nginx, me/app */
  path: string
  /** Undefined when there is a digest and no tag. */
  tag: string | undefined
  /** sha256:… */
  digest: string | undefined
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[0-9]{1,5})?$/
const REPOSITORY_MAX_CHARS = 160
/** The engine's reference filter has no wildcard that crosses a slash, so the depth must be known. */
const PATH_MAX_PARTS = 6
/** First parts that only the gateway uses below a tenant's host: other registries, the pins (see image-door.ts), and digests. */
const HOSTED = 'x__host'
const OWN = 'x__own'
const DIGEST = 'x__digest'

/** @throws Refusal 400 in the engine's words */
export function parseRef(text: string): Ref {
  const wrong = () => bad('invalid reference format')
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : text.slice(at + 1)
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) throw wrong()
  let rest = at < 0 ? text : text.slice(0, at)
  let tag: string | undefined
  const colon = rest.lastIndexOf(':')
  if (colon > rest.lastIndexOf('/')) {
    tag = rest.slice(colon + 1)
    rest = rest.slice(0, colon)
    if (!TAG.test(tag)) throw wrong()
  }
  let host = ''
  const slash = rest.indexOf('/')
  const first = slash < 0 ? '' : rest.slice(0, slash)
  if (first && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())) {
    host = first.toLowerCase()
    if (!HOST.test(host)) throw wrong()
    rest = rest.slice(slash + 1)
  }
  if (host === 'index.docker.io' || host === 'docker.io') host = ''
  if (host === '' && /^library\/[^/]+$/.test(rest)) rest = rest.slice('library/'.length)
  if (rest !== rest.toLowerCase()) throw bad(`invalid reference format: repository name (${rest}) must be lowercase`)
  const parts = rest.split('/')
  if (!PATH.test(rest) || rest.length > REPOSITORY_MAX_CHARS || parts.length > PATH_MAX_PARTS) throw wrong()
  if (parts.includes(HOSTED) || parts.includes(OWN) || parts.includes(DIGEST)) throw wrong()
  if (
    host === 'drydock.local' ||
    host.endsWith('.drydock.local') ||
    host.startsWith('drydock.local:') ||
    host.includes('.drydock.local:')
  )
    throw bad('the registry name drydock.local is kept for Drydock itself: choose another')
  if (host === '' && /^[0-9a-f]{64}$/.test(rest))
    throw bad(`invalid repository name (${rest}), cannot specify 64-byte hexadecimal strings`)
  return { host, path: rest, tag: tag ?? (digest ? undefined : 'latest'), digest }
}

/** nginx, ghcr.io/me/app */
export const familiarName = (ref: Ref) => (ref.host ? `${ref.host}/${ref.path}` : ref.path)

/** nginx:latest, ghcr.io/me/app:1, nginx@sha256:… */
export function familiar(ref: Ref): string {
  return `${familiarName(ref)}${ref.tag ? `:${ref.tag}` : ''}${ref.digest ? `@${ref.digest}` : ''}`
}

/** Two parts, as on Docker Hub: an account of the class registry and a repository of it. */
export const isClassName = (ref: Ref) => ref.host === '' && ref.path.split('/').length === 2

/** The tenant's own repository on the engine: <tenant>.drydock.local/nginx */
export function ownRepository(tenant: string, ref: Ref): string {
  const path = ref.host ? `${HOSTED}/${ref.host.replace(':', '__')}/${ref.path}` : ref.path
  return `${imageHost(tenant)}/${path}`
}

/** The tenant's own tag on the engine. */
export const ownRef = (tenant: string, ref: Ref) => `${ownRepository(tenant, ref)}:${ref.tag ?? 'latest'}`

/** The catalog's tag on the engine. */
export const catalogRef = (ref: Ref) => `${CATALOG_HOST}/${ref.path}:${ref.tag ?? 'latest'}`

/** The tag that says that an image is the tenant's, whatever other tags it has. */
export const pinRepository = (tenant: string) => `${imageHost(tenant)}/${OWN}`
export const pinTag = (id: string) => id.slice('sha256:'.length)

/** The tag that says that the tenant has an image from the class registry, under this name and digest. */
export const digestRepository = (tenant: string, ref: Ref) => `${imageHost(tenant)}/${DIGEST}/${ref.path}`

/** What an engine tag is to the tenant. Everything that is not provably its own or the catalog's is foreign. */
export type EngineRef = { kind: 'own' | 'catalog' | 'digest'; shown: string } | { kind: 'pin' | 'foreign' }

export function readEngineRef(tenant: string, engineRef: string): EngineRef {
  const own = `${imageHost(tenant)}/`
  const catalog = `${CATALOG_HOST}/`
  if (engineRef.startsWith(`${pinRepository(tenant)}:`)) return { kind: 'pin' }
  if (engineRef.startsWith(own)) {
    const rest = engineRef.slice(own.length)
    const digest = /^x__digest\/(.+):([0-9a-f]{64})$/.exec(rest)
    if (digest) return { kind: 'digest', shown: `${digest[1]}@sha256:${digest[2]}` }
    const hosted = /^x__host\/([^/]+)\/(.+)$/.exec(rest)
    return { kind: 'own', shown: hosted ? `${(hosted[1] as string).replace('__', ':')}/${hosted[2]}` : rest }
  }
  if (engineRef.startsWith(catalog)) return { kind: 'catalog', shown: engineRef.slice(catalog.length) }
  return { kind: 'foreign' }
}

/** As the tenant sees an engine reference; undefined: not the tenant's (nor, for a tenant of kind local, the catalog's). */
export function visibleRef(tenant: Pick<Tenant, 'id' | 'catalog'>, engineRef: string): string | undefined {
  const read = readEngineRef(tenant.id, engineRef)
  if (read.kind === 'own' || (read.kind === 'catalog' && tenant.catalog === 'local')) return read.shown
  return undefined
}

/** Reference filters that make the engine list exactly the tenant's tags and pins. */
export function ownPatterns(tenant: string): string[] {
  return Array.from({ length: PATH_MAX_PARTS + 2 }, (_, n) => `${imageHost(tenant)}/*${'/*'.repeat(n)}`)
}
export const catalogPatterns = [`${CATALOG_HOST}/*`, `${CATALOG_HOST}/*/*`]

/** The hex of sha256:<hex> or of an id's prefix; undefined when the text can only be a name. */
export function idPrefix(text: string): string | undefined {
  return /^(?:sha256:)?([0-9a-f]{1,64})$/.exec(text)?.[1]
}
