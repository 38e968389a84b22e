// A control group for each tenant, above those of its containers: what makes memory, processors and processes of all of them together
// have a bound, and the only bound on the processes of a build's steps. The engine makes its groups below the one that it is told
// (CgroupParent); with the cgroupfs driver that is a path, which the agent makes and bounds itself. With the systemd driver only
// systemd may, so there each container has its own bounds and starts are counted instead.
//   /<name>/<tenant>          memory, processors, processes of all
//   /<name>/<tenant>/build    processes of one step
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface TenantBounds {
  memoryBytes: number
  nanoCpus: number
  pids: number
  /** Processes of a build's step. */
  buildPids: number
}

export interface TenantCgroups {
  /** Makes sure that the groups stand with these bounds (a reboot forgets them). Parents for the engine; undefined where it takes none. */
  ensure(tenant: string, bounds: TenantBounds): { containers: string; builds: string } | undefined
  /** Freezes a container's processes or lets them run, whatever the engine thinks of it. Nothing happens to one that is gone. */
  freeze(tenant: string, container: string, frozen: boolean): void
  /** Its processes have ended; their groups go a moment later. */
  remove(tenant: string): Promise<void>
}

const ROOT = '/sys/fs/cgroup'
const CPU_PERIOD_US = 100_000
const REMOVE_TRIES = 40
const REMOVE_PAUSE_MS = 50

/** `name`: the top group, a different one for every home. `driver`: as the engine's /info says. */
export function createCgroups(options: { name: string; driver: string; root?: string }): TenantCgroups {
  const root = options.root ?? ROOT
  const unified = existsSync(join(root, 'cgroup.controllers'))
  const usable = options.driver === 'cgroupfs' && writable(unified ? root : join(root, 'memory'))
  const known = new Map<string, string>()

  const makeUnified = (tenant: string, bounds: TenantBounds) => {
    const top = join(root, options.name)
    const own = join(top, tenant)
    mkdirSync(join(own, 'build'), { recursive: true })
    for (const directory of [root, top, own]) pass(directory)
    put(own, 'memory.max', bounds.memoryBytes)
    put(own, 'memory.swap.max', 0)
    put(own, 'pids.max', bounds.pids)
    put(own, 'cpu.max', `${quota(bounds)} ${CPU_PERIOD_US}`)
    put(join(own, 'build'), 'pids.max', bounds.buildPids)
  }

  const makeLegacy = (tenant: string, bounds: TenantBounds) => {
    const group = (controller: string, ...below: string[]) => {
      const directory = join(root, controller, options.name, tenant, ...below)
      mkdirSync(directory, { recursive: true })
      return directory
    }
    const memory = group('memory')
    put(memory, 'memory.limit_in_bytes', bounds.memoryBytes)
    // Absent where the kernel accounts no swap. Never below memory, so a raised bound takes a second turn.
    if (existsSync(join(memory, 'memory.memsw.limit_in_bytes'))) {
      put(memory, 'memory.memsw.limit_in_bytes', bounds.memoryBytes)
      put(memory, 'memory.limit_in_bytes', bounds.memoryBytes)
    }
    put(group('pids'), 'pids.max', bounds.pids)
    put(group('pids', 'build'), 'pids.max', bounds.buildPids)
    const cpu = group('cpu')
    if (existsSync(join(cpu, 'cpu.cfs_quota_us'))) {
      put(cpu, 'cpu.cfs_period_us', CPU_PERIOD_US)
      put(cpu, 'cpu.cfs_quota_us', quota(bounds))
    }
  }

  /** The directories of a tenant, one per controller with the old kind. */
  const places = (tenant: string) =>
    (unified ? [root] : readdirSync(root).map((controller) => join(root, controller)))
      .map((directory) => join(directory, options.name, tenant))
      .filter((directory) => existsSync(directory))

  return {
    ensure(tenant, bounds) {
      if (!usable) return undefined
      const standing = join(root, unified ? '' : 'pids', options.name, tenant, 'build')
      const wanted = JSON.stringify(bounds)
      if (known.get(tenant) !== wanted || !existsSync(standing)) {
        if (unified) makeUnified(tenant, bounds)
        else makeLegacy(tenant, bounds)
        known.set(tenant, wanted)
      }
      const parent = `/${options.name}/${tenant}`
      return { containers: parent, builds: `${parent}/build` }
    },
    freeze(tenant, container, frozen) {
      if (!usable || !/^[0-9a-f]{64}$/.test(container)) return
      if (unified) put(join(root, options.name, tenant, container), 'cgroup.freeze', frozen ? 1 : 0)
      else put(join(root, 'freezer', options.name, tenant, container), 'freezer.state', frozen ? 'FROZEN' : 'THAWED')
    },
    async remove(tenant) {
      known.delete(tenant)
      if (!usable) return
      for (let tries = 0; tries < REMOVE_TRIES; tries++) {
        const left = places(tenant)
        if (left.length === 0) return
        for (const directory of left) removeBelow(directory)
        if (places(tenant).length > 0) await sleep(REMOVE_PAUSE_MS)
      }
      throw new Error(`processes are left in the control group of ${tenant}`)
    },
  }
}

const quota = ({ nanoCpus }: TenantBounds) => Math.round((nanoCpus / 1e9) * CPU_PERIOD_US)

function put(directory: string, file: string, value: number | string): void {
  try {
    writeFileSync(join(directory, file), `${value}\n`)
  } catch (error) {
    // A lowered bound that is used up already (EBUSY), or one below what a group inside has (EINVAL): the old one stays.
    if (!['EBUSY', 'EINVAL', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Hands the controllers on to the groups below (the unified kind). */
function pass(directory: string): void {
  for (const controller of ['cpu', 'memory', 'pids']) put(directory, 'cgroup.subtree_control', `+${controller}`)
}

function writable(directory: string): boolean {
  if (process.getuid?.() !== 0 && directory.startsWith(ROOT)) return false
  return existsSync(directory)
}

/** A group is a directory whose files can't be removed; it goes when no group and no process is in it. */
function removeBelow(directory: string): void {
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isDirectory()) removeBelow(join(directory, entry.name))
    rmdirSync(directory)
  } catch (error) {
    if (!['EBUSY', 'ENOENT', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
