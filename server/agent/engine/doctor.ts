// Looks the machine over for an engine of our own, without changing anything. Each finding says what to do.
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import Dockerode from 'dockerode'
import type { Env } from '#server/env.ts'
import { run, succeeds } from './command.ts'
import { daemonPid } from './daemon.ts'
import { atLeast, lacking, MIN_DOCKER } from './engine.ts'
import { keysWanting } from './key-quota.ts'
import { enginePlace } from './place.ts'
import { engineProblems } from './problem.ts'
import { missingPrograms, remapLine } from './provision.ts'

const INFO_TIMEOUT_MS = 5_000

export interface Finding {
  name: string
  ok: boolean
  found: string
  /** What to do about it. */
  advice?: string
}

export async function examine(env: Env): Promise<Finding[]> {
  const own = env.dockerHost === undefined ? await ownEngine(env) : await foreignEngine(env.dockerHost, env.runtime)
  return [...own, disk(env), cgroup(), keys(env)]
}

async function ownEngine(env: Env): Promise<Finding[]> {
  const root = process.getuid?.() === 0
  const missing = await missingPrograms()
  const installs =
    root && existsSync('/usr/bin/apt-get') ? 'npm start installs them with apt-get' : engineProblems['engine-missing']
  return [
    finding('root', root, root ? 'yes' : 'no', engineProblems['not-root']),
    finding(
      'programs',
      missing.length === 0,
      missing.length ? `missing: ${missing.join(', ')}` : 'all there',
      installs,
    ),
    ...(missing.includes('dockerd') ? [] : [await version()]),
    remap(),
    ...(root && !missing.includes('iptables') ? [await iptables()] : []),
    ...(env.runtime === undefined ? [] : [await runtime(env.runtime)]),
    running(env),
  ]
}

async function version(): Promise<Finding> {
  const text = await run('dockerd', ['--version']).catch((error: Error) => error.message)
  const number = /version (\d+\.\d+)/.exec(text)?.[1] ?? '0.0'
  return finding('dockerd', atLeast(number, MIN_DOCKER), text.trim(), engineProblems['engine-version'])
}

function remap(): Finding {
  const missing = ['/etc/subuid', '/etc/subgid'].filter(
    (file) => !existsSync(file) || remapLine(readFileSync(file, 'utf8')) !== undefined,
  )
  // npm start writes them, so their absence is no problem, only news.
  return {
    name: 'ids',
    ok: true,
    found: missing.length ? `npm start adds dockremap to ${missing.join(', ')}` : 'dockremap has ids',
  }
}

async function iptables(): Promise<Finding> {
  const text = await run('iptables', ['-w', '-S', 'FORWARD']).catch((error: Error) => error)
  const ok = typeof text === 'string'
  return finding(
    'iptables',
    ok,
    ok ? 'usable' : text.message,
    'Load the kernel modules ip_tables and iptable_nat, or install nftables.',
  )
}

async function runtime(name: string): Promise<Finding> {
  const there = await succeeds('sh', ['-c', 'command -v "$0"', name])
  return finding('runtime', there, there ? name : `${name} is not installed`, engineProblems['runtime-missing'])
}

function running(env: Env): Finding {
  const pid = daemonPid('dockerd', enginePlace(env.home, env.runDir))
  return { name: 'engine', ok: true, found: pid ? `runs (process ${pid})` : 'does not run; npm start starts it' }
}

const LACKS = {
  fences: 'no rules keep containers off this machine’s services, 169.254.0.0/16 and its other networks',
  userns: 'root in a container is root outside (userns-remap is off)',
  group: 'a learner’s containers have no bound on memory together (its cgroup driver is not cgroupfs)',
}

async function foreignEngine(dockerHost: string, runtime: string | undefined): Promise<Finding[]> {
  const path = /^unix:\/\/(\/.+)$/.exec(dockerHost)?.[1]
  if (!path) return [finding('DOCKER_HOST', false, dockerHost, engineProblems['docker-host-unsupported'])]
  const info = await new Dockerode({ socketPath: path, timeout: INFO_TIMEOUT_MS }).info().catch(() => undefined)
  const there = finding('DOCKER_HOST', info !== undefined, dockerHost, engineProblems['docker-host-unreachable'])
  if (!info) return [there]
  const lacks = lacking(info, false)
  const runtimes = Object.keys(info.Runtimes ?? {})
  return [
    there,
    // Among people who trust each other that may be enough, so it is no problem, only told.
    { name: 'walls', ok: true, found: `lacking: ${lacks.map((one) => LACKS[one]).join('; ')}` },
    ...(runtime === undefined
      ? []
      : [finding('runtime', runtimes.includes(runtime), runtimes.join(', '), engineProblems['runtime-missing'])]),
  ]
}

function disk(env: Env): Finding {
  const place = [env.home, env.root].find((path) => existsSync(path)) ?? '/'
  const { bavail, bsize } = statfsSync(place)
  const free = bavail * bsize
  return finding(
    'disk',
    free >= env.diskFloorBytes,
    `${(free / 1024 ** 3).toFixed(1)} GB free at ${place}`,
    engineProblems['disk-low'],
  )
}

function cgroup(): Finding {
  const unified = existsSync('/sys/fs/cgroup/cgroup.controllers')
  const ok = unified || existsSync('/sys/fs/cgroup/memory')
  const found = ok ? `version ${unified ? 2 : 1}` : 'not mounted'
  return finding('cgroup', ok, found, 'Mount the cgroup file system: apt-get install cgroupfs-mount')
}

function keys(env: Env): Finding {
  const wanting = keysWanting()
  // A private engine raises them when it starts.
  const ok = wanting.length === 0 || env.dockerHost === undefined
  const found =
    wanting.length === 0 ? 'enough' : wanting.map(([file, wanted]) => `${file} is below ${wanted}`).join(', ')
  return finding(
    'kernel keys',
    ok,
    ok && wanting.length > 0 ? `${found}; npm start raises it` : found,
    'With few keys no more than about a hundred containers run: sysctl -w kernel.keys.maxkeys=20000 kernel.keys.maxbytes=2000000',
  )
}

function finding(name: string, ok: boolean, found: string, advice: string): Finding {
  return { name, ok, found, ...(ok ? {} : { advice }) }
}
