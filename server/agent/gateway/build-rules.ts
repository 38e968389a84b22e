// docker build with the classic builder. SPEC.md G-B…

import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { DOCKERFILE_NAME, rewriteContext } from './build-context.ts'
import { awaitLeftovers, removeLeftovers } from './build-leftover.ts'
import { type BuildResult, createBuildOutput } from './build-output.ts'
import { type BuildRequest, buildQuery, readBuild } from './build-query.ts'
import { watchBuild } from './build-watch.ts'
import { ownNetwork } from './create-network.ts'
import { parseDockerfile } from './dockerfile-parse.ts'
import { type BaseImage, BUILD_LABEL, type Rewritten, rewriteDockerfile } from './dockerfile-rewrite.ts'
import { eventNow } from './event-bus.ts'
import { inCatalog, type TenantImage, visibleCatalog } from './image-door.ts'
import { checkQuota } from './image-layer.ts'
import { familiar, isClassName, parseRef } from './image-name.ts'
import { pullQuietly } from './image-pull-class.ts'
import { eventAttributes } from './image-show.ts'
import { PIDS_DEFAULT } from './limit.ts'
import { visibleText } from './name.ts'
import { bool, dropped, filters } from './query.ts'
import { EngineError, Refusal } from './refusal.ts'
import { buildAccount } from './registry-auth.ts'
import { type Answer, type Call, json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { segment } from './upstream.ts'

/** Names no image: with any name here the engine's cache is only what the named images are made of. */
const NO_CACHE = 'drydock.local/none:none'

async function build(call: Call<Parameters<typeof readBuild>[0]>): Promise<Answer> {
  const { scope } = call
  const request = readBuild(call.query)
  call.about(request.tags.map(familiar).join(' '))
  const release = await takeTurn(scope)
  const stop = new AbortController()
  const onGone = () => stop.abort()
  let handedOver = false
  try {
    if (call.signal.aborted) throw new Refusal(499, 'the client went away', false)
    call.signal.addEventListener('abort', onGone, { once: true })
    const images = await scope.images.kept()
    await checkQuota(scope.engine, images, scope.catalog.list())
    const answer = await start(call, request, images, stop, () => {
      call.signal.removeEventListener('abort', onGone)
      release()
    })
    handedOver = true
    return answer
  } finally {
    if (!handedOver) release()
  }
}

/** One build at a time: the next waits. */
function takeTurn(scope: Scope): Promise<() => void> {
  return new Promise((resolve) => {
    void scope.alone('build', () => new Promise<void>((release) => resolve(release)))
  })
}

async function start(
  call: Call<unknown>,
  request: BuildRequest,
  images: readonly TenantImage[],
  stop: AbortController,
  done: () => void,
): Promise<Answer> {
  const { scope } = call
  let rewritten: Rewritten | undefined
  const tar = rewriteContext({
    input: call.tar,
    dockerfile: request.dockerfile,
    signal: stop.signal,
    async rewrite(bytes) {
      rewritten = await rewriteDockerfile(parseDockerfile(bytes), {
        tenant: scope.tenant.id,
        buildArgs: request.buildArgs,
        image: (name) => baseImage(call, name),
        ...(request.target && { target: request.target }),
      })
      return rewritten.text
    },
  })
  const { stream } = await scope.engine
    .stream('POST', {
      path: '/build',
      query: {
        ...request.query,
        dockerfile: DOCKERFILE_NAME,
        networkmode: await networkMode(scope, request),
        cachefrom: JSON.stringify(cacheImages(scope, images)),
        // The only bound on the processes of a step from its first moment.
        cgroupparent: scope.room.group()?.builds,
      },
      tar,
      signal: stop.signal,
    })
    .catch((error) => {
      throw error instanceof EngineError ? new EngineError(error.status, ownLines(error.message, rewritten)) : error
    })
  const output = createBuildOutput({
    steps: () => rewritten?.steps ?? [],
    quiet: request.quiet,
    clean: (text) => ownLines(visibleText(scope.tenant.id, text), rewritten),
    onContainer(id) {
      void limitPids(scope, id)
      watch.container(id)
    },
  })
  const out = new PassThrough()
  const write = (message: object) => out.write(`${JSON.stringify(message)}\r\n`)
  /** Why the gateway itself ended the build. */
  let reason: string | undefined
  const end = (why: string) => {
    reason ??= why
    stop.abort()
  }
  const { buildMs } = scope.limits
  const timer = setTimeout(
    () =>
      end(`the build was stopped after ${shownTime(buildMs)}, the longest this machine allows: make its steps smaller`),
    buildMs,
  )
  const watch = watchBuild(scope, end)
  const note = scope.builds.begin(request.tags.map(familiar))
  const pump = async () => {
    let from = false
    try {
      for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
        if (line.trim() === '') continue
        const { last } = output.result
        const message = JSON.parse(line)
        from = isStep(message) ? isFrom(message) : from
        for (const shown of output.show(message)) {
          note.line(shown)
          if (!write(shown)) await new Promise((resolve) => out.once('drain', resolve).once('close', resolve))
        }
        if (output.result.last && output.result.last !== last) watch.step(output.result.last, from)
      }
      stop.signal.throwIfAborted()
      for (const message of await keep(scope, request, output.result)) write(message)
    } catch (error) {
      if (reason) output.result.error = reason
      else if (!stop.signal.aborted) {
        scope.log.error({ tenant: scope.tenant.id, error: String(error) }, 'build failed')
        output.result.error = 'the build was cut off: try again'
      }
      if (output.result.error) write({ errorDetail: { message: output.result.error }, error: output.result.error })
      await cutOff(scope, output.result)
    } finally {
      clearTimeout(timer)
      watch.stop()
      note.end(stop.signal.aborted ? (output.result.error ?? '') : output.result.error)
      out.end()
      // The next build waits for it: what belongs to nobody is told by no build running.
      if (stop.signal.aborted)
        await awaitLeftovers(scope.engine, scope.tenant.id).catch((error) => notRemoved(scope, error))
      done()
    }
  }
  out.on('close', () => stop.abort())
  void pump()
  return {
    kind: 'stream',
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    stream: out,
    error: () => output.result.error,
  }
}

/** The result becomes the tenant's. After a failure the last good step does, as on any host: it can be run to look into. */
async function keep(scope: Scope, request: BuildRequest, result: BuildResult): Promise<object[]> {
  return scope.alone('images', async () => {
    // Only what own images are made of is cached, so the stages that the result copied from are kept, too.
    for (const stage of result.stages) await keepStep(scope, stage)
    if (result.error !== undefined || !result.id) {
      await keepStep(scope, result.last)
      return []
    }
    // A tag makes it the tenant's, too.
    if (request.tags.length === 0) await scope.images.own(result.id)
    const lines: object[] = []
    for (const ref of request.tags) {
      await scope.images.tag(result.id, ref)
      scope.events.publish(eventNow('image', 'tag', result.id, eventAttributes(familiar(ref))))
      if (!request.quiet) lines.push({ stream: `Successfully tagged ${familiar(ref)}\n` })
    }
    return lines
  })
}

/** What a build had made when it was cut off is the learner's, as on any host; what could not be named any more goes. */
async function cutOff(scope: Scope, { stages, last }: BuildResult): Promise<void> {
  try {
    await scope.alone('images', async () => {
      for (const step of [...stages, last]) await keepStep(scope, step)
    })
    await removeLeftovers(scope.engine, scope.tenant.id)
  } catch (error) {
    notRemoved(scope, error)
  }
}
const notRemoved = (scope: Scope, error: unknown) =>
  scope.log.warn({ tenant: scope.tenant.id, error: String(error) }, 'build leftovers not removed')

const isStep = ({ stream }: { stream?: unknown }) => typeof stream === 'string' && /^Step \d+\/\d+ : /.test(stream)
const isFrom = ({ stream }: { stream?: unknown }) =>
  typeof stream === 'string' && /^Step \d+\/\d+ : FROM /i.test(stream)

const shownTime = (ms: number) => (ms % 60_000 === 0 ? `${ms / 60_000} minutes` : `${ms / 1000} seconds`)

async function keepStep(scope: Scope, short: string | undefined) {
  if (!short) return
  try {
    const image = await scope.engine.json<{
      Id: string
      RepoTags: string[] | null
      Config: { Labels: Record<string, string> | null }
    }>('GET', {
      path: `/images/${short}/json`,
    })
    // Twelve digits are not an id: only what carries this tenant's label and was never given a name.
    const isStep =
      image.Config.Labels?.[BUILD_LABEL]?.split('.', 1)[0] === scope.tenant.id && (image.RepoTags ?? []).length === 0
    if (isStep) await scope.images.own(image.Id)
  } catch (error) {
    if (!(error instanceof EngineError && error.status === 404)) throw error
  }
}

/** Images that the build may take cached steps from: the tenant's own. */
function cacheImages(scope: Scope, images: readonly TenantImage[]): string[] {
  const shared = new Set(scope.catalog.list().map((image) => image.id))
  const own = images.filter((image) => image.own && !shared.has(image.id))
  return own.length > 0 ? own.map((image) => image.id) : [NO_CACHE]
}

async function networkMode(scope: Scope, request: BuildRequest): Promise<string> {
  if (request.network.kind === 'none') return 'none'
  if (request.network.kind === 'default') return (await scope.network.ensure()).id
  return (await ownNetwork(scope, request.network.name)).id
}

async function baseImage(call: Call<unknown>, name: string): Promise<BaseImage | undefined> {
  const { scope } = call
  try {
    const { id } = await scope.images.resolve(name)
    if (visibleCatalog(scope.catalog).some((image) => image.id === id)) return { id, onBuild: [] }
    const image = await scope.engine.json<{ Config: { OnBuild: string[] | null } | null }>('GET', {
      path: `/images/${segment(id)}/json`,
    })
    return { id, onBuild: image.Config?.OnBuild ?? [] }
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return pullable(call, name)
    throw error
  }
}

/** On a real host FROM pulls what is not there. With a remote catalog the pull is the tenant's own tag. */
async function pullable(call: Call<unknown>, name: string): Promise<BaseImage | undefined> {
  const { scope } = call
  const asked = parseRef(name)
  if (isClassName(asked))
    return (await pullQuietly(call, buildAccount(call), asked)) ? baseImage(call, name) : undefined
  if (scope.tenant.catalog !== 'remote') return undefined
  const ref = parseRef(name)
  const shared = inCatalog(scope.catalog, ref)
  if (!shared) return undefined
  await scope.images.tag(shared.id, ref)
  scope.events.publish(eventNow('image', 'pull', familiar(ref), eventAttributes(shared.name)))
  return { id: shared.id, onBuild: [] }
}

/** The build API has no field for it; the container is told as soon as its name is. */
async function limitPids(scope: Scope, short: string) {
  try {
    const { Id, Name, Config } = await scope.engine.json<{
      Id: string
      Name: string
      Config: { Labels: Record<string, string> | null }
    }>('GET', { path: `/containers/${segment(short)}/json` })
    // A step can print what the builder prints: only a container of this tenant's builds is touched, never a learner's own.
    if (Config.Labels?.[BUILD_LABEL]?.split('.', 1)[0] !== scope.tenant.id || ENGINE_NAME.test(Name)) return
    await scope.engine.json('POST', { path: `/containers/${Id}/update`, body: { PidsLimit: PIDS_DEFAULT } })
  } catch {
    // A short step is over before it can be told.
  }
}

/** What every container of a learner is called, whoever's it is. */
const ENGINE_NAME = /^\/t[a-z2-7]{12}_/

/** "line 3" of the rewritten Dockerfile -> the learner's own. */
function ownLines(text: string, rewritten: Rewritten | undefined): string {
  return text
    .replace(
      /(parse error (?:on )?line )(\d+)/gi,
      (_all, said: string, line: string) => `${said}${rewritten?.lines[Number(line) - 1] ?? line}`,
    )
    .replaceAll(DOCKERFILE_NAME, 'Dockerfile')
}

export const buildRules: Rule[] = [
  rule({ id: 'image.build', spec: 'G-B8', method: 'POST', path: '/build', body: 'tar', query: buildQuery, run: build }),
  rule({
    id: 'build.prune',
    spec: 'G-B9',
    method: 'POST',
    path: '/build/prune',
    query: { all: bool, filters, 'keep-storage': dropped },
    // The classic builder keeps no cache beside the images, so there is nothing to remove.
    run: async () => json({ CachesDeleted: null, SpaceReclaimed: 0 }),
  }),
]
