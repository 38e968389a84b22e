// What the engine says about itself: ping, version, info, events, df.
import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { showEntries } from './container-list.ts'
import { volumePath } from './container-show.ts'
import type { EngineEvent } from './event-bus.ts'
import { API_MAX_MINOR, API_MIN_MINOR, EVENTS_UNREAD_MAX_BYTES, NANO_CPUS_MAX, TENANT_MEMORY_BYTES } from './limit.ts'
import { OWNER_LABEL, ownerFilter, visibleLabels, visibleName } from './name.ts'
import { dropped, type Filters, filters, labelsMatch, list, onlyFilters, text } from './query.ts'
import { bad } from './refusal.ts'
import { json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'

const PING = {
  // 2 would make older clients speak BuildKit.
  'Builder-Version': '1',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Pragma: 'no-cache',
}

const ping = (method: 'GET' | 'HEAD'): Rule =>
  rule({
    id: 'system.ping',
    spec: 'G-601',
    method,
    path: '/_ping',
    run: async () => ({ kind: 'text', status: 200, text: 'OK', headers: PING }),
  })

const HOST_NAME = 'drydock'
const SYSTEM = 'Drydock lab machine'

/** Looks like an engine's own, stays the same for a tenant, and says nothing of it. */
const engineId = (tenant: string) =>
  (createHash('sha256').update(`engine ${tenant}`).digest('hex').slice(0, 48).toUpperCase().match(/.{4}/g) ?? []).join(
    ':',
  )

export const systemRules: Rule[] = [
  ping('HEAD'),
  ping('GET'),
  rule({
    id: 'system.version',
    spec: 'G-601',
    method: 'GET',
    path: '/version',
    async run({ scope }) {
      const engine = await scope.engine.json('GET', { path: '/version' })
      const api = { ApiVersion: `1.${API_MAX_MINOR}`, MinAPIVersion: `1.${API_MIN_MINOR}` }
      return json({
        Platform: { Name: '' },
        Components: (engine.Components ?? []).map((component: { Name: string; Version: string; Details?: object }) => ({
          Name: component.Name,
          Version: component.Version,
          Details:
            component.Name === 'Engine'
              ? { ...component.Details, ApiVersion: api.ApiVersion, MinAPIVersion: api.MinAPIVersion }
              : component.Details,
        })),
        Version: engine.Version,
        ...api,
        GitCommit: engine.GitCommit,
        GoVersion: engine.GoVersion,
        Os: engine.Os,
        Arch: engine.Arch,
        KernelVersion: engine.KernelVersion,
        BuildTime: engine.BuildTime,
      })
    },
  }),
  rule({
    id: 'system.info',
    spec: 'G-602',
    method: 'GET',
    path: '/info',
    async run({ scope }) {
      const [engine, entries, images] = await Promise.all([
        scope.engine.json('GET', { path: '/info' }),
        scope.engine.json<{ Id: string; State: string; Labels: Record<string, string> }[]>('GET', {
          path: '/containers/json',
          query: { all: true, filters: JSON.stringify(ownerFilter(scope.tenant.id)) },
        }),
        scope.images.list(),
      ])
      const own = entries.filter(
        ({ Id, Labels }) => Labels[OWNER_LABEL] === scope.tenant.id && scope.containers.get(Id),
      )
      const count = (...states: string[]) => own.filter(({ State }) => states.includes(State)).length
      return json({
        ID: engineId(scope.tenant.id),
        Containers: own.length,
        ContainersRunning: count('running'),
        ContainersPaused: count('paused'),
        ContainersStopped: count('created', 'exited', 'dead', 'restarting', 'removing'),
        Images: images.length,
        Driver: engine.Driver,
        DriverStatus: [],
        SystemStatus: null,
        Plugins: {
          Volume: ['local'],
          Network: ['bridge', 'none'],
          Authorization: null,
          Log: ['json-file', 'local', 'none'],
        },
        MemoryLimit: true,
        SwapLimit: engine.SwapLimit,
        KernelMemory: false,
        CpuCfsPeriod: true,
        CpuCfsQuota: true,
        CPUShares: true,
        CPUSet: true,
        PidsLimit: true,
        IPv4Forwarding: true,
        BridgeNfIptables: true,
        BridgeNfIp6tables: true,
        Debug: false,
        NFd: 0,
        OomKillDisable: false,
        NGoroutines: 0,
        SystemTime: new Date().toISOString(),
        LoggingDriver: 'json-file',
        CgroupDriver: engine.CgroupDriver,
        CgroupVersion: engine.CgroupVersion,
        NEventsListener: 0,
        KernelVersion: engine.KernelVersion,
        OperatingSystem: SYSTEM,
        OSVersion: '',
        OSType: engine.OSType,
        Architecture: engine.Architecture,
        IndexServerAddress: 'https://index.docker.io/v1/',
        RegistryConfig: { IndexConfigs: {}, InsecureRegistryCIDRs: [], Mirrors: [] },
        NCPU: Math.min(engine.NCPU, NANO_CPUS_MAX / 1e9),
        MemTotal: Math.min(engine.MemTotal, TENANT_MEMORY_BYTES),
        GenericResources: null,
        DockerRootDir: '/var/lib/docker',
        HttpProxy: '',
        HttpsProxy: '',
        NoProxy: '',
        Name: HOST_NAME,
        Labels: [],
        ExperimentalBuild: false,
        ServerVersion: engine.ServerVersion,
        Runtimes: { runc: { path: 'runc' } },
        DefaultRuntime: 'runc',
        Swarm: {
          NodeID: '',
          NodeAddr: '',
          LocalNodeState: 'inactive',
          ControlAvailable: false,
          Error: '',
          RemoteManagers: null,
        },
        LiveRestoreEnabled: false,
        Isolation: '',
        InitBinary: 'docker-init',
        ContainerdCommit: engine.ContainerdCommit,
        RuncCommit: engine.RuncCommit,
        InitCommit: engine.InitCommit,
        SecurityOptions: engine.SecurityOptions,
        Warnings: null,
      })
    },
  }),
  rule({
    id: 'system.events',
    spec: 'G-603',
    method: 'GET',
    path: '/events',
    query: { since: text, until: text, filters },
    async run({ scope, query, signal }) {
      onlyFilters(query.filters, EVENT_FILTERS)
      const since = timeOf('since', query.since)
      const until = timeOf('until', query.until)
      const matches = await eventFilter(scope, query.filters)
      const stream = new PassThrough()
      const send = (event: EngineEvent) => {
        if (!matches(event)) return
        // A client that follows and does not read would make the agent keep everything.
        if (stream.writableLength > EVENTS_UNREAD_MAX_BYTES) stream.destroy()
        else stream.write(`${JSON.stringify(event)}\n`)
      }
      if (since !== undefined)
        for (const event of scope.events.kept()) {
          const at = event.timeNano / 1e9
          if (at >= since && (until === undefined || at <= until)) send(event)
        }
      const left = until === undefined ? undefined : until * 1000 - Date.now()
      if (left !== undefined && left <= 0) {
        stream.end()
        return { kind: 'stream', status: 200, headers: { 'Content-Type': 'application/json' }, stream }
      }
      const undo = scope.events.listen(send)
      const timer = left === undefined ? undefined : setTimeout(() => stream.end(), Math.min(left, TIMER_MAX_MS))
      const over = () => {
        undo()
        clearTimeout(timer)
      }
      stream.on('close', over)
      signal.addEventListener('abort', () => stream.destroy())
      return { kind: 'stream', status: 200, headers: { 'Content-Type': 'application/json' }, stream, long: true }
    },
  }),
  rule({
    id: 'system.df',
    spec: 'G-604',
    method: 'GET',
    path: '/system/df',
    query: { type: list, verbose: dropped },
    async run({ scope }) {
      return json(await diskUsage(scope))
    },
  }),
  rule({
    id: 'system.plugins',
    spec: 'G-607',
    method: 'GET',
    path: '/plugins',
    query: { filters: dropped },
    run: async () => json([]),
  }),
]

const TIMER_MAX_MS = 2 ** 31 - 1

const EVENT_FILTERS = [
  'container',
  'daemon',
  'event',
  'image',
  'label',
  'network',
  'plugin',
  'scope',
  'type',
  'volume',
  'node',
  'service',
  'secret',
  'config',
]

/** s since 1970 */
function timeOf(name: string, value: string | undefined): number | undefined {
  if (!value) return undefined
  if (!/^[0-9]{1,11}(?:\.[0-9]{1,9})?$/.test(value)) throw bad(`invalid value for "${name}": ${value}`)
  return Number(value)
}

async function eventFilter(_scope: Scope, given: Filters): Promise<(event: EngineEvent) => boolean> {
  const tests: ((event: EngineEvent) => boolean)[] = []
  const add = (name: string, test: (event: EngineEvent, value: string) => boolean) => {
    const values = given.get(name)
    if (values?.length) tests.push((event) => values.some((value) => test(event, value)))
  }
  const about = (kind: string) => (event: EngineEvent, value: string) =>
    event.Type === kind &&
    (event.Actor.ID === value ||
      event.Actor.Attributes.name === value ||
      (value.length >= 4 && event.Actor.ID.startsWith(value)))
  add('type', (event, value) => event.Type === value)
  add('event', (event, value) => event.Action === value || event.Action.startsWith(`${value}:`))
  for (const kind of ['container', 'network', 'volume', 'plugin', 'daemon', 'node', 'service', 'secret', 'config'])
    add(kind, about(kind))
  add('image', (event, value) => {
    const name = event.Type === 'image' ? (event.Actor.Attributes.name ?? event.Actor.ID) : (event.from ?? '')
    return event.Actor.ID === value || name === value || name.split(':')[0] === value || name === `${value}:latest`
  })
  add('scope', (event, value) => event.scope === value)
  const labels = given.get('label')
  if (labels?.length) tests.push((event) => labelsMatch(event.Actor.Attributes, labels))
  return (event) => tests.every((test) => test(event))
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's JSON
type Entry = Record<string, any>

/** From the tenant's own lists: the engine's df walks and shows everything. */
async function diskUsage(scope: Scope): Promise<object> {
  const label = JSON.stringify(ownerFilter(scope.tenant.id))
  const [entries, images, volumes, sizes] = await Promise.all([
    scope.engine.json<Entry[]>('GET', { path: '/containers/json', query: { all: true, size: true, filters: label } }),
    scope.images.list(),
    scope.engine.json<{ Volumes: Entry[] | null }>('GET', { path: '/volumes', query: { filters: label } }),
    scope.room.volumes(),
  ])
  const containers = await showEntries(scope, entries)
  const users = (volume: string) =>
    entries.filter((entry) => entry.Mounts.some((mount: Entry) => mount.Name === volume)).length
  return {
    LayersSize: images.reduce((sum, image) => sum + image.size, 0),
    Images: images.map((image) => ({
      Id: image.id,
      ParentId: image.parent,
      RepoTags: image.tags.length > 0 ? image.tags : ['<none>:<none>'],
      RepoDigests: null,
      Created: image.created,
      Size: image.size,
      VirtualSize: image.size,
      SharedSize: 0,
      Labels: visibleLabels(image.labels),
      Containers: entries.filter((entry) => entry.ImageID === image.id).length,
    })),
    Containers: containers,
    Volumes: (volumes.Volumes ?? []).flatMap((volume) => {
      const name = visibleName(scope.tenant.id, volume.Name)
      if (name === undefined || volume.Labels?.[OWNER_LABEL] !== scope.tenant.id) return []
      return [
        {
          Name: name,
          Driver: volume.Driver,
          CreatedAt: volume.CreatedAt,
          Labels: visibleLabels(volume.Labels),
          Mountpoint: volumePath(name),
          Options: null,
          Scope: 'local',
          // The engine tells sizes only by walking the volumes of all tenants; -1 is its own word for "not counted".
          UsageData: { RefCount: users(volume.Name), Size: sizes.get(volume.Name) ?? -1 },
        },
      ]
    }),
    BuildCache: null,
    BuilderSize: 0,
  }
}
