// docker push: an own tag -> the class registry, into the namespace of the account that is logged in. The engine does the work, under a name
// and with a token that only exist while it does.
import type { RegistryAccount, RegistryGrant } from '../part.ts'
import { showError } from './answer.ts'
import { eventNow } from './event-bus.ts'
import { imageLayers } from './image-layer.ts'
import { familiar, familiarName, isClassName, parseRef, type Ref } from './image-name.ts'
import { eventAttributes } from './image-show.ts'
import { engineLines, liveLines, type Say } from './json-stream.ts'
import { bad, forbidden, missing } from './refusal.ts'
import { accountOf, registryOf } from './registry-auth.ts'
import type { Answer, Call } from './rule.ts'
import type { Scope } from './scope.ts'
import { segment } from './upstream.ts'

/** As Docker Hub says it, whether the repository is another's, the catalog's, or nobody is logged in. */
const DENIED = 'denied: requested access to the resource is denied'

interface Source {
  id: string
  ref: Ref & { tag: string }
}

/** `tag` undefined: all tags of the repository. @throws Refusal 403 for other registries */
export function pushImage(call: Call, name: string, tag: string | undefined): Answer {
  const { scope } = call
  const repository = parseRef(name)
  if (repository.digest) throw bad('cannot push a digest reference')
  if (repository.host !== '')
    throw forbidden(
      `pushing to ${repository.host} is not possible on this machine: tag the image as <your account>/<name> and push it to the class registry`,
    )
  const account = accountOf(call)
  const wanted = tag ?? (/:[^/]*$/.test(name) ? repository.tag : undefined)
  return liveLines(call, async (say) => {
    say({ status: `The push refers to repository [docker.io/${hubPath(repository)}]` })
    for (const source of await sources(scope, repository, wanted)) await pushOne(call, say, source, account)
  })
}

async function sources(scope: Scope, repository: Ref, tag: string | undefined): Promise<Source[]> {
  const name = familiarName(repository)
  const found: Source[] = []
  for (const image of await scope.images.list())
    for (const shown of image.tags) {
      const ref = parseRef(shown)
      if (familiarName(ref) === name && ref.tag) found.push({ id: image.id, ref: { ...ref, tag: ref.tag } })
    }
  if (found.length === 0) throw missing(`An image does not exist locally with the tag: ${name}`)
  if (tag === undefined) return found
  const wanted = found.filter(({ ref }) => ref.tag === tag)
  if (wanted.length === 0) throw missing(`tag does not exist: ${name}:${tag}`)
  return wanted
}

async function pushOne(call: Call, say: Say, { id, ref }: Source, account: RegistryAccount | undefined): Promise<void> {
  const { scope } = call
  const registry = registryOf(scope)
  const layers = await imageLayers(scope.engine, id)
  for (const layer of [...layers].reverse()) say({ status: 'Preparing', progressDetail: {}, id: shortId(layer) })
  if (!account || !isClassName(ref) || !ref.path.startsWith(`${account.name}/`)) throw forbidden(DENIED)
  const full = registry.full(account, ref.path, ref.tag)
  if (full) throw forbidden(`denied: ${full}`)
  const shown = familiar(ref)
  const note = scope.transfers.begin('push', shown)
  for (const layer of new Set(layers)) note.line({ status: 'Preparing', id: shortId(layer) })
  const sayToo: Say = (line) => {
    note.line(line)
    say(line)
  }
  const { digest, blobs } = await registry
    .transfer(ref.path, ['pull', 'push'], async (grant) => {
      await send(call, sayToo, { id, ref }, grant)
      return registry.pushed(ref.path, ref.tag)
    })
    .catch((error) => {
      note.end(showError(error, scope.tenant.id).message)
      throw error
    })
  note.known({ digest, layers: layerBlobs(layers, blobs) })
  note.end()
  await scope.images.addDigest(id, ref, digest)
  scope.events.publish(eventNow('image', 'push', shown, eventAttributes(shown)))
}

async function send(call: Call, say: Say, { id, ref }: Source, grant: RegistryGrant): Promise<void> {
  const { engine } = call.scope
  const engineRef = `${grant.repository}:${ref.tag}`
  await engine.json('POST', {
    path: `/images/${segment(id)}/tag`,
    query: { repo: grant.repository, tag: ref.tag },
  })
  try {
    const lines = engineLines(call, {
      path: `/images/${grant.repository}/push`,
      query: { tag: ref.tag },
      headers: { 'X-Registry-Auth': grant.auth },
    })
    for await (const line of lines) {
      if (typeof line.error === 'string') throw bad(line.error.replaceAll(grant.repository, ref.path))
      // The engine's own name of the repository; ours is said already.
      if (typeof line.status === 'string' && line.status.startsWith('The push refers to')) continue
      if (line.status === 'Preparing') continue
      say(line)
    }
  } finally {
    await engine
      .json('DELETE', { path: `/images/${segment(engineRef)}`, query: { noprune: true } })
      .catch((error) => call.scope.log.warn({ error: String(error) }, 'reference of a push not removed'))
  }
}

const shortId = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + 12)

/**
 * The image's layers (by what is in them, as push prints them) beside the blobs that the registry keeps of them. The manifest lists its
 * config first, then a blob per layer; the same layer twice is one blob.
 */
export function layerBlobs(layers: readonly string[], blobs: Record<string, number>) {
  const [, ...kept] = Object.entries(blobs)
  return [...new Set(layers)].flatMap((layer, index) => {
    const blob = kept[index]
    return blob ? [{ id: shortId(layer), digest: blob[0], size: blob[1] }] : []
  })
}

/** library/nginx, alice/app */
const hubPath = (ref: Ref) => (ref.path.includes('/') ? ref.path : `library/${ref.path}`)
