// The registry's process: a container of the catalog's `registry` image beside the learners' ones, kept alive by the agent.
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Catalog, Engine, Log } from '#server/agent/part.ts'
import type { Health } from '#server/protocol/lab.ts'
import type { RegistryClient } from './client.ts'
import { CONFIG, type Mounts, networkSpec, REGISTRY_LABEL, REGISTRY_PORT, registrySpec } from './spec.ts'

const START_MS = 60_000
const POLL_MS = 100
const RETRY_MS = 1_000
const PING_EVERY_MS = 5_000
/** Unanswered pings after which a registry that runs is taken for hung. */
const PINGS_MISSED = 3
const STOP_GRACE_SECONDS = 2

/** Where a running registry is found. */
export interface Place {
  container: string
  /** For the engine: 127.0.0.1:<port> */
  host: string
  /** For the agent. */
  url: string
}

export interface RegistryServer {
  health(): Health['registry']
  onHealth(listener: () => void): void
  /** Undefined while it is not up. */
  place(): Place | undefined
  /** Each time it is up, before health says so: what is there can be settled first. */
  onUp(listener: (place: Place) => Promise<void>): void
  /** Keeps it running from now on. Does nothing the second time. */
  start(): void
  /** `remove`: ends the container, too. The data stays. */
  stop(options: { remove: boolean }): Promise<void>
  /** Runs a program in the container. @throws when it fails */
  exec(command: string[]): Promise<void>
}

interface Inspected {
  Id: string
  Config: { Labels: Record<string, string> }
  State: { Running: boolean }
  NetworkSettings: {
    Ports: Record<string, { HostPort: string }[] | null>
    Networks: Record<string, { IPAddress: string }>
  }
}

export function createServer(options: {
  /** Distinguishes instances that share an engine. */
  name: string
  /** Of the registry below DRYDOCK_HOME: config and data are made in it. */
  directory: string
  api: Upstream
  engine: Pick<Engine, 'idBase' | 'privateEngine'>
  catalog: Pick<Catalog, 'ready'>
  client: RegistryClient
  /** PEM of what the registry shall trust. */
  bundle: () => string
  log: Log
}): RegistryServer {
  const { name, directory, api, engine, catalog, client, log } = options
  const mounts: Mounts = { config: join(directory, 'config'), data: join(directory, 'data') }
  const ending = new AbortController()
  const healthListeners = new Set<() => void>()
  const upListeners = new Set<(place: Place) => Promise<void>>()
  let health: Health['registry'] = { state: 'off' }
  let place: Place | undefined
  let keeping: Promise<void> | undefined
  const aborted = new Promise<never>((_, reject) =>
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true }),
  )
  aborted.catch(() => {})

  function set(next: Health['registry'], now?: Place) {
    place = now
    if (next.state === health.state && next.detail === health.detail) return
    health = next
    for (const listener of healthListeners) listener()
  }

  const inspect = () =>
    api.json<Inspected>('GET', { path: `/containers/${segment(name)}/json` }).catch((error) => {
      if (error instanceof EngineError && error.status === 404) return undefined
      throw error
    })
  const remove = (what: 'containers' | 'networks', query?: { force: boolean; v: boolean }) =>
    api.json('DELETE', { path: `/${what}/${segment(name)}`, query }).catch((error) => {
      if (!(error instanceof EngineError) || error.status !== 404) throw error
    })

  async function files() {
    await mkdir(mounts.config, { recursive: true, mode: 0o755 })
    await mkdir(mounts.data, { recursive: true, mode: 0o700 })
    // Root of the container is this user where the engine remaps ids.
    if (engine.idBase.uid !== 0) await chown(mounts.data, engine.idBase.uid, engine.idBase.gid)
    await writeFile(join(mounts.config, 'config.yml'), CONFIG, { mode: 0o644 })
    await writeFile(join(mounts.config, 'trust.pem'), options.bundle(), { mode: 0o644 })
  }

  async function network(): Promise<void> {
    const found = await api.json<{ Name: string }[]>('GET', {
      path: '/networks',
      query: { filters: JSON.stringify({ name: [name] }) },
    })
    if (!found.some((one) => one.Name === name))
      await api.json('POST', { path: '/networks/create', body: networkSpec(name) })
  }

  /** Found running, or made and started. */
  async function raise(): Promise<Place> {
    // An image that never comes must not hold up the end.
    const image = await Promise.race([catalog.ready('registry'), aborted])
    await files()
    const spec = registrySpec(image.id, name, mounts, options.bundle())
    let found = await inspect()
    const current = found?.Config.Labels[REGISTRY_LABEL] === (spec.Labels as Record<string, string>)[REGISTRY_LABEL]
    if (!found?.State.Running || !current) {
      if (found) await remove('containers', { force: true, v: true })
      await network()
      await api.json('POST', { path: '/containers/create', query: { name }, body: spec })
      await api.json('POST', { path: `/containers/${segment(name)}/start` })
      found = await inspect()
    }
    if (!found?.State.Running) throw new Error('the registry ended as soon as it was started')
    return await answering(found)
  }

  async function answering({ Id, NetworkSettings }: Inspected): Promise<Place> {
    const port = NetworkSettings.Ports[`${REGISTRY_PORT}/tcp`]?.[0]?.HostPort
    const address = NetworkSettings.Networks[name]?.IPAddress
    if (!port || !address) throw new Error('the registry has no address')
    const host = `127.0.0.1:${port}`
    // An engine of somebody else may keep its networks out of the agent's reach; a private one's 127.0.0.1 is not the agent's.
    const urls = [`http://${address}:${REGISTRY_PORT}`, ...(engine.privateEngine ? [] : [`http://${host}`])]
    const deadline = Date.now() + START_MS
    for (;;) {
      let said: unknown
      for (const url of urls) {
        try {
          await client.ping(url)
          return { container: Id, host, url }
        } catch (error) {
          said = error
        }
      }
      if (Date.now() > deadline) throw new Error(`the registry does not answer: ${reason(said)}`)
      await sleep(POLL_MS, undefined, { signal: ending.signal })
    }
  }

  /** Resolves when it has ended or hangs. */
  async function lost(now: Place): Promise<string> {
    const ended = api
      .json('POST', { path: `/containers/${now.container}/wait`, signal: ending.signal })
      .then(() => 'ended' as const)
    ended.catch(() => {})
    for (let missed = 0; ; ) {
      if ((await Promise.race([ended, sleep(PING_EVERY_MS, 'go on', { signal: ending.signal })])) === 'ended')
        return 'it ended'
      missed = await client.ping(now.url).then(
        () => 0,
        () => missed + 1,
      )
      if (missed >= PINGS_MISSED) {
        await remove('containers', { force: true, v: true })
        return 'it did not answer any more'
      }
    }
  }

  async function keep() {
    set({ state: 'starting' })
    while (!ending.signal.aborted) {
      try {
        const now = await raise()
        place = now
        for (const listener of upListeners) await listener(now)
        set({ state: 'ok' }, now)
        const why = await lost(now)
        log.warn({ why }, 'class registry lost; starting it again')
        set({ state: 'failed', detail: why })
      } catch (error) {
        if (ending.signal.aborted) return
        const detail = reason(error)
        if (health.detail !== detail) log.warn({ error: detail }, 'class registry is not up')
        set({ state: 'failed', detail })
        await sleep(RETRY_MS, undefined, { signal: ending.signal }).catch(() => {})
      }
    }
  }

  return {
    health: () => health,
    onHealth: (listener) => void healthListeners.add(listener),
    place: () => place,
    onUp: (listener) => void upListeners.add(listener),
    start() {
      keeping ??= keep()
    },
    async stop(how) {
      ending.abort()
      await keeping
      set({ state: 'off' })
      if (!how.remove) return
      try {
        if (await inspect()) {
          await api.json('POST', { path: `/containers/${segment(name)}/stop`, query: { t: STOP_GRACE_SECONDS } })
          await remove('containers', { force: true, v: true })
        }
        await remove('networks')
      } catch (error) {
        log.warn({ error: String(error) }, 'class registry not removed')
      }
    },
    async exec(command) {
      const container = place?.container
      if (!container) throw new Error('the registry is not up')
      const { Id } = await api.json<{ Id: string }>('POST', {
        path: `/containers/${container}/exec`,
        body: { AttachStdout: true, AttachStderr: true, Cmd: command },
      })
      const { stream } = await api.stream('POST', { path: `/exec/${Id}/start`, body: { Tty: false } })
      let said = ''
      for await (const part of stream) said = (said + part).slice(-500)
      const { ExitCode } = await api.json<{ ExitCode: number | null }>('GET', { path: `/exec/${Id}/json` })
      if (ExitCode !== 0) throw new Error(`${command[0]} in the registry ended with ${ExitCode}: ${said.trim()}`)
    },
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))
