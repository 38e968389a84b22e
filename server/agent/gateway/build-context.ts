// The build context: passed on as it streams in, with the Dockerfile the engine is told to use added at its end under a name of our
// own. The learner's Dockerfile stays in it (COPY Dockerfile works); ours is listed in .dockerignore, so the builder takes it out
// before the first COPY, as the docker CLI does for a Dockerfile from outside the context.
import type { Readable } from 'node:stream'
import { ignores } from './docker-ignore.ts'
import { DOCKERFILE_MAX_BYTES } from './dockerfile-parse.ts'
import { CONTEXT_MAX_BYTES, CONTEXT_MAX_ENTRIES } from './limit.ts'
import { bad } from './refusal.ts'
import { readEntry, rewriteTar, type TarEntry } from './tar-rewrite.ts'

/** Constant, so that a .dockerignore that is copied into an image does not spoil the build cache. */
export const DOCKERFILE_NAME = '.drydock.Dockerfile'
const IGNORE_NAME = '.dockerignore'
const IGNORE_MAX_BYTES = 64 * 1024

interface Held {
  entry: TarEntry
  bytes: Buffer
}

export function rewriteContext(options: {
  input: Readable
  /** As asked: Dockerfile, docker/app.Dockerfile … */
  dockerfile: string
  signal: AbortSignal
  /** The learner's Dockerfile -> the one for the engine. */
  rewrite(bytes: Buffer): Promise<string>
}): Readable {
  const path = dockerfilePath(options.dockerfile)
  // The engine falls back to lower case only for the default name.
  const candidates = path === 'Dockerfile' ? [path, 'dockerfile'] : [path]
  const held = new Map<string, Held>()
  return rewriteTar(options.input, {
    what: 'build context',
    maxBytes: CONTEXT_MAX_BYTES,
    maxEntries: CONTEXT_MAX_ENTRIES,
    signal: options.signal,
    async entry(entry, out) {
      if (entry.name === '') return void (await readEntry(entry, 0))
      if (entry.name === DOCKERFILE_NAME)
        throw bad(`the build context has a file ${DOCKERFILE_NAME}: choose another name`)
      const holds = candidates.includes(entry.name)
        ? DOCKERFILE_MAX_BYTES
        : entry.name === IGNORE_NAME
          ? IGNORE_MAX_BYTES
          : 0
      if (holds === 0) return out.pass(entry)
      if (entry.type === 'directory' && candidates.includes(entry.name) && candidates.length > 1) return out.pass(entry)
      if (entry.type !== 'file') throw bad(`${entry.name} must be a plain file, not a ${entry.type}`)
      held.set(entry.name, { entry, bytes: await readEntry(entry, holds) })
    },
    async end(out) {
      const found = candidates.find((name) => held.has(name))
      if (!found) throw bad(`Cannot locate specified Dockerfile: ${path}`)
      const text = await options.rewrite((held.get(found) as Held).bytes)
      const ignore = held.get(IGNORE_NAME)
      const rules = ignore?.bytes.toString('utf8') ?? ''
      held.delete(IGNORE_NAME)
      for (const [name, { entry, bytes }] of held)
        if (name !== found || !ignores(rules, name)) await out.add({ ...plain(entry), name }, bytes)
      const own = ignore ? `${rules.endsWith('\n') || rules === '' ? rules : `${rules}\n`}` : `${IGNORE_NAME}\n`
      await out.add({ ...plain(ignore?.entry), name: IGNORE_NAME }, Buffer.from(`${own}${DOCKERFILE_NAME}\n`))
      await out.add({ name: DOCKERFILE_NAME, mode: 0o600, mtime: new Date(0) }, Buffer.from(text))
    },
  })
}

const plain = (entry?: TarEntry) => ({
  mode: (entry?.header.mode ?? 0o644) & 0o7777,
  uid: entry?.header.uid ?? 0,
  gid: entry?.header.gid ?? 0,
  mtime: entry?.header.mtime ?? new Date(0),
})

const PATH_MAX_CHARS = 255

/** @throws Refusal 400 */
function dockerfilePath(asked: string): string {
  const parts: string[] = []
  for (const part of (asked || 'Dockerfile').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  if (asked.length > PATH_MAX_CHARS) throw bad(`the Dockerfile's path is longer than ${PATH_MAX_CHARS} characters`)
  if (parts.length === 0) throw bad(`Cannot locate specified Dockerfile: ${asked}`)
  return parts.join('/')
}
