// Keeps tenants within their part of the disk. Two marks: at the bound, calls that write are refused with words; well above it, what
// grew is stopped. Walking directories is dear, so the file system's own count is asked first (one call), and only when it
// has grown, or after a minute, the tenants are measured; then there is a pause many times as long as the measuring took, unless
// somebody writes so fast that the disk could be full before its end.
import { statfs } from 'node:fs/promises'
import { DISK_HARD_FACTOR, type TenantLimits } from '#server/agent/gateway/limit.ts'
import { forbidden, type Refusal } from '#server/agent/gateway/refusal.ts'
import type { Log, Tenant } from '#server/agent/part.ts'
import type { DiskMeasure, DiskPart, DiskUse } from './disk-measure.ts'

const TICK_MS = 2_000
/** Part of a tenant's bound by which the file system must have grown before anybody is measured. */
const GROWN_SHARE = 1 / 32
/** By which it must have grown that nobody waits for the end of a pause, and the walk is not at the lowest priority. */
const FLOOD_SHARE = 1 / 8
/** What grew by this part of what grew most is stopped, too: who writes to two places at once is not to be stopped one by one. */
const WRITER_SHARE = 1 / 4
const IDLE_SWEEP_MS = 60_000
/** At most a sixth of one processor, also when the walks are long. */
const PAUSE_FACTOR = 5
/** A refusal is looked at again when what it rests on is older. */
const FRESH_MS = 1_000

/** `files`: as last counted. */
type Known = DiskUse & { files: number }

export interface DiskWatch {
  /** Before a call that writes. @throws Refusal 403 that says what is taken and what to do */
  check(tenant: Tenant): Promise<void>
  /** Last measured; undefined before the first time. */
  use(tenant: string): Known | undefined
  forget(tenant: string): void
  start(): void
  stop(): void
}

export function createDiskWatch(options: {
  measure: DiskMeasure
  tenants: () => Tenant[]
  limits: TenantLimits
  /** Directories whose file systems tell that something was written. */
  watched: string[]
  /** The tenant is well above its bound and this part of it grew: end what writes there. */
  stopWriter: (tenant: Tenant, part: DiskPart, reason: string) => Promise<void>
  log: Log
  tickMs?: number
}): DiskWatch {
  const { measure, tenants, limits, watched, stopWriter, log } = options
  const uses = new Map<string, { use: Known; at: number; full: Refusal | undefined }>()
  const measuring = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let before = { bytes: 0, files: 0 }
  let nextSweep = 0
  let idleSweep = 0

  const judge = async (tenant: Tenant, { files, ...use }: DiskUse) => {
    const last = uses.get(tenant.id)?.use
    const now: Known = { ...use, files: files ?? last?.files ?? 0 }
    // What one frees must not hide what another writes, in the same moment too.
    before.bytes -= shrunk(last?.bytes, now.bytes)
    before.files -= shrunk(last?.files, now.files)
    uses.set(tenant.id, { use: now, at: performance.now(), full: fullOf(now, limits) })
    const share = Math.max(now.bytes / limits.diskBytes, now.files / limits.files)
    if (share < DISK_HARD_FACTOR) return
    const reason = `stopped by this machine: ${said(now, limits)}`
    await Promise.all(
      grown(now, last).map((part) => {
        log.warn({ tenant: tenant.id, part: part.kind, bytes: now.bytes, files: now.files }, 'disk: writer stopped')
        return stopWriter(tenant, part, reason)
      }),
    )
  }

  const look = async (whom: Tenant[], files: boolean, soon = false) => {
    const found = await measure(whom, { files, soon })
    for (const tenant of whom) {
      const use = found.get(tenant.id)
      // Removed meanwhile: nothing is to be known of it.
      if (use && tenants().includes(tenant)) await judge(tenant, use)
    }
  }

  /** One measuring of a tenant at a time; all who ask meanwhile get its result. */
  const lookAt = (tenant: Tenant): Promise<void> => {
    const begun = measuring.get(tenant.id)
    if (begun) return begun
    const work = look([tenant], true).finally(() => measuring.delete(tenant.id))
    measuring.set(tenant.id, work)
    return work
  }

  const used = async () => {
    const all = await Promise.all(watched.map((path) => statfs(path).catch(() => undefined)))
    let bytes = 0
    let files = 0
    for (const one of all) {
      bytes += one ? (one.blocks - one.bfree) * one.bsize : 0
      files += one ? one.files - one.ffree : 0
    }
    return { bytes, files }
  }

  const tick = async () => {
    const now = performance.now()
    const current = await used()
    const flood = current.bytes - before.bytes >= limits.diskBytes * FLOOD_SHARE
    if (now < nextSweep && !flood) return
    const moreFiles = current.files - before.files >= limits.files * GROWN_SHARE
    const grown = moreFiles || current.bytes - before.bytes >= limits.diskBytes * GROWN_SHARE
    const idle = now >= idleSweep
    const all = grown || idle
    const whom = all ? tenants() : tenants().filter(({ id }) => uses.get(id)?.full)
    const begun = performance.now()
    await look(whom, moreFiles || idle || !all, flood)
    nextSweep = performance.now() + PAUSE_FACTOR * (performance.now() - begun)
    if (!all) {
      before = { bytes: Math.min(before.bytes, current.bytes), files: Math.min(before.files, current.files) }
      return
    }
    // Files that were not counted stay to be.
    before = { bytes: current.bytes, files: moreFiles || idle ? current.files : before.files }
    if (idle) idleSweep = performance.now() + IDLE_SWEEP_MS
  }

  const again = () => {
    timer = setTimeout(async () => {
      await tick().catch((error) => log.warn({ error: String(error) }, 'disk not looked at'))
      if (timer) again()
    }, options.tickMs ?? TICK_MS).unref()
  }

  return {
    async check(tenant) {
      const known = uses.get(tenant.id)
      if (!known?.full) return
      // It may have been emptied since.
      if (performance.now() - known.at > FRESH_MS) await lookAt(tenant)
      const full = uses.get(tenant.id)?.full
      if (full) throw full
    },
    use: (tenant) => uses.get(tenant)?.use,
    forget: (tenant) => void uses.delete(tenant),
    start: again,
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** A walk that was given up counts as Infinity. */
const shrunk = (from = 0, to: number) => (from > to ? from - to : 0)

function fullOf(use: Known, limits: TenantLimits): Refusal | undefined {
  if (use.bytes < limits.diskBytes && use.files < limits.files) return undefined
  return forbidden(
    `${said(use, limits)} Make room first: delete files in your home, docker rm and docker volume rm what you don't need, or docker system prune --volumes.`,
  )
}

const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(2)} GiB`

function said(use: Known, limits: TenantLimits): string {
  return use.bytes >= limits.diskBytes
    ? `your home, volumes and containers take ${gib(use.bytes)} of disk, the most this machine allows is ${gib(limits.diskBytes)}.`
    : `your home, volumes and containers have ${use.files} files, the most this machine allows is ${limits.files}.`
}

/** Parts that something writes to; none when nothing has grown since the last look. */
function grown(use: Known, last: Known | undefined): DiskPart[] {
  const growth = use.parts.map((part) => {
    const old = last?.parts.find((one) => one.kind === part.kind && one.id === part.id)?.bytes ?? 0
    // What can't be walked any more is stopped first.
    return { part, bytes: part.bytes === Number.POSITIVE_INFINITY ? part.bytes : part.bytes - old }
  })
  const most = Math.max(...growth.map(({ bytes }) => bytes))
  return growth.filter(({ bytes }) => bytes > 0 && bytes >= most * WRITER_SHARE).map(({ part }) => part)
}
