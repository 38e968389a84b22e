// Images: list, inspect, history, tag, remove, pull, prune, import. SPEC.md G-I…

import { eventNow } from './event-bus.ts'
import type { TenantImage } from './image-door.ts'
import { imageFileRules } from './image-file-rules.ts'
import { filterImages } from './image-filter.ts'
import { importImage } from './image-import.ts'
import { checkQuota } from './image-layer.ts'
import { familiar, familiarName, isClassName, parseRef } from './image-name.ts'
import { pullImages } from './image-pull.ts'
import { pullShared } from './image-pull-class.ts'
import { pruneImages, removeImage } from './image-remove.ts'
import {
  type EngineHistory,
  type EngineImageDetail,
  eventAttributes,
  jsonLines,
  showDetail,
  showHistory,
  showListed,
} from './image-show.ts'
import { bool, dropped, filters, list, text } from './query.ts'
import { bad } from './refusal.ts'
import { accountOf } from './registry-auth.ts'
import { empty, json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { segment } from './upstream.ts'

export const imageRules: Rule[] = [
  rule({
    id: 'image.list',
    spec: 'G-I3',
    method: 'GET',
    path: '/images/json',
    query: { all: bool, filters, filter: text, digests: bool, 'shared-size': dropped, manifests: dropped },
    async run({ scope, query }) {
      const asked = new Map(query.filters)
      if (query.filter) asked.set('reference', [...(asked.get('reference') ?? []), query.filter])
      const images = await scope.images.list()
      const steps = await scope.images.steps(images)
      const created = async (name: 'before' | 'since') => {
        const [reference, ...more] = asked.get(name) ?? []
        if (reference === undefined || more.length > 0) return undefined
        const { id } = await scope.images.resolve(reference)
        return images.find((image) => image.id === id)?.created
      }
      const before = await created('before')
      const since = await created('since')
      if (query.all) images.push(...(await stepImages(scope, steps, images)))
      const shown = filterImages(images, {
        all: query.all,
        filters: asked,
        isStep: (id) => steps.has(id),
        ...(before !== undefined && { before }),
        ...(since !== undefined && { since }),
      })
      return json(shown.sort((a, b) => b.created - a.created).map(showListed))
    },
  }),
  ...imageFileRules,
  rule({
    id: 'image.inspect',
    spec: 'G-I4',
    method: 'GET',
    path: '/images/:name+/json',
    query: { manifests: dropped },
    async run({ scope, params, about }) {
      const name = params.name as string
      about(name)
      const { id } = await scope.images.resolve(name)
      const image = await scope.engine.json<EngineImageDetail>('GET', { path: `/images/${segment(id)}/json` })
      const parent = image.Parent !== '' && (await maySee(scope, image.Parent)) ? image.Parent : ''
      return json(showDetail(scope.tenant, image, parent))
    },
  }),
  rule({
    id: 'image.history',
    spec: 'G-I4',
    method: 'GET',
    path: '/images/:name+/history',
    async run({ scope, params, about }) {
      const name = params.name as string
      about(name)
      const { id } = await scope.images.resolve(name)
      const rows = await scope.engine.json<EngineHistory[]>('GET', { path: `/images/${segment(id)}/history` })
      const images = await scope.images.list()
      const known = await scope.images.steps(images)
      for (const image of images) known.add(image.id)
      return json(showHistory(scope.tenant, rows, (one) => known.has(one)))
    },
  }),
  rule({
    id: 'image.tag',
    spec: 'G-I5',
    method: 'POST',
    path: '/images/:name+/tag',
    query: { repo: text, tag: text, force: dropped },
    run: ({ scope, params, query, about }) =>
      scope.alone('images', async () => {
        const name = params.name as string
        about(name)
        const ref = parseRef(query.tag ? `${query.repo ?? ''}:${query.tag}` : (query.repo ?? ''))
        if (ref.digest) throw bad('refusing to create a tag with a digest reference')
        const { id } = await scope.images.resolve(name)
        await checkQuota(scope.engine, await scope.images.list(), scope.catalog.list())
        await scope.images.tag(id, ref)
        scope.events.publish(eventNow('image', 'tag', id, eventAttributes(familiar(ref))))
        return empty(201)
      }),
  }),
  rule({
    id: 'image.remove',
    spec: 'G-I6',
    method: 'DELETE',
    path: '/images/:name+',
    query: { force: bool, noprune: dropped },
    run: ({ scope, params, query, about }) =>
      scope.alone('images', async () => {
        const name = params.name as string
        about(name)
        return json(await removeImage(scope, name, query.force))
      }),
  }),
  rule({
    id: 'image.prune',
    spec: 'G-I7',
    method: 'POST',
    path: '/images/prune',
    query: { filters },
    run: ({ scope, query }) => scope.alone('images', async () => json(await pruneImages(scope, query.filters))),
  }),
  rule({
    id: 'image.create',
    spec: 'G-I8',
    method: 'POST',
    path: '/images/create',
    body: 'tar',
    query: { fromImage: text, fromSrc: text, repo: text, tag: text, message: text, platform: text, changes: list },
    async run(call) {
      const { scope, query } = call
      if (query.fromSrc !== undefined && query.fromSrc !== '') return importImage(call)
      if (!query.fromImage) throw bad('neither fromImage nor fromSrc is given')
      const separator = query.tag?.includes(':') ? '@' : ':'
      const named = query.tag ? `${query.fromImage}${separator}${query.tag}` : query.fromImage
      const ref = parseRef(named)
      // Without a tag the engine takes all tags of the repository.
      const allTags =
        !query.tag &&
        familiarName(ref) === familiarName(parseRef(query.fromImage)) &&
        !/[:@][^/]*$/.test(query.fromImage)
      call.about(named)
      const account = accountOf(call)
      if (isClassName(ref)) return pullShared(call, account, ref, allTags)
      return jsonLines(await scope.alone('images', () => pullImages(scope, ref, allTags)))
    },
  }),
]

/** The steps of own builds, for docker images -a. */
async function stepImages(
  scope: Scope,
  steps: ReadonlySet<string>,
  listed: readonly TenantImage[],
): Promise<TenantImage[]> {
  const known = new Set(listed.map((image) => image.id))
  const out: TenantImage[] = []
  for (const id of steps) {
    if (known.has(id) || out.length >= STEPS_MAX) continue
    const image = await scope.engine.json<EngineImageDetail>('GET', { path: `/images/${segment(id)}/json` })
    const labels = image.Config?.Labels ?? {}
    const created = Math.floor(Date.parse(image.Created) / 1000)
    out.push({
      id,
      tags: [],
      ownTags: [],
      digests: [],
      own: false,
      catalog: false,
      parent: image.Parent,
      created,
      size: image.Size,
      labels,
    })
  }
  return out
}
/** Of docker images -a. */
const STEPS_MAX = 300

async function maySee(scope: Scope, id: string): Promise<boolean> {
  try {
    await scope.images.resolve(id)
    return true
  } catch {
    return false
  }
}
