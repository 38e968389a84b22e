// The catalog's images on the engine: found, pulled or built, one after the other in the order of their recipes, two at a
// time. `nginx`, `nginx:latest`, `docker.io/library/nginx` all mean the catalog's nginx.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalog, CatalogImage, Engine, Log, Undo } from '#server/agent/part.ts'
import type { Env } from '#server/env.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'
import { type BuildOptions, buildLocally, findBuilt, pullUpstream } from './build.ts'
import { type Recipe, readRecipes } from './recipe.ts'
import { catalogName } from './reference.ts'
import { aptProxies, makeRootfs } from './rootfs.ts'
import { upstreamAnswers } from './upstream.ts'

type CatalogHealth = Health['catalog']
type State = CatalogHealth[string]

const PARALLEL = 2
const ATTEMPTS = 3
const RETRY_MS = 5_000

export function createCatalog(options: { env: Env; log: Log; engine: Engine }): Catalog {
  const { env, log, engine } = options
  const stopping = new AbortController()
  const listeners = new Set<(health: CatalogHealth) => void>()
  const images = new Map<string, CatalogImage>()
  const states = new Map<string, State>()
  const readiness = new Map<string, PromiseWithResolvers>()
  let recipes: Recipe[] = []
  /** Absent until the images have been looked for. */
  let work: Promise<void> | undefined
  let upstream: Promise<boolean> | undefined

  const health = (): CatalogHealth => Object.fromEntries(states)
  function set(name: string, state: State): void {
    const before = states.get(name)
    if (before?.state === state.state && before.detail === state.detail) return
    states.set(name, state)
    const now = health()
    for (const listener of listeners) listener(now)
  }

  function settle(recipe: Recipe, image: CatalogImage): void {
    images.set(recipe.name, image)
    set(recipe.name, { state: 'ready', origin: image.origin })
    readinessOf(recipe.name).resolve(image)
  }

  function readinessOf(name: string): PromiseWithResolvers {
    const known = readiness.get(name)
    if (known) return known
    const made = withResolvers()
    readiness.set(name, made)
    return made
  }

  async function make(recipe: Recipe): Promise<void> {
    if (recipe.base) await readinessOf(recipe.base).promise
    for (let attempt = 1; ; attempt++) {
      stopping.signal.throwIfAborted()
      try {
        settle(recipe, await obtain(recipe))
        return
      } catch (error) {
        stopping.signal.throwIfAborted()
        const detail = error instanceof Error ? error.message : String(error)
        log.error({ image: recipe.name, attempt, detail }, `Catalog image ${recipe.name} could not be made`)
        // An engine that died meanwhile is not the recipe's fault.
        if (engine.health().state === 'ok' && attempt >= ATTEMPTS) throw new DrydockError('catalog-failed', detail)
        set(recipe.name, { state: 'building', detail: `trying again: ${detail.slice(0, 200)}` })
        await sleep(RETRY_MS * attempt, undefined, { signal: stopping.signal })
      }
    }
  }

  async function obtain(recipe: Recipe): Promise<CatalogImage> {
    const say = (detail: string) => set(recipe.name, { state: 'building', detail })
    const build: BuildOptions = { docker: engine.docker, recipe, signal: stopping.signal, say }
    say('starting')
    const began = Date.now()
    if (!(await pulled(build))) await built(build)
    const image = await findBuilt(engine.docker, recipe)
    if (!image) throw new Error('The engine does not have the image that was just made')
    log.info(
      { image: recipe.name, origin: image.origin, ms: Date.now() - began },
      `Catalog image ${recipe.name} is ready`,
    )
    return image
  }

  async function pulled(build: BuildOptions): Promise<boolean> {
    const host = env.upstream
    if (!host || !build.recipe.upstream) return false
    upstream ??= upstreamAnswers(host, stopping.signal)
    if (!(await upstream)) return false
    try {
      await pullUpstream({ ...build, upstream: host })
      return true
    } catch (error) {
      stopping.signal.throwIfAborted()
      log.warn({ image: build.recipe.name, error: String(error) }, 'Pulling failed; building from Debian packages')
      return false
    }
  }

  async function built(build: BuildOptions): Promise<void> {
    const { recipe, signal, say } = build
    const proxies = await aptProxies(env.proxies)
    const rootfs = recipe.rootfs ? join(env.home, 'cache', `${recipe.name}.tar`) : undefined
    try {
      if (recipe.rootfs && rootfs) await makeRootfs({ suite: recipe.rootfs.suite, file: rootfs, signal, say, proxies })
      await buildLocally({ ...build, rootfs, proxies })
    } finally {
      if (rootfs) rmSync(rootfs, { force: true })
    }
  }

  async function makeAll(missing: Recipe[]): Promise<void> {
    const queue = [...missing]
    const worker = async () => {
      for (let recipe = queue.shift(); recipe; recipe = queue.shift()) {
        try {
          await make(recipe)
        } catch (error) {
          if (!stopping.signal.aborted)
            set(recipe.name, { state: 'failed', detail: error instanceof Error ? error.message : String(error) })
          readinessOf(recipe.name).reject(
            error instanceof DrydockError ? error : new DrydockError('catalog-failed', String(error)),
          )
        }
      }
    }
    await Promise.all(Array.from({ length: PARALLEL }, worker))
  }

  return {
    health,
    onHealth(listener): Undo {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async start() {
      // The agent tries again when a later part of it could not start. What is being built is not built twice.
      if (work) return
      recipes = readRecipes(join(env.root, 'content', 'images'))
      const missing: Recipe[] = []
      for (const recipe of recipes) {
        const image = await findBuilt(engine.docker, recipe)
        if (image) settle(recipe, image)
        else missing.push(recipe)
      }
      for (const recipe of missing) set(recipe.name, { state: 'waiting' })
      work = makeAll(missing)
    },
    async stop() {
      stopping.abort()
      await work
    },
    find(reference) {
      const asked = catalogName(reference)
      const recipe = asked && recipes.find(({ name, tags }) => name === asked.name && tags.includes(asked.tag))
      const image = recipe && !recipe.internal ? images.get(recipe.name) : undefined
      return image && asked ? { ...image, tag: asked.tag } : undefined
    },
    list: () => [...images.values()].filter(({ internal }) => !internal),
    async ready(name) {
      if (recipes.length > 0 && !recipes.some((recipe) => recipe.name === name))
        throw new DrydockError('catalog-failed', `there is no image ${name} in the catalog`)
      return readinessOf(name).promise
    },
  }
}

interface PromiseWithResolvers {
  promise: Promise<CatalogImage>
  resolve: (image: CatalogImage) => void
  reject: (error: Error) => void
}

function withResolvers(): PromiseWithResolvers {
  let resolve = (_: CatalogImage) => {}
  let reject = (_: Error) => {}
  const promise = new Promise<CatalogImage>((yes, no) => {
    resolve = yes
    reject = no
  })
  // A failure is in the health as well; not everybody asks for every image.
  promise.catch(() => {})
  return { promise, resolve, reject }
}
