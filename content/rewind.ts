// A learner's whole host, and their server where a lab has one, brought back to what it was: objects on the engine, files at home, what checks and coach remember.
// What was added is removed; what was stopped or paused is set going again. What cannot be undone is found out by comparing.
import type { Agent } from '#server/agent/agent.ts'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { createUpstream, segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { DockerEvent } from '#server/protocol/lab.ts'
import { readHome, restoreHome } from './home.ts'

/** All that the engine tells of a tenant's objects and that doesn't change by itself. */
interface Objects {
  containers: Map<string, Container>
  /** `reference id`; an image without a name has its id alone. */
  images: Set<string>
  /** By name. */
  volumes: Map<string, string>
  /** By id. */
  networks: Map<string, string>
}
interface Container {
  name: string
  state: string
  /** Settings, and, once it has ended, when and how. */
  rest: string
  /** Files that differ from the image's. */
  changes: string
  hasVolume: boolean
}

/** Kind of `docker diff`. */
const DELETED = 2
/** Of one container's changed files so many are looked at. */
const KINDS_MAX = 20
const STAT = 'x-docker-container-path-stat'

/** How the engine names an image without a name. */
const NO_TAG = '<none>:<none>'

/** Events of `docker exec` and `docker cp`. */
const REACHES_IN = /^(exec_start|extract-to-dir)/

export interface Rewind {
  /** False: it is not as it was, the lab has to be begun anew. */
  back(): Promise<boolean>
}

export interface RewindOptions {
  parts: ReturnType<Agent['parts']>
  tenant: string
  /** All that has happened on the host so far has been told of. */
  settled: () => Promise<void>
  /** What has happened on the engine since the host was kept. */
  happened: () => DockerEvent[]
  /** Containers whose logs a check reads. */
  logsOf: string[]
}

export async function keepHost(options: RewindOptions): Promise<Rewind> {
  const { parts, settled, logsOf } = options
  const tenant = parts.tenants.get(options.tenant)!
  const host = createUpstream(tenant.internalSocketPath)
  const server = parts.tenants.list().find(({ serverOf }) => serverOf === tenant.id)
  await settled()
  const objects = await readObjects(host, logsOf)
  const far = server && (await keepServer(createUpstream(server.internalSocketPath)))
  const home = readHome(tenant.homeDir)
  const recall = parts.labs.keep(tenant.id)

  /** Containers in which somebody else than their own program may have written files. */
  const touched = () =>
    new Set(
      options
        .happened()
        .flatMap(({ kind, action, id }) => (kind === 'container' && REACHES_IN.test(action) ? [id] : [])),
    )

  /** Data in volumes is out of sight: one was mounted, or somebody was in a container that has one. */
  const volumesTouched = () =>
    [...touched()].some((id) => objects.containers.get(id)?.hasVolume) ||
    options
      .happened()
      .some(({ kind, action, id }) => kind === 'volume' && action === 'mount' && objects.volumes.has(id))

  const quietly = async <T>(work: () => Promise<T>): Promise<T> => {
    const speak = parts.coach.hush(tenant)
    return work().finally(speak)
  }

  return {
    async back() {
      if (volumesTouched()) return false
      if (far && !(await quietly(() => far.back()))) return false
      const now = await readObjects(host, logsOf)
      if (!isSame(objects, now, touched())) {
        await quietly(() => undo(host, objects, now))
        if (!isSame(objects, await readObjects(host, logsOf), touched())) return false
      }
      restoreHome(tenant.homeDir, home)
      await settled()
      await parts.coach.settled(tenant.id)
      parts.coach.forget(tenant.id)
      recall()
      return true
    },
  }
}

/** A server's home is nobody's, and what happened in its containers isn't told: all of them are taken for touched. */
async function keepServer(host: Upstream) {
  const was = await readObjects(host, [])
  const touched = new Set(was.containers.keys())
  const hasVolume = [...was.containers.values()].some((container) => container.hasVolume)
  return {
    async back(): Promise<boolean> {
      const now = await readObjects(host, [])
      if (isSame(was, now, touched)) return true
      if (hasVolume) return false
      await undo(host, was, now)
      return isSame(was, await readObjects(host, []), touched)
    },
  }
}

/** Always there; the first one is made when a container first needs it. */
const GIVEN_NETWORKS = new Set(['bridge', 'host', 'none'])

async function readObjects(host: Upstream, logsOf: string[]): Promise<Objects> {
  const [containers, images, volumes, networks] = await Promise.all([
    host.json<{ Id: string }[]>('GET', { path: '/containers/json', query: { all: true } }),
    host.json<{ Id: string; RepoTags: string[] | null }[]>('GET', { path: '/images/json', query: { all: true } }),
    host.json<{ Volumes: { Name: string; CreatedAt: string }[] | null }>('GET', { path: '/volumes' }),
    host.json<{ Id: string; Name: string }[]>('GET', { path: '/networks' }),
  ])
  // One that ends with --rm may go in between.
  const gone = (error: unknown) => {
    if (!(error instanceof EngineError && error.status === 404)) throw error
    return undefined
  }
  const read = containers.map(async ({ Id }): Promise<[string, Container][]> => {
    const container = await readContainer(host, Id, logsOf).catch(gone)
    return container ? [[Id, container]] : []
  })
  return {
    containers: new Map((await Promise.all(read)).flat()),
    images: new Set(
      images.flatMap(({ Id, RepoTags }) => {
        const tags = (RepoTags ?? []).filter((tag) => tag !== NO_TAG)
        return tags.length > 0 ? tags.map((tag) => `${tag} ${Id}`) : [Id]
      }),
    ),
    volumes: new Map((volumes.Volumes ?? []).map(({ Name, CreatedAt }) => [Name, CreatedAt])),
    networks: new Map(networks.filter(({ Name }) => !GIVEN_NETWORKS.has(Name)).map(({ Id, Name }) => [Id, Name])),
  }
}

async function readContainer(host: Upstream, id: string, logsOf: string[]): Promise<Container> {
  const path = `/containers/${id}`
  const { Name, State, Config, HostConfig, Mounts, NetworkSettings } = await host.json('GET', { path: `${path}/json` })
  const name = Name.replace(/^\//, '')
  // The engine may have no files any more of one that it is about to remove.
  const changes = await host
    .json<{ Path: string; Kind: number }[] | null>('GET', { path: `${path}/changes` })
    .catch((error: unknown) => {
      if (error instanceof EngineError) return null
      throw error
    })
  const logs = logsOf.includes(name) ? await lastLine(host, path) : ''
  const going = State.Running || State.Paused
  const end = going ? '' : [State.StartedAt, State.FinishedAt, State.ExitCode]
  const networks = Object.keys(NetworkSettings.Networks ?? {})
  return {
    name,
    state: State.Status,
    rest: JSON.stringify([Config, HostConfig, networks, logs, end]),
    hasVolume: Mounts.some(({ Type }: { Type: string }) => Type === 'volume'),
    changes: [
      ...(changes ?? []).map(({ Path, Kind }) => `${Kind} ${Path}`).sort(),
      // To look into a container with mounts holds it still for a moment.
      ...(Mounts.length === 0 ? await kindsOf(host, path, changes ?? []) : []),
    ].join('\n'),
  }
}

/** A file that became a link is a change that `docker diff` doesn't tell from one that was written. */
async function kindsOf(
  host: Upstream,
  container: string,
  changes: { Path: string; Kind: number }[],
): Promise<string[]> {
  const there = changes
    .filter(({ Kind }) => Kind !== DELETED)
    .map(({ Path }) => Path)
    .sort()
    .slice(0, KINDS_MAX)
  return Promise.all(
    there.map(async (file) => {
      const answer = await host
        .stream('HEAD', { path: `${container}/archive`, query: { path: file } })
        .catch((error: unknown) => {
          if (error instanceof EngineError) return undefined
          throw error
        })
      answer?.stream.resume()
      const stat = JSON.parse(Buffer.from(String(answer?.headers[STAT] ?? ''), 'base64').toString('utf8') || '{}')
      return `${file} ${stat.mode} ${stat.linkTarget}`
    }),
  )
}

async function lastLine(host: Upstream, path: string): Promise<string> {
  const query = { stdout: true, stderr: true, timestamps: true, tail: 1 }
  const { stream } = await host.stream('GET', { path: `${path}/logs`, query })
  let text = ''
  for await (const part of stream) text += part
  return text
}

function isSame(a: Objects, b: Objects, touched: ReadonlySet<string>): boolean {
  const plain = ({ containers, images, volumes, networks }: Objects) => {
    const compared = [...containers].map(
      ([id, { changes, ...rest }]) => [id, rest, touched.has(id) ? changes : ''] as const,
    )
    return JSON.stringify([
      compared.sort(byKey),
      [...images].sort(),
      [...volumes].sort(byKey),
      [...networks].sort(byKey),
    ])
  }
  return plain(a) === plain(b)
}
const byKey = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) => (a < b ? -1 : 1)

/** A build's steps stand on one another and go from the top down, whatever order they are listed in. */
async function removeSteps(host: Upstream, ids: string[]): Promise<void> {
  const refused: string[] = []
  for (const id of ids) {
    await host.answer('DELETE', { path: `/images/${segment(id)}` }).catch((error: unknown) => {
      // One that is not there went together with what stood on it.
      if (!(error instanceof EngineError && error.status === 404)) refused.push(id)
    })
  }
  if (refused.length > 0 && refused.length < ids.length) await removeSteps(host, refused)
}

/** As far as it goes; whoever called compares. */
async function undo(host: Upstream, was: Objects, now: Objects): Promise<void> {
  const gone = (path: string, query: Record<string, boolean> = {}) =>
    host.answer('DELETE', { path, query }).catch(() => {})
  const post = (path: string) => host.answer('POST', { path }).catch(() => {})
  await Promise.all(
    [...now.containers].map(async ([id, found]) => {
      const before = was.containers.get(id)
      if (!before) return gone(`/containers/${id}`, { force: true, v: true })
      if (found.name !== before.name) await post(`/containers/${id}/rename?name=${segment(before.name)}`)
      if (found.state === before.state) return
      if (found.state === 'paused') await post(`/containers/${id}/unpause`)
      if (found.state === 'exited' && before.state !== 'exited') await post(`/containers/${id}/start`)
      if (before.state === 'paused') await post(`/containers/${id}/pause`)
    }),
  )
  for (const [name] of now.volumes) if (!was.volumes.has(name)) await gone(`/volumes/${segment(name)}`)
  for (const [id] of now.networks) if (!was.networks.has(id)) await gone(`/networks/${id}`)
  for (const image of now.images) {
    const [name, id] = image.split(' ')
    if (!was.images.has(image) && id) await gone(`/images/${segment(name!)}`)
  }
  await removeSteps(
    host,
    [...now.images].filter((image) => !was.images.has(image) && !image.includes(' ')),
  )
}
