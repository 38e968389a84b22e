// A second of `docker stats`, computed as the docker CLI does (docker/cli, stats_helpers.go).
import { NANO_CPUS_DEFAULT } from '#server/agent/gateway/limit.ts'
import type { StatBounds, StatSample } from '#server/protocol/docker.ts'

export interface RawStats {
  read?: string
  cpu_stats?: Cpu
  precpu_stats?: Cpu
  memory_stats?: { usage?: number; limit?: number; stats?: Record<string, number> }
  pids_stats?: { current?: number }
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>
}
interface Cpu {
  cpu_usage?: { total_usage?: number; percpu_usage?: number[] | null }
  system_cpu_usage?: number
  online_cpus?: number
  throttling_data?: { periods?: number; throttled_periods?: number }
}

/** What a container was given, as its owner's inspect shows it: 0 is nothing. */
export interface RawBounds {
  Memory?: number
  NanoCpus?: number
  CpuQuota?: number
  CpuPeriod?: number
}
const NANO = 1e9
/** µs; the kernel's, when only a quota is given. */
const CPU_PERIOD = 100_000

/** `limit`: of the memory, as the kernel counts it. Who asks for no CPU gets what the gateway gives everybody. */
export function boundsOf(given: RawBounds, limit: number): StatBounds {
  const quota = (given.CpuQuota ?? 0) > 0 ? given.CpuQuota! / (given.CpuPeriod || CPU_PERIOD) : 0
  const cpus = (given.NanoCpus ?? 0) > 0 ? given.NanoCpus! / NANO : quota
  return {
    memory: { at: limit, asked: (given.Memory ?? 0) > 0 },
    cpu: { at: (cpus || NANO_CPUS_DEFAULT / NANO) * 100, asked: cpus > 0 },
  }
}

/** Undefined for the first reading, which has nothing to be compared with, and for a container that does not run. */
export function sampleOf(raw: RawStats): StatSample | undefined {
  const { cpu_stats: now, precpu_stats: before, memory_stats: memory } = raw
  if (!before?.system_cpu_usage || !now?.system_cpu_usage || memory?.usage === undefined) return undefined
  const used = (now.cpu_usage?.total_usage ?? 0) - (before.cpu_usage?.total_usage ?? 0)
  const passed = now.system_cpu_usage - before.system_cpu_usage
  const processors = now.online_cpus || now.cpu_usage?.percpu_usage?.length || 1
  const networks = Object.values(raw.networks ?? {})
  return {
    time: raw.read ? Date.parse(raw.read) : Date.now(),
    cpu: used > 0 && passed > 0 ? (used / passed) * processors * 100 : 0,
    memory: memory.usage - cached(memory.usage, memory.stats ?? {}),
    limit: memory.limit ?? 0,
    pids: raw.pids_stats?.current ?? 0,
    received: networks.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sent: networks.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
    periods: now.throttling_data?.periods ?? 0,
    throttled: now.throttling_data?.throttled_periods ?? 0,
  }
}

/** Page cache that can be given up at once: cgroup v1, then v2. */
function cached(usage: number, stats: Record<string, number>): number {
  const inactive = stats.total_inactive_file ?? stats.inactive_file ?? 0
  return inactive < usage ? inactive : 0
}
