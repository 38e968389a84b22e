// docker pull of alice/app: from the class registry, when its owner has made it public or is the one who asks. What the account may read is
// decided before the engine is told anything; the engine then gets a token for this repository, and a digest in place of the tag.
import type { RegistryAccount, RegistryGrant, RegistryManifest } from '../part.ts'
import { showError } from './answer.ts'
import { eventNow } from './event-bus.ts'
import type { TenantImage } from './image-door.ts'
import { checkQuota, imageLayers } from './image-layer.ts'
import { familiar, familiarName, type Ref } from './image-name.ts'
import { eventAttributes } from './image-show.ts'
import { engineLines, type Line, liveLines, type Say } from './json-stream.ts'
import { bad, EngineError, missing, Refusal } from './refusal.ts'
import { registryOf } from './registry-auth.ts'
import type { Answer, Call } from './rule.ts'
import type { Scope } from './scope.ts'
import { segment } from './upstream.ts'

interface Wanted {
  /** With its tag, or with its digest. */
  ref: Ref
  manifest: RegistryManifest
}

/** What a pull needs of its call. */
type Puller = Pick<Call, 'scope' | 'signal'>

/** @throws Refusal 404 in the engine's words, 503 while the registry is away */
export async function pullShared(
  call: Puller,
  account: RegistryAccount | undefined,
  asked: Ref,
  allTags: boolean,
): Promise<Answer> {
  const wanted = await lookUp(call.scope, account, asked, allTags)
  return liveLines(call, async (say) => {
    for (const one of wanted) await pullOne(call, say, one)
  })
}

/** For FROM: pulls without a word. False: there is no such image for this account. @throws Refusal 503 */
export async function pullQuietly(call: Puller, account: RegistryAccount | undefined, asked: Ref): Promise<boolean> {
  try {
    for (const one of await lookUp(call.scope, account, asked, false)) await pullOne(call, () => {}, one)
    return true
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return false
    throw error
  }
}

async function lookUp(
  scope: Scope,
  account: RegistryAccount | undefined,
  asked: Ref,
  allTags: boolean,
): Promise<Wanted[]> {
  const registry = registryOf(scope)
  const name = familiarName(asked)
  const repository = registry.readable(asked.path, account)
  if (!repository)
    throw missing(
      `pull access denied for ${name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    )
  const one = async (ref: Ref, reference: string): Promise<Wanted> => {
    const manifest = await registry.manifest(asked.path, reference)
    if (manifest) return { ref, manifest }
    throw missing(`manifest for ${familiar(ref)} not found: manifest unknown: manifest unknown`)
  }
  if (asked.digest) return [await one({ ...asked, tag: undefined }, asked.digest)]
  const tags = allTags ? Object.keys(repository.tags) : [asked.tag ?? 'latest']
  return Promise.all(tags.map((tag) => one({ ...asked, tag }, tag)))
}

async function pullOne(call: Puller, say: Say, { ref, manifest }: Wanted): Promise<void> {
  const { scope } = call
  const shown = familiar(ref)
  const digest = `${familiarName(ref)}@${manifest.digest}`
  const images = await scope.images.list()
  const here = images.find((image) => image.id === manifest.config && image.own)
  const known = here?.digests.includes(digest) && (ref.digest !== undefined || here.tags.includes(shown))
  say({ status: `Pulling from ${ref.path}`, id: ref.digest ?? ref.tag })
  if (!known) {
    await checkQuota(scope.engine, images, scope.catalog.list())
    const lines = await layerLines(scope, images, manifest)
    const note = scope.transfers.begin('pull', shown)
    note.known({ digest: manifest.digest, layers: [...new Set(manifest.layers)].map((one) => blobOf(one, manifest)) })
    const sayToo: Say = (line) => {
      note.line(line)
      say(line)
    }
    await registryOf(scope)
      .transfer(ref.path, ['pull'], async (grant) => {
        try {
          const id = await fetchImage(call, sayToo, { ref, manifest }, grant, lines)
          // Not in a turn of the tenant's: a load that it never ends would hold up all who want this repository.
          await (ref.tag ? scope.images.tag(id, ref) : scope.images.own(id))
          await scope.images.addDigest(id, ref, manifest.digest)
        } finally {
          await dropReference(scope, `${grant.repository}@${manifest.digest}`)
        }
      })
      .catch((error) => {
        note.end(showError(error, scope.tenant.id).message)
        throw error
      })
    note.end()
    scope.events.publish(eventNow('image', 'pull', shown, eventAttributes(familiarName(ref))))
  }
  say({ status: `Digest: ${manifest.digest}` })
  say({ status: `Status: ${known ? 'Image is up to date' : 'Downloaded newer image'} for ${shown}` })
}

/** Layers of the image by the short digests that a pull shows, and whether the tenant has them. */
type LayerLines = Map<string, 'here' | 'missing'>

/** The engine's own words would tell which layers classmates have; what counts are the tenant's own. */
async function layerLines(scope: Scope, images: TenantImage[], manifest: RegistryManifest): Promise<LayerLines> {
  const own = new Set<string>()
  for (const image of images) for (const layer of await imageLayers(scope.engine, image.id)) own.add(layer)
  // Unknown to the engine: then all of it is fetched.
  const diffs = await imageLayers(scope.engine, manifest.config).catch(() => [])
  return new Map(
    manifest.layers.map((layer, i) => [shortId(layer), own.has(diffs[i] ?? '') ? 'here' : 'missing'] as const),
  )
}

/** Resolves to the image's id, when the engine has it under the grant's name. */
async function fetchImage(
  call: Puller,
  say: Say,
  { ref, manifest }: Wanted,
  grant: RegistryGrant,
  layers: LayerLines,
): Promise<string> {
  const step = (status: string, id: string): Line => ({ status, progressDetail: {}, id })
  for (const [id, where] of layers) say(step(where === 'here' ? 'Already exists' : 'Pulling fs layer', id))
  const done = new Set<unknown>()
  const lines = engineLines(call, {
    path: '/images/create',
    query: { fromImage: grant.repository, tag: manifest.digest },
    headers: { 'X-Registry-Auth': grant.auth },
  })
  for await (const line of lines) {
    if (typeof line.error === 'string') throw bad(line.error.replaceAll(grant.repository, familiarName(ref)))
    if (layers.get(String(line.id)) !== 'missing' || line.status === 'Pulling fs layer') continue
    if (line.status === 'Already exists') continue
    if (line.status === 'Pull complete') done.add(line.id)
    say(line)
  }
  for (const [id, where] of layers) {
    if (where === 'here' || done.has(id)) continue
    say(step('Download complete', id))
    say(step('Pull complete', id))
  }
  const { Id } = await call.scope.engine.json<{ Id: string }>('GET', {
    path: `/images/${segment(`${grant.repository}@${manifest.digest}`)}/json`,
  })
  if (Id !== manifest.config) throw new Error(`the engine made ${Id} of ${manifest.config}`)
  return Id
}

const dropReference = (scope: Scope, reference: string) =>
  scope.engine.json('DELETE', { path: `/images/${segment(reference)}`, query: { noprune: true } }).catch((error) => {
    // A pull that failed has left none.
    if (!(error instanceof EngineError) || error.status !== 404)
      scope.log.warn({ error: String(error) }, 'reference of a pull not removed')
  })

const blobOf = (digest: string, { blobs }: RegistryManifest) => ({
  id: shortId(digest),
  digest,
  size: blobs[digest] ?? 0,
})

const shortId = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + 12)
