// One catalog image: pulled from upstream or built with the engine's classic builder, labelled with where it comes from.
import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type Dockerode from 'dockerode'
import { pack } from 'tar-stream'
import type { CatalogImage } from '#server/agent/part.ts'
import type { Recipe } from './recipe.ts'

export const CATALOG_HOST = 'catalog.drydock.local'
export const RECIPE_LABEL = 'drydock.recipe'
export const ORIGIN_LABEL = 'drydock.origin'
/** A second name, by recipe: another checkout on the same engine may take the first one for an image of its own. */
const KEPT_HOST = 'recipe.drydock.local'

const keptRef = (recipe: Recipe) => `${KEPT_HOST}/${recipe.name}:${recipe.hash}`
export const refOf = (name: string, tag: string) => `${CATALOG_HOST}/${name}:${tag}`

export interface BuildOptions {
  docker: Dockerode
  recipe: Recipe
  signal: AbortSignal
  /** What is being done now, in a few words. */
  say: (text: string) => void
}

/** The image as it is on the engine, made by this very recipe; undefined when it isn't there. */
export async function findBuilt(docker: Dockerode, recipe: Recipe): Promise<CatalogImage | undefined> {
  const tag = recipe.tags[0] as string
  const ref = refOf(recipe.name, tag)
  const image = (await ownImage(docker, ref, recipe)) ?? (await ownImage(docker, keptRef(recipe), recipe))
  if (!image) return undefined
  const origin = image.Config.Labels?.[ORIGIN_LABEL] === 'upstream' ? 'upstream' : 'debian-packages'
  const tags = recipe.tags.map((each) => ({ repo: `${CATALOG_HOST}/${recipe.name}`, tag: each }))
  for (const name of [...tags, { repo: `${KEPT_HOST}/${recipe.name}`, tag: recipe.hash }])
    await docker.getImage(image.Id).tag(name)
  return { name: recipe.name, tag, id: image.Id, ref, origin, internal: recipe.internal }
}

/** Whose labels are right; those of an image that a learner built on ours are so, too, but no learner can give it our names. */
async function ownImage(docker: Dockerode, ref: string, recipe: Recipe) {
  const image = await docker
    .getImage(ref)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return undefined
      throw error
    })
  return image?.Config.Labels?.[RECIPE_LABEL] === recipe.hash ? image : undefined
}

/** Pulls the upstream image and puts the labels on it; the engine keeps no tag of the upstream's own name. */
export async function pullUpstream(options: BuildOptions & { upstream: string }): Promise<void> {
  const { docker, recipe, signal, say } = options
  const reference = upstreamReference(recipe.upstream as string, options.upstream)
  say(`pulling ${reference}`)
  const had = await docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      () => false,
    )
  const stream = await docker.pull(reference, { abortSignal: signal })
  await follow(docker, stream, signal, (event) => event.status && say(event.status))
  await build(options, 'upstream', async (tar) => {
    tar.entry({ name: 'Dockerfile' }, `FROM ${reference}\n`)
  })
  if (!had) await docker.getImage(reference).remove({ noprune: true })
}

/** docker.io/library/nginx:latest at another registry: its host takes the place of docker.io. */
export function upstreamReference(reference: string, upstream: string): string {
  return upstream === 'docker.io' ? reference : reference.replace(/^docker\.io\//, `${upstream}/`)
}

export async function buildLocally(
  options: BuildOptions & { rootfs: string | undefined; proxies: Record<string, string> },
): Promise<void> {
  const { recipe, rootfs } = options
  await build(
    options,
    'debian-packages',
    async (tar) => {
      for (const [name, content] of Object.entries(recipe.files)) tar.entry({ name }, content)
      if (rootfs)
        await pipeline(createReadStream(rootfs), tar.entry({ name: 'rootfs.tar', size: statSync(rootfs).size }))
    },
    options.proxies,
  )
}

async function build(
  { docker, recipe, signal, say }: BuildOptions,
  origin: CatalogImage['origin'],
  write: (tar: ReturnType<typeof pack>) => Promise<void>,
  proxies: Record<string, string> = {},
): Promise<void> {
  const tar = pack()
  const written = write(tar).then(
    () => tar.finalize(),
    (error) => tar.destroy(error),
  )
  const stream = await docker.buildImage(Readable.from(tar), {
    t: refOf(recipe.name, recipe.tags[0] as string),
    labels: { 'drydock.catalog': recipe.name, [ORIGIN_LABEL]: origin, [RECIPE_LABEL]: recipe.hash },
    // Predefined build arguments: they reach RUN and stay out of the image.
    buildargs: proxies,
    // Mirrors give other packages tomorrow; a changed recipe means all of it anew.
    nocache: true,
    rm: true,
    forcerm: true,
    version: '1',
    abortSignal: signal,
  })
  await written
  const steps = new Set<string>()
  await follow(docker, stream, signal, (event) => {
    for (const [, id] of (event.stream ?? '').matchAll(/^ ---> ([0-9a-f]{12})$/gm)) steps.add(id as string)
    const step = /^Step (\d+\/\d+) : (\w+)/.exec(event.stream ?? '')
    if (step) say(`step ${step[1]} ${step[2]}`)
  })
  await removeStages(docker, [...steps])
}

interface Progress {
  stream?: string
  status?: string
  error?: string
}

async function follow(
  docker: Dockerode,
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
  onEvent: (event: Progress) => void,
): Promise<void> {
  const cut = () => (stream as Readable).destroy(signal.reason)
  signal.addEventListener('abort', cut, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      let failure: string | undefined
      let said = ''
      docker.modem.followProgress(
        stream,
        (error: Error | null) => {
          if (failure) reject(new Error(`${failure}${said ? ` (${said.trim().slice(-500)})` : ''}`))
          else if (error) reject(error)
          else resolve()
        },
        (event: Progress) => {
          failure ??= event.error
          if (event.stream && !event.error) said = (said + event.stream).slice(-1000)
          onEvent(event)
        },
      )
    })
  } finally {
    signal.removeEventListener('abort', cut)
  }
}

/** Images of build stages stay behind untagged; those that the result stands on can't be removed, which is as it should be. */
async function removeStages(docker: Dockerode, ids: string[]): Promise<void> {
  for (const id of ids.reverse()) {
    const image = await docker
      .getImage(id)
      .inspect()
      .catch(() => undefined)
    if (image && image.RepoTags.length === 0)
      await docker
        .getImage(id)
        .remove()
        .catch(() => {})
  }
}
