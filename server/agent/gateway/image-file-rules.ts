// Images as files, and from containers: save, load, commit. SPEC.md G-I10 to G-I12
import type { Readable } from 'node:stream'
import { eventNow } from './event-bus.ts'
import { type LoadedImage, rewriteLoaded, rewriteSaved } from './image-archive.ts'
import { checkChanges } from './image-commit.ts'
import { checkQuota } from './image-layer.ts'
import { catalogRef, familiar, ownRef, parseRef } from './image-name.ts'
import { eventAttributes, jsonLines } from './image-show.ts'
import { bool, boolDefaultTrue, dropped, list, text } from './query.ts'
import { bad } from './refusal.ts'
import { type Answer, type Call, json, type Rule, rule } from './rule.ts'
import { readObject } from './shape.ts'

const SAVE_MAX_IMAGES = 20

async function save(call: Call, names: string[]): Promise<Answer> {
  const { scope } = call
  if (names.length === 0) throw bad('no image is named')
  if (names.length > SAVE_MAX_IMAGES)
    throw bad(`more than ${SAVE_MAX_IMAGES} images in one archive: save them in several files`)
  const engineNames: string[] = []
  for (const name of names) {
    const found = await scope.images.resolve(name)
    // By tag, so that the archive carries the tag; an id brings none.
    if (!found.ref || found.source === 'id') engineNames.push(found.id)
    else engineNames.push(found.source === 'own' ? ownRef(scope.tenant.id, found.ref) : catalogRef(found.ref))
    scope.events.publish(eventNow('image', 'save', found.id, eventAttributes(found.id)))
  }
  call.about(names.join(' '))
  const { stream } = await scope.engine.stream('GET', {
    path: '/images/get',
    query: { names: engineNames },
    signal: call.signal,
  })
  return {
    kind: 'stream',
    status: 200,
    headers: { 'Content-Type': 'application/x-tar' },
    stream: rewriteSaved(scope.tenant, stream, call.signal),
  }
}

async function load(call: Call<{ quiet: boolean }>): Promise<Answer> {
  const { scope } = call
  return scope.alone('images', async () => {
    await checkQuota(scope.engine, await scope.images.list(), scope.catalog.list())
    let found: LoadedImage[] = []
    const tar = rewriteLoaded(call.tar, call.signal, (images) => {
      found = images
    })
    const { stream } = await scope.engine.stream('POST', {
      path: '/images/load',
      query: { quiet: true },
      tar,
      signal: call.signal,
    })
    await throwLoadError(stream)
    const lines: object[] = []
    for (const image of found) {
      await scope.images.own(image.id)
      for (const tag of image.tags) await scope.images.tag(image.id, parseRef(tag))
      scope.events.publish(eventNow('image', 'load', image.id, eventAttributes(image.id)))
      if (image.tags.length === 0) lines.push({ stream: `Loaded image ID: ${image.id}\n` })
      for (const tag of image.tags) lines.push({ stream: `Loaded image: ${tag}\n` })
    }
    return jsonLines(lines)
  })
}

async function throwLoadError(stream: Readable) {
  let out = ''
  for await (const part of stream) out += String(part)
  for (const line of out.split('\n')) {
    if (!line.startsWith('{')) continue
    const { error } = JSON.parse(line) as { error?: string }
    if (error) throw bad(error)
  }
}

export const imageFileRules: Rule[] = [
  rule({
    id: 'image.save',
    spec: 'G-I10',
    method: 'GET',
    path: '/images/get',
    query: { names: list, platform: dropped },
    run: (call) => save(call, call.query.names),
  }),
  rule({
    id: 'image.save',
    spec: 'G-I10',
    method: 'GET',
    path: '/images/:name+/get',
    query: { platform: dropped },
    run: (call) => save(call, [call.params.name as string]),
  }),
  rule({
    id: 'image.load',
    spec: 'G-I11',
    method: 'POST',
    path: '/images/load',
    body: 'tar',
    query: { quiet: bool, platform: dropped },
    run: load,
  }),
  rule({
    id: 'image.commit',
    spec: 'G-I12',
    method: 'POST',
    path: '/commit',
    body: 'json',
    query: {
      container: text,
      repo: text,
      tag: text,
      comment: text,
      author: text,
      pause: boolDefaultTrue,
      changes: list,
    },
    run: ({ scope, query, body, about }) =>
      scope.alone('images', async () => {
        const container = await scope.containers.resolve(query.container ?? '')
        about(container.name)
        // The CLI sends null; the configuration is changed with --change.
        readObject(body, '', {})
        const ref = query.repo ? parseRef(query.tag ? `${query.repo}:${query.tag}` : query.repo) : undefined
        if (ref?.digest) throw bad('cannot commit to digest reference')
        const changes = checkChanges(query.changes)
        await checkQuota(scope.engine, await scope.images.list(), scope.catalog.list())
        const { Id } = await scope.engine.json<{ Id: string }>('POST', {
          path: '/commit',
          query: {
            container: container.id,
            pause: query.pause,
            ...(query.comment && { comment: query.comment }),
            ...(query.author && { author: query.author }),
            ...(changes.length > 0 && { changes }),
          },
          body: null as never,
        })
        await scope.images.own(Id)
        if (ref) {
          await scope.images.tag(Id, ref)
          scope.events.publish(eventNow('image', 'tag', Id, eventAttributes(familiar(ref))))
        }
        return json({ Id }, 201)
      }),
  }),
]
