// The only reader of process.env. Settings are parsed once; whatever is wrong is said all at once.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const MINUTE_MS = 60_000
const MIB = 1024 * 1024
const Port = z.coerce.number().int().min(0).max(65_535)

const Variables = z.object({
  DRYDOCK_HOME: z.string().min(1).optional(),
  PORT: Port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DOCKER_HOST: z.string().min(1).optional(),
  DRYDOCK_UPSTREAM: z.string().min(1).default('docker.io'),
  DRYDOCK_ROLE: z.enum(['all', 'agent', 'web']).default('all'),
  DRYDOCK_PREVIEW_HOST: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?$/i, 'a host name, with a port where needed')
    .optional(),
  DRYDOCK_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DRYDOCK_MAX_LABS: z.coerce.number().int().min(1).optional(),
  DRYDOCK_IDLE_MINUTES: z.coerce.number().min(0).max(10_080).default(60),
  DRYDOCK_METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,200}$/, 'at least 16 characters without a space')
    .optional(),
  DRYDOCK_WATCH: z.enum(['on', 'off']).default('off'),
  DRYDOCK_INTERNET: z.enum(['on', 'off']).default('on'),
  DRYDOCK_RUNTIME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'the name of an OCI runtime, e.g. runsc')
    .optional(),
  DRYDOCK_TENANT_MEMORY: z.coerce.number().int().min(512).optional(),
  DRYDOCK_TENANT_DISK: z.coerce.number().int().min(256).optional(),
  DRYDOCK_DISK_FLOOR: z.coerce.number().int().min(64).default(2048),
  DRYDOCK_VM_SLOTS: z.coerce.number().int().min(1).max(100).optional(),
  DRYDOCK_WARM_POOL: z.coerce.number().int().min(0).max(100).default(2),
  DRYDOCK_RECORDING_DAYS: z.coerce.number().int().min(0).max(3650).default(30),
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
})

export interface Env {
  /** Where all state is kept (DRYDOCK_HOME), absolute. */
  readonly home: string
  /** Sockets, pid files and mounts. Usually home/run; see runDirOf. */
  readonly runDir: string
  /** The checkout. */
  readonly root: string
  readonly port: number
  /** Address that the web listens on. */
  readonly host: string
  /** Undefined: Drydock runs an engine of its own. */
  readonly dockerHost: string | undefined
  /** Registry host that catalog images are pulled from where it answers; undefined: never. */
  readonly upstream: string | undefined
  readonly role: 'all' | 'agent' | 'web'
  readonly previewHost: string | undefined
  readonly logLevel: string
  /** Labs that run at once; undefined: as many as there is memory for. */
  readonly maxLabs: number | undefined
  /** A lab without a sign of its learner for so long is put to rest; 0: never. */
  readonly idleMs: number
  /** Who sends it may read /metrics from elsewhere; without one only this machine may. */
  readonly metricsToken: string | undefined
  /** Whether learners' containers and builds reach what is outside of the machine. */
  readonly internet: boolean
  /** OCI runtime of learners' containers; undefined: the engine's own. */
  readonly runtime: string | undefined
  /** Bounds of every tenant, in bytes, where they are not the usual ones: memory of all its containers; its home, volumes and containers on the disk. */
  readonly tenant: { readonly memoryBytes?: number; readonly diskBytes?: number }
  /** With less free on the engine's disk no new labs are opened; with less than twice as much it warns. */
  readonly diskFloorBytes: number
  /** Virtual machines at once; undefined: one for every two processors. */
  readonly vmSlots: number | undefined
  /** Workspaces kept ready for the next learner. */
  readonly warmPool: number
  /** Learners' recordings are kept for so long; 0: none are made. */
  readonly recordingDays: number
  /** Content is read again when it changes, for who writes it. */
  readonly watch: boolean
  readonly mode: 'production' | 'development' | 'test'
  /** Where the web finds the agent. */
  readonly agentSocket: string
  /** http_proxy and its kin as given; passed on to downloads and builds, kept in no image. */
  readonly proxies: Readonly<Record<string, string>>
}

/** Thrown with one line per wrong variable. */
export class EnvError extends Error {
  constructor(readonly problems: string[]) {
    super(`Settings that can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'EnvError'
  }
}

export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  // An empty variable means the same as none: `PORT= npm start`.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = Variables.safeParse(given)
  if (!parsed.success)
    throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const variables = parsed.data
  const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
  const home = resolve(root, variables.DRYDOCK_HOME ?? '.drydock')
  const runDir = runDirOf(home)
  return {
    home,
    runDir,
    root,
    port: variables.PORT,
    host: variables.HOST,
    dockerHost: variables.DOCKER_HOST,
    upstream: variables.DRYDOCK_UPSTREAM === 'off' ? undefined : variables.DRYDOCK_UPSTREAM,
    role: variables.DRYDOCK_ROLE,
    previewHost: variables.DRYDOCK_PREVIEW_HOST,
    logLevel: variables.DRYDOCK_LOG,
    maxLabs: variables.DRYDOCK_MAX_LABS,
    idleMs: variables.DRYDOCK_IDLE_MINUTES * MINUTE_MS,
    metricsToken: variables.DRYDOCK_METRICS_TOKEN,
    internet: variables.DRYDOCK_INTERNET === 'on',
    runtime: variables.DRYDOCK_RUNTIME,
    tenant: {
      ...(variables.DRYDOCK_TENANT_MEMORY && { memoryBytes: variables.DRYDOCK_TENANT_MEMORY * MIB }),
      ...(variables.DRYDOCK_TENANT_DISK && { diskBytes: variables.DRYDOCK_TENANT_DISK * MIB }),
    },
    diskFloorBytes: variables.DRYDOCK_DISK_FLOOR * MIB,
    vmSlots: variables.DRYDOCK_VM_SLOTS,
    warmPool: variables.DRYDOCK_WARM_POOL,
    recordingDays: variables.DRYDOCK_RECORDING_DAYS,
    watch: variables.DRYDOCK_WATCH === 'on',
    mode: variables.NODE_ENV,
    agentSocket: join(runDir, 'agent.sock'),
    proxies: proxiesIn(given),
  }
}

function proxiesIn(given: Record<string, string | undefined>): Record<string, string> {
  const isProxy = (entry: [string, string | undefined]): entry is [string, string] =>
    /^(https?|no|all)_proxy$/i.test(entry[0]) && entry[1] !== undefined
  return Object.fromEntries(Object.entries(given).filter(isProxy))
}

/** sun_path holds 108 bytes with its closing zero. */
const SOCKET_PATH_BYTES = 107
/** The longest path that is made below runDir: containerd's and the tenants' sockets. */
const LONGEST_SOCKET = '/tenant/t234567abcdefg/internal/docker.sock.new'

/**
 * home/run where that works. Elsewhere a short directory that is named after the home: when a socket's path would be too
 * long, or when other users may not pass a parent of the home (/root), because the engine's remapped root has to.
 */
export function runDirOf(home: string): string {
  const inside = join(home, 'run')
  const fits = Buffer.byteLength(inside + LONGEST_SOCKET) <= SOCKET_PATH_BYTES
  if (fits && passableByOthers(home)) return inside
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 10)
  return process.getuid?.() === 0 ? `/run/drydock-${hash}` : `/tmp/drydock-${process.getuid?.() ?? 0}-${hash}`
}

/** True when every existing directory from / down to `path` has o+x. */
export function passableByOthers(path: string): boolean {
  for (let directory = path; isAbsolute(directory); directory = dirname(directory)) {
    const found = statSync(directory, { throwIfNoEntry: false })
    if (found && (found.mode & 0o001) === 0) return false
    if (directory === dirname(directory)) return true
  }
  return true
}
