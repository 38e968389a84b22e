// The Docker Engine: a private one that is started, watched and restarted here, or the one that DOCKER_HOST names.
import { mkdirSync, statfsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Dockerode from 'dockerode'
import type { Engine, Log, Undo } from '#server/agent/part.ts'
import type { Env } from '#server/env.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'
import { daemonPid, endDaemons, startDaemons } from './daemon.ts'
import { raiseKeyQuota } from './key-quota.ts'
import { enginePlace } from './place.ts'
import { EngineProblem } from './problem.ts'
import { ensurePrograms, ensureRemapIds } from './provision.ts'
import { createWatermark } from './watermark.ts'

type EngineHealth = Health['engine']

const MIN_API = [1, 41] as const
/** The first Docker with that API. */
export const MIN_DOCKER = [20, 10] as const
const WATCH_MS = 1_000
const DISK_EVERY_TICKS = 15
const PING_TIMEOUT_MS = 10_000
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000

export function createEngine(options: { env: Env; log: Log }): Engine {
  const { env, log } = options
  const place = enginePlace(env.home, env.runDir)
  const foreign = env.dockerHost
  const foreignPath = foreign?.match(/^unix:\/\/(\/.+)$/)?.[1]
  const socketPath = foreign === undefined ? place.socket : (foreignPath ?? '')
  const docker = new Dockerode({ socketPath })
  const stopping = new AbortController()
  const listeners = new Set<(health: EngineHealth) => void>()
  let health: EngineHealth = { state: 'starting', privateEngine: foreign === undefined }
  let idBase = { uid: 0, gid: 0 }
  let dataRoot = env.home
  const levelOf = createWatermark(env.diskFloorBytes)
  let watching: Promise<void> | undefined
  let wake = () => {}

  function setHealth(next: EngineHealth): void {
    const merged = { ...next, privateEngine: foreign === undefined }
    if (JSON.stringify(merged) === JSON.stringify(health)) return
    health = merged
    for (const listener of listeners) listener(health)
  }

  async function connect(): Promise<void> {
    if (foreign !== undefined && !foreignPath) throw new EngineProblem('docker-host-unsupported')
    if (foreign === undefined) {
      if (process.getuid?.() !== 0) throw new EngineProblem('not-root')
      mkdirSync(env.home, { recursive: true, mode: 0o755 })
      const say = (text: string) => {
        log.info({}, text)
        setHealth({ state: 'starting', detail: text })
      }
      await ensurePrograms(say, stopping.signal)
      await ensureRemapIds()
      raiseKeyQuota()
      await startDaemons(place, env, () => wake(), stopping.signal)
    }
    await read()
  }

  /** What the engine says of itself; health is ok after it. */
  async function read(): Promise<void> {
    await ping().catch((error: Error) => {
      throw foreign === undefined ? error : new EngineProblem('docker-host-unreachable', error.message)
    })
    const version = await docker.version()
    const info = await docker.info()
    if (!atLeast(version.ApiVersion, MIN_API))
      throw new EngineProblem('engine-version', `It is ${version.Version} with API ${version.ApiVersion}.`)
    if (env.runtime !== undefined && !Object.keys(info.Runtimes ?? {}).includes(env.runtime))
      throw new EngineProblem(
        'runtime-missing',
        `DRYDOCK_RUNTIME is ${env.runtime}; the engine has: ${Object.keys(info.Runtimes ?? {}).join(', ')}.`,
      )
    dataRoot = String(info.DockerRootDir)
    const remapped = /\/(\d+)\.(\d+)$/.exec(dataRoot)
    idBase = remapped ? { uid: Number(remapped[1]), gid: Number(remapped[2]) } : { uid: 0, gid: 0 }
    setHealth({
      state: 'ok',
      version: version.Version,
      api: version.ApiVersion,
      storage: info.Driver,
      usernsRemap: hasUserns(info),
      lacks: lacking(info, foreign === undefined),
      ...diskProblem(),
    })
  }

  function diskProblem(): { problem?: string; detail?: string } {
    try {
      const { bavail, bsize } = statfsSync(foreign === undefined ? place.directory : dataRoot)
      const free = bavail * bsize
      const level = levelOf(free)
      if (level === 'ok') return {}
      return { problem: `disk-${level}`, detail: `${Math.floor(free / 1024 ** 2)} MB free` }
    } catch {
      // A foreign engine's directory may be out of sight.
      return {}
    }
  }

  async function ping(): Promise<void> {
    const late = sleep(PING_TIMEOUT_MS, 'late', { ref: false })
    if ((await Promise.race([docker.ping(), late])) === 'late') throw new Error('The engine does not answer')
  }

  function fail(error: unknown): void {
    const problem = error instanceof EngineProblem ? error.id : undefined
    const detail = error instanceof EngineProblem ? error.detail : String(error)
    const state = problem && problem !== 'docker-host-unreachable' ? 'failed' : 'away'
    if (health.problem !== problem || health.detail !== detail)
      log.error({ problem, detail }, error instanceof Error ? error.message : String(error))
    setHealth({ state, problem: problem ?? 'engine-died', ...(detail ? { detail } : {}) })
  }

  /** Connects, with growing pauses, until it works or until stop. */
  async function connectAtLast(): Promise<void> {
    for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, LAST_RETRY_MS)) {
      stopping.signal.throwIfAborted()
      try {
        return await connect()
      } catch (error) {
        stopping.signal.throwIfAborted()
        fail(error)
      }
      await sleep(pause, undefined, { signal: stopping.signal })
    }
  }

  const alive = () =>
    foreign !== undefined || (daemonPid('dockerd', place) !== undefined && daemonPid('containerd', place) !== undefined)

  async function watch(): Promise<void> {
    for (let tick = 1; !stopping.signal.aborted; tick++) {
      await Promise.race([
        sleep(WATCH_MS, undefined, { signal: stopping.signal }).catch(() => {}),
        new Promise<void>((resolve) => {
          wake = resolve
        }),
      ])
      if (stopping.signal.aborted) return
      try {
        if (!alive()) throw new EngineProblem('engine-died')
        if (tick % 2 === 0) await ping()
        if (tick % DISK_EVERY_TICKS === 0 && health.state === 'ok') {
          const { problem: _, detail: __, ...rest } = health
          setHealth({ ...rest, ...diskProblem() })
        }
      } catch (error) {
        log.warn({ error: String(error) }, 'Engine lost; connecting again')
        setHealth({ state: 'away', problem: foreign === undefined ? 'engine-died' : 'docker-host-unreachable' })
        await connectAtLast().catch(() => {})
      }
    }
  }

  return {
    socketPath,
    docker,
    get idBase() {
      return idBase
    },
    privateEngine: foreign === undefined,
    health: () => health,
    onHealth(listener): Undo {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async start() {
      await connectAtLast().catch((error) => {
        throw stopping.signal.aborted ? new DrydockError('engine-away', 'stopped') : error
      })
      watching ??= watch()
    },
    async stop() {
      stopping.abort()
      await watching
      if (foreign !== undefined) return
      if (daemonPid('dockerd', place)) await stopContainers(docker, log)
      await endDaemons(place)
      setHealth({ state: 'away', detail: 'stopped' })
    },
  }
}

interface Info {
  SecurityOptions?: string[]
  CgroupDriver?: string
}

const hasUserns = (info: Info) => (info.SecurityOptions ?? []).some((option) => option.startsWith('name=userns'))

/** The walls that only a private engine, or one that is set up like it, has. */
export function lacking(info: Info, own: boolean): NonNullable<EngineHealth['lacks']> {
  return [
    ...(own ? [] : (['fences'] as const)),
    ...(hasUserns(info) ? [] : (['userns'] as const)),
    ...(info.CgroupDriver === 'cgroupfs' ? [] : (['group'] as const)),
  ]
}

/** With live-restore a dockerd that ends leaves its containers running; nothing may stay. */
async function stopContainers(docker: Dockerode, log: Log): Promise<void> {
  try {
    const running = await docker.listContainers()
    await Promise.allSettled(running.map(({ Id }) => docker.getContainer(Id).stop({ t: 2 })))
  } catch (error) {
    log.warn({ error: String(error) }, 'Containers could not be asked to stop; they are ended with the engine')
  }
}

export function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}
