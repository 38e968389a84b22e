// Where a private engine keeps its things, and the two configuration files that say so to the daemons.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { passableByOthers } from '#server/env.ts'
import { blockAt } from './address.ts'
import { run } from './command.ts'
import type { NetworkPlace } from './link.ts'
import { isMounted } from './mount.ts'

/** Settings that the private engine heeds. */
export interface EngineOptions {
  internet: boolean
  /** An OCI runtime beside runc, for learners' containers. */
  runtime: string | undefined
}

export interface EnginePlace extends NetworkPlace {
  /** home/engine: what lasts. */
  directory: string
  /** runDir/engine: sockets, pid files, mounts. */
  run: string
  data: string
  dataMountedFrom: string | undefined
  socket: string
  pidFile: string
  execRoot: string
  dockerConfig: string
  dockerLog: string
  containerdConfig: string
  containerdLog: string
  containerdSocket: string
  containerdPidFile: string
}

export function enginePlace(home: string, runDir: string): EnginePlace {
  const directory = join(home, 'engine')
  const run = join(runDir, 'engine')
  // The remapped root must be able to walk to the layers; where a parent of the home forbids it, they are mounted elsewhere.
  const passable = passableByOthers(home)
  const data = join(directory, 'data')
  return {
    home,
    hash: createHash('sha256').update(home).digest('hex').slice(0, 10),
    directory,
    run,
    data: passable ? data : join(run, 'data'),
    dataMountedFrom: passable ? undefined : data,
    namespace: join(run, 'net'),
    blockFile: join(directory, 'address-block'),
    socket: join(run, 'docker.sock'),
    pidFile: join(run, 'docker.pid'),
    execRoot: join(run, 'exec'),
    dockerConfig: join(directory, 'daemon.json'),
    dockerLog: join(directory, 'dockerd.log'),
    containerdConfig: join(directory, 'containerd.toml'),
    containerdLog: join(directory, 'containerd.log'),
    containerdSocket: join(run, 'containerd.sock'),
    containerdPidFile: join(run, 'containerd.pid'),
  }
}

export async function preparePlace(place: EnginePlace, block: number, options: EngineOptions): Promise<void> {
  mkdirSync(place.directory, { recursive: true, mode: 0o711 })
  mkdirSync(place.run, { recursive: true, mode: 0o711 })
  if (place.dataMountedFrom) {
    mkdirSync(place.dataMountedFrom, { recursive: true, mode: 0o711 })
    mkdirSync(place.data, { recursive: true, mode: 0o711 })
    if (!isMounted(place.data)) await run('mount', ['--bind', place.dataMountedFrom, place.data])
  }
  writeFileSync(place.dockerConfig, `${JSON.stringify(dockerConfig(place, block, options), null, 2)}\n`)
  writeFileSync(place.containerdConfig, containerdConfig(place))
}

/** Most open files of a container. A remapped container can't go above the limit that the daemons were started with. */
const OPEN_FILES = 65_536
const DEFAULT_OPEN_FILES = 1024

function openFilesLimit(): number {
  const line = /^Max open files +\S+ +(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
  return line?.[1] === undefined || line[1] === 'unlimited' ? OPEN_FILES : Math.min(OPEN_FILES, Number(line[1]))
}

function dockerConfig(place: EnginePlace, block: number, { runtime }: EngineOptions): object {
  const { pool, poolSize } = blockAt(block)
  return {
    'data-root': place.data,
    'exec-root': place.execRoot,
    pidfile: place.pidFile,
    hosts: [`unix://${place.socket}`],
    // A containerd of our own: a dockerd that finds the machine's would share its containers' namespace.
    containerd: place.containerdSocket,
    'userns-remap': 'default',
    'live-restore': true,
    'no-new-privileges': true,
    'log-driver': 'json-file',
    'log-opts': { 'max-size': '5m', 'max-file': '2' },
    'default-address-pools': [{ base: pool, size: poolSize }],
    'default-ulimits': { nofile: { Name: 'nofile', Soft: DEFAULT_OPEN_FILES, Hard: openFilesLimit() } },
    // Nobody but catalog builds lives on docker0; learners have networks of their own.
    icc: false,
    features: { buildkit: false },
    // Paths, which the agent makes and bounds itself: see cgroup.ts. With systemd's driver it could not.
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    ...(runtime && runtime !== 'runc' && { runtimes: { [runtime]: { path: runtime } } }),
  }
}

function containerdConfig(place: EnginePlace): string {
  const quoted = (text: string) => JSON.stringify(text)
  return `version = 2
root = ${quoted(join(place.data, 'containerd'))}
state = ${quoted(join(place.run, 'containerd'))}
disabled_plugins = ["io.containerd.grpc.v1.cri"]

[grpc]
  address = ${quoted(place.containerdSocket)}

[debug]
  level = "warn"
`
}
