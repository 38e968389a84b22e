// Image archives (docker save, docker load): the tags inside are mapped, and what is loaded must be whole.
import { createHash } from 'node:crypto'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Tenant } from '../part.ts'
import { familiar, parseRef, visibleRef } from './image-name.ts'
import { isObject, type Json, parseJson } from './json.ts'
import { ARCHIVE_JSON_MAX_BYTES, ARCHIVE_MAX_ENTRIES, TAR_MAX_BYTES } from './limit.ts'
import { bad, forbidden } from './refusal.ts'
import { readEntry, rewriteTar, type TarEntry } from './tar-rewrite.ts'

interface ManifestItem {
  Config: string
  RepoTags: string[]
  Layers: string[]
}

const WHAT = 'image archive'
const LOAD_MAX_TAGS = 100

const tagCount = (item: Json) => (isObject(item) && Array.isArray(item.RepoTags) ? item.RepoTags.length : 0)

function readManifest(bytes: Buffer): ManifestItem[] {
  const value = parseJson(bytes)
  if (!Array.isArray(value) || value.length === 0 || value.length > 100)
    throw bad('manifest.json of the image archive must list images')
  if (value.reduce<number>((sum, item) => sum + tagCount(item), 0) > LOAD_MAX_TAGS)
    throw bad(`the image archive has more than ${LOAD_MAX_TAGS} tags: save fewer images into one file`)
  return value.map((item) => {
    if (!isObject(item)) throw bad('manifest.json of the image archive is not understood')
    for (const key of Object.keys(item))
      if (!['Config', 'RepoTags', 'Layers', 'Parent', 'LayerSources'].includes(key))
        throw bad(`manifest.json of the image archive has a field that is not served: ${key}`)
    if (typeof item.Config !== 'string') throw bad('manifest.json of the image archive has an image without Config')
    return { Config: cleanPath(item.Config), RepoTags: texts(item.RepoTags), Layers: texts(item.Layers).map(cleanPath) }
  })
}

const texts = (value: Json | undefined): string[] => {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw bad('manifest.json of the image archive is not understood')
  return value as string[]
}

function cleanPath(path: string): string {
  if (
    !/^[A-Za-z0-9._/-]{1,200}$/.test(path) ||
    path.split('/').some((part) => part === '' || part === '.' || part === '..')
  )
    throw bad(`manifest.json of the image archive names a path that is not served: ${JSON.stringify(path)}`)
  return path
}

/** What the engine saved, with the tenant's names in it. Tags that are not the tenant's are left out. */
export function rewriteSaved(tenant: Pick<Tenant, 'id' | 'catalog'>, input: Readable, signal: AbortSignal): Readable {
  return rewriteTar(input, {
    what: WHAT,
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxEntries: ARCHIVE_MAX_ENTRIES,
    signal,
    async entry(entry, out) {
      if (entry.name !== 'manifest.json' && entry.name !== 'repositories') return out.pass(entry)
      const bytes = await readEntry(entry, ARCHIVE_JSON_MAX_BYTES)
      const text = entry.name === 'repositories' ? savedRepositories(tenant, bytes) : savedManifest(tenant, bytes)
      await out.add({ name: entry.name, mode: 0o644, mtime: new Date(0) }, Buffer.from(`${text}\n`))
    },
    end: async () => {},
  })
}

function savedManifest(tenant: Pick<Tenant, 'id' | 'catalog'>, bytes: Buffer): string {
  const items = JSON.parse(bytes.toString('utf8')) as { Config: string; RepoTags: string[] | null; Layers: string[] }[]
  return JSON.stringify(
    items.map(({ Config, RepoTags, Layers }) => {
      const tags = (RepoTags ?? []).flatMap((ref) => visibleRef(tenant, ref) ?? [])
      return { Config, RepoTags: tags.length > 0 ? tags : null, Layers }
    }),
  )
}

function savedRepositories(tenant: Pick<Tenant, 'id' | 'catalog'>, bytes: Buffer): string {
  const out: Record<string, Record<string, string>> = {}
  for (const [repository, tags] of Object.entries(
    JSON.parse(bytes.toString('utf8')) as Record<string, Record<string, string>>,
  ))
    for (const [tag, layer] of Object.entries(tags)) {
      const shown = visibleRef(tenant, `${repository}:${tag}`)
      if (!shown) continue
      const name = shown.slice(0, shown.lastIndexOf(':'))
      out[name] = { ...out[name], [tag]: layer }
    }
  return JSON.stringify(out)
}

/** An image of an archive that was found whole. */
export interface LoadedImage {
  id: string
  /** Familiar form. */
  tags: string[]
}

interface Seen {
  hash: string
  bytes: Buffer
  packed: boolean
}

/**
 * What the client sent -> what the engine may load: exactly one manifest.json, written anew, without tags (the gateway tags). Every layer
 * must be in it and be what the configuration says: else an archive that only names another tenant's layers would load them.
 * `found` is told once, right before the manifest goes out.
 */
export function rewriteLoaded(input: Readable, signal: AbortSignal, found: (images: LoadedImage[]) => void): Readable {
  const files = new Map<string, Seen>()
  const links = new Map<string, string>()
  let manifest: Buffer | undefined
  return rewriteTar(input, {
    what: WHAT,
    maxBytes: TAR_MAX_BYTES,
    maxEntries: ARCHIVE_MAX_ENTRIES,
    signal,
    async entry(entry, out) {
      const { name } = entry
      if (files.has(name) || links.has(name) || (name === 'manifest.json' && manifest))
        throw bad(`the image archive has ${name} twice`)
      // The old list of tags, and the index of newer formats: nothing is read from them.
      if (name === '' || name === 'repositories' || name === 'index.json' || name === 'oci-layout')
        return void (await readEntry(entry, ARCHIVE_JSON_MAX_BYTES))
      if (name === 'manifest.json') {
        if (entry.type !== 'file') throw bad('manifest.json of the image archive is not a file')
        manifest = await readEntry(entry, ARCHIVE_JSON_MAX_BYTES)
        return
      }
      if (entry.type === 'directory') return out.pass(entry)
      if (entry.type === 'symlink') {
        links.set(name, linkTarget(name, entry.header.linkname ?? ''))
        return out.pass(entry)
      }
      if (entry.type !== 'file') throw bad(`the image archive has ${name}, which is no file`)
      const { body, seen } = hashed(entry)
      await out.pass({ ...entry, body })
      files.set(name, await seen)
    },
    async end(out) {
      if (!manifest) throw bad('the image archive has no manifest.json: make it with docker save')
      const items = readManifest(manifest)
      const images = items.map((item) => checkImage(item, files, links))
      found(images)
      const text = JSON.stringify(items.map(({ Config, Layers }) => ({ Config, RepoTags: null, Layers })))
      await out.add({ name: 'manifest.json', mode: 0o644, mtime: new Date(0) }, Buffer.from(text))
    },
  })
}

function linkTarget(name: string, target: string): string {
  const parts = name.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) throw bad(`the image archive has a link that leaves it: ${name}`)
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  if (target.startsWith('/') || parts.length === 0) throw bad(`the image archive has a link that leaves it: ${name}`)
  return parts.join('/')
}

function hashed(entry: TarEntry): { body: Readable; seen: Promise<Seen> } {
  const hash = createHash('sha256')
  const body = new PassThrough()
  const keep = (entry.header.size ?? 0) <= ARCHIVE_JSON_MAX_BYTES && !entry.name.endsWith('.tar')
  const parts: Buffer[] = []
  let packed = false
  let first = true
  const seen = pipeline(
    entry.body,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const part of source) {
        if (first) packed = /^(?:1f8b|425a68|fd377a|28b52f)/.test(part.subarray(0, 4).toString('hex'))
        first = false
        hash.update(part)
        if (keep) parts.push(part)
        yield part
      }
    },
    body,
  ).then(() => ({ hash: `sha256:${hash.digest('hex')}`, bytes: Buffer.concat(parts), packed }))
  seen.catch(() => {})
  return { body, seen }
}

function checkImage(item: ManifestItem, files: Map<string, Seen>, links: Map<string, string>): LoadedImage {
  // Directories on the way must be real ones: a link there would make the engine read something else.
  for (const path of [item.Config, ...item.Layers])
    for (const link of links.keys())
      if (path.startsWith(`${link}/`)) throw bad(`the image archive has a link in the path ${path}`)
  const config = files.get(item.Config)
  if (!config) throw bad(`the image archive has no ${item.Config}`)
  const value = parseJson(config.bytes)
  const rootfs = isObject(value) ? value.rootfs : undefined
  const diffs = isObject(rootfs) ? rootfs.diff_ids : undefined
  const layers = diffs === null || diffs === undefined ? [] : diffs
  if (!isObject(value) || !Array.isArray(layers))
    throw bad(`${item.Config} of the image archive is no image configuration`)
  if (layers.length !== item.Layers.length)
    throw bad(`invalid manifest, layers length mismatch: expected ${layers.length}, got ${item.Layers.length}`)
  for (const [i, path] of item.Layers.entries()) {
    const target = links.get(path) ?? path
    const layer = files.get(target)
    if (!layer) throw bad(`the image archive has no ${path}`)
    if (layer.packed)
      throw forbidden(
        'the image archive has compressed layers: load an archive made by docker save of this or an older Docker',
      )
    if (layer.hash !== layers[i])
      throw bad(`invalid diffID for layer ${i}: expected "${layers[i]}", got "${layer.hash}"`)
  }
  return { id: config.hash, tags: item.RepoTags.map((tag) => familiar(parseRef(tag))) }
}
