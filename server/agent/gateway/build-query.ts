// What docker build asks for -> what the classic builder is told. Everything that reaches beyond the tenant is forced or refused.

import { parseRef, type Ref } from './image-name.ts'
import { isObject, parseJson } from './json.ts'
import {
  BUILD_ARGS_MAX_BYTES,
  MEMORY_DEFAULT_BYTES,
  MEMORY_MAX_BYTES,
  NANO_CPUS_DEFAULT,
  SHM_MAX_BYTES,
} from './limit.ts'
import { checkLabels } from './name.ts'
import { bool, dropped, int, list, type QueryOf, text } from './query.ts'
import { bad, forbidden } from './refusal.ts'
import { BUILDKIT_REFUSED } from './refused-rules.ts'

export const buildQuery = {
  t: list,
  dockerfile: text,
  q: bool,
  nocache: bool,
  target: text,
  platform: text,
  buildargs: text,
  labels: text,
  memory: int,
  memswap: int,
  cpuquota: int,
  cpuperiod: int,
  cpushares: dropped,
  cpusetcpus: text,
  cpusetmems: text,
  shmsize: int,
  networkmode: text,
  version: text,
  session: text,
  remote: text,
  buildid: dropped,
  squash: bool,
  cgroupparent: text,
  extrahosts: text,
  securityopt: text,
  isolation: text,
  ulimits: text,
  outputs: text,
  // Base images are the catalog's or the tenant's own and never newer elsewhere; intermediate containers are always removed; the cache is
  // always the tenant's own images.
  pull: dropped,
  rm: dropped,
  forcerm: dropped,
  cachefrom: dropped,
}
export type BuildQuery = QueryOf<typeof buildQuery>

const BUILD_MAX_TAGS = 50
/** us; the kernel's usual period */
const CPU_PERIOD_US = 100_000

export interface BuildRequest {
  tags: Ref[]
  dockerfile: string
  quiet: boolean
  target?: string
  buildArgs: Record<string, string | null>
  network: { kind: 'default' } | { kind: 'none' } | { kind: 'own'; name: string }
  /** For the engine, without network and cache. */
  query: Record<string, string | number | boolean>
}

/** @throws Refusal 400 or 403 */
export function readBuild(query: BuildQuery): BuildRequest {
  if (query.version === '2' || query.session || query.remote === 'client-session') throw forbidden(BUILDKIT_REFUSED)
  if (query.version !== undefined && !['', '1'].includes(query.version))
    throw bad(`unknown builder version ${query.version}`)
  if (query.remote)
    throw forbidden(
      'building from an address is not allowed on this machine: git clone or download it in the shell, then docker build <directory>',
    )
  if (query.squash) throw bad('squash is only supported with experimental mode')
  if (query.cgroupparent) throw forbidden('--cgroup-parent is not allowed here: it moves the build out of its limits')
  if (query.outputs) throw forbidden(`--output needs BuildKit. ${BUILDKIT_REFUSED}`)
  if (!isEmptyJson(query.securityopt))
    throw bad('The daemon on this platform does not support setting security options on build')
  if (!isEmptyJson(query.extrahosts))
    throw forbidden('--add-host is not available for builds on this machine: leave it out')
  if (query.cpusetcpus || query.cpusetmems)
    throw forbidden('--cpuset-cpus and --cpuset-mems are not allowed here: the processors are shared')
  if (query.isolation && query.isolation !== 'default') throw bad('--isolation is only for Windows')
  if (query.platform && !/^[a-z0-9]+(?:\/[a-z0-9]+){0,2}$/.test(query.platform))
    throw bad(`invalid platform ${query.platform}`)
  if (query.target && !/^[A-Za-z0-9_.-]{1,128}$/.test(query.target))
    throw bad(`failed to reach build target ${query.target} in Dockerfile`)
  const memory = positive(query.memory, 'memory') || MEMORY_DEFAULT_BYTES
  if (memory > MEMORY_MAX_BYTES) throw forbidden(`--memory is at most ${MEMORY_MAX_BYTES / 1024 ** 2}m on this machine`)
  const shm = positive(query.shmsize, 'shmsize')
  if (shm > SHM_MAX_BYTES) throw forbidden(`--shm-size is at most ${SHM_MAX_BYTES / 1024 ** 2}m on this machine`)
  if ((query.t ?? []).length > BUILD_MAX_TAGS)
    throw bad(`a build gives ${BUILD_MAX_TAGS} tags at most; add more with docker tag`)
  const labels = readStrings(query.labels, 'labels')
  const buildArgs = readMap(query.buildargs, 'buildargs')
  return {
    tags: (query.t ?? []).filter((tag) => tag !== '').map(readTag),
    dockerfile: query.dockerfile ?? '',
    quiet: query.q,
    buildArgs,
    network: readNetwork(query.networkmode),
    ...(query.target && { target: query.target }),
    query: {
      version: '1',
      rm: true,
      forcerm: true,
      q: query.q,
      nocache: query.nocache,
      memory,
      memswap: memory,
      cpuperiod: CPU_PERIOD_US,
      cpuquota: (NANO_CPUS_DEFAULT / 1e9) * CPU_PERIOD_US,
      buildargs: JSON.stringify(buildArgs),
      labels: JSON.stringify(checkLabels(labels)),
      ...(shm > 0 && { shmsize: shm }),
      ...(query.target && { target: query.target.toLowerCase() }),
      ...(query.platform && { platform: query.platform }),
    },
  }
}

function readTag(text: string): Ref {
  const ref = parseRef(text)
  if (ref.digest) throw bad('build tag cannot contain a digest')
  return ref
}

function readNetwork(mode: string | undefined): BuildRequest['network'] {
  if (!mode || mode === 'default' || mode === 'bridge') return { kind: 'default' }
  if (mode === 'none') return { kind: 'none' }
  if (mode === 'host' || mode.startsWith('container:') || mode.startsWith('ns:'))
    throw forbidden(
      `--network ${mode} is not allowed for builds: it would join a network of the real machine. Leave it out, or name a network of yours`,
    )
  return { kind: 'own', name: mode }
}

function positive(value: number | undefined, name: string): number {
  if (value === undefined || value === -1) return 0
  if (value < 0) throw bad(`${name} must not be negative`)
  return value
}

const isEmptyJson = (text: string | undefined) => ['', 'null', '[]', '{}', undefined].includes(text)

function readMap(text: string | undefined, name: string): Record<string, string | null> {
  if (isEmptyJson(text)) return {}
  if ((text as string).length > BUILD_ARGS_MAX_BYTES)
    throw bad(`${name} are larger than ${BUILD_ARGS_MAX_BYTES / 1024} KiB`)
  // Maps of the learner's own words: HTTP_PROXY and http_proxy are two.
  const value = parseJson(text as string, 'exact')
  if (!isObject(value)) throw bad(`${name} must be a JSON object`)
  for (const one of Object.values(value))
    if (one !== null && typeof one !== 'string') throw bad(`${name} must be strings`)
  return value as Record<string, string | null>
}

function readStrings(text: string | undefined, name: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [key, value] of Object.entries(readMap(text, name))) out[key] = value ?? ''
  return out
}
