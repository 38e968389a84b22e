// docker import: a file system as a tar -> an image with one layer.

import { eventNow } from './event-bus.ts'
import { checkChanges } from './image-commit.ts'
import { checkQuota } from './image-layer.ts'
import { parseRef } from './image-name.ts'
import { eventAttributes, jsonLines } from './image-show.ts'
import { TAR_MAX_BYTES } from './limit.ts'
import { bad, forbidden } from './refusal.ts'
import type { Answer, Call } from './rule.ts'
import { rewriteTar } from './tar-rewrite.ts'

/** Files in an imported file system. */
const IMPORT_MAX_ENTRIES = 100_000

interface ImportQuery {
  fromSrc: string | undefined
  repo: string | undefined
  tag: string | undefined
  message: string | undefined
  changes: string[]
}

export async function importImage(call: Call<ImportQuery>): Promise<Answer> {
  const { scope, query } = call
  if (query.fromSrc !== '-')
    throw forbidden(
      'importing from an address is not allowed on this machine: download the file in the shell, then docker import <file>',
    )
  const ref = query.repo ? parseRef(query.tag ? `${query.repo}:${query.tag}` : query.repo) : undefined
  if (ref?.digest) throw bad('cannot import digest reference')
  const changes = checkChanges(query.changes)
  call.about(query.repo ?? '')
  const id = await scope.alone('images', async () => {
    await checkQuota(scope.engine, await scope.images.list(), scope.catalog.list())
    const tar = rewriteTar(call.tar, {
      what: 'imported archive',
      maxBytes: TAR_MAX_BYTES,
      maxEntries: IMPORT_MAX_ENTRIES,
      signal: call.signal,
      entry: async (entry, out) => (entry.name === '' ? void entry.body.resume() : out.pass(entry)),
      end: async () => {},
    })
    const { stream } = await scope.engine.stream('POST', {
      path: '/images/create',
      query: { fromSrc: '-', ...(query.message && { message: query.message }), ...(changes.length > 0 && { changes }) },
      tar,
      signal: call.signal,
    })
    let made: string | undefined
    let text = ''
    for await (const part of stream) text += String(part)
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      const value = JSON.parse(line) as { status?: string; error?: string }
      if (value.error) throw bad(value.error)
      if (/^sha256:[0-9a-f]{64}$/.test(value.status ?? '')) made = value.status
    }
    if (!made) throw bad('the archive could not be imported')
    await scope.images.own(made)
    if (ref) await scope.images.tag(made, ref)
    return made
  })
  scope.events.publish(eventNow('image', 'import', id, eventAttributes(id)))
  return jsonLines([{ status: id }])
}
