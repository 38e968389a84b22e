// Limits of a container: the same for create and update. What is not given is forced, what is too much is refused with words.
import type { Json } from './json.ts'
import * as limit from './limit.ts'
import { bad, forbidden } from './refusal.ts'
import { between, given, int, list, never, object, oneOf, type Read, type Shape, string } from './shape.ts'

const MIB = 1024 * 1024
const CPU = 1e9

const ulimit = object({
  Name: oneOf('nofile', 'nproc', 'core', 'fsize', 'cpu', 'stack', 'data', 'memlock', 'rss', 'as'),
  Soft: int,
  Hard: int,
})

const nodeSet: Read<string> = (value, at) => {
  const text = string(value, at)
  if (!/^(?:[0-9]{1,3}(?:-[0-9]{1,3})?(?:,(?=[0-9])|$))*$/.test(text)) throw bad(`${at} must be a list like 0-2,4`)
  return text
}

/** HostConfig fields, and the body of update. */
export const limitFields = {
  Memory: int,
  MemorySwap: int,
  MemoryReservation: between(0, limit.MEMORY_MAX_BYTES),
  MemorySwappiness: between(-1, 100),
  NanoCpus: int,
  CpuPeriod: int,
  CpuQuota: int,
  CpuShares: between(0, limit.CPU_SHARES_MAX),
  CpusetCpus: nodeSet,
  CpusetMems: nodeSet,
  PidsLimit: int,
  Ulimits: list(ulimit),
  OomKillDisable: never(
    'A container without the OOM killer can take the whole machine with it when its memory is full, so --oom-kill-disable is not served here.',
  ),
}
export type Limits = Shape<typeof limitFields>

/** What the engine is told. `shown`: what the client asked for, to be shown again in inspect. @throws Refusal 400, 403 */
export function forcedLimits(asked: Limits): { engine: Record<string, Json>; shown: Record<string, Json> } {
  const memory = memoryOf(asked)
  return {
    engine: given({
      Memory: memory,
      MemorySwap: swapOf(asked, memory),
      MemoryReservation: asked.MemoryReservation || undefined,
      MemorySwappiness: (asked.MemorySwappiness ?? -1) >= 0 ? asked.MemorySwappiness : undefined,
      NanoCpus: cpusOf(asked),
      CpuShares: asked.CpuShares || undefined,
      CpusetCpus: asked.CpusetCpus || undefined,
      CpusetMems: asked.CpusetMems || undefined,
      PidsLimit: pidsOf(asked),
      Ulimits: ulimitsOf(asked),
    }) as Record<string, Json>,
    shown: given({
      Memory: asked.Memory ?? 0,
      MemorySwap: asked.MemorySwap ?? 0,
      NanoCpus: asked.NanoCpus ?? 0,
      CpuPeriod: asked.CpuPeriod ?? 0,
      CpuQuota: Math.max(0, asked.CpuQuota ?? 0),
      PidsLimit: asked.PidsLimit || null,
      Ulimits: (asked.Ulimits as Json | undefined) ?? null,
    }),
  }
}

function memoryOf({ Memory = 0 }: Limits): number {
  if (Memory < 0) throw bad('Invalid memory limit: it must not be negative')
  if (Memory > limit.MEMORY_MAX_BYTES)
    throw forbidden(
      `A container gets ${limit.MEMORY_MAX_BYTES / MIB} MiB of memory at most on this machine; ask for less, e.g. -m 256m.`,
    )
  return Memory || limit.MEMORY_DEFAULT_BYTES
}

function swapOf({ Memory = 0, MemorySwap = 0 }: Limits, memory: number): number {
  if (MemorySwap === -1)
    throw forbidden('Unlimited swap (--memory-swap -1) is not served here: leave it out, or give a size.')
  if (MemorySwap < 0) throw bad('Invalid memoryswap limit: it must not be negative')
  if (MemorySwap > 0 && Memory === 0)
    throw bad('You should always set the Memory limit when using Memoryswap limit, see usage')
  if (MemorySwap > 0 && MemorySwap < Memory)
    throw bad('Minimum memoryswap limit should be larger than memory limit, see usage')
  return Math.max(memory, Math.min(MemorySwap, limit.MEMORY_MAX_BYTES))
}

function cpusOf({ NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0 }: Limits): number {
  const quota = Math.max(0, CpuQuota)
  if (NanoCpus > 0 && (CpuPeriod > 0 || quota > 0))
    throw bad('Conflicting options: Nano CPUs and CPU Period cannot both be set.')
  if (CpuPeriod !== 0 && (CpuPeriod < 1000 || CpuPeriod > 1_000_000))
    throw bad('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)')
  if (quota > 0 && quota < 1000) throw bad('CPU cfs quota can not be less than 1ms (i.e. 1000)')
  const asked = quota > 0 ? Math.round((quota / (CpuPeriod || 100_000)) * CPU) : NanoCpus
  if (asked < 0) throw bad('NanoCpus must not be negative')
  if (asked > limit.NANO_CPUS_MAX)
    throw forbidden(
      `A container gets ${limit.NANO_CPUS_MAX / CPU} CPUs at most on this machine; ask for less, e.g. --cpus 0.5.`,
    )
  return asked || limit.NANO_CPUS_DEFAULT
}

function pidsOf({ PidsLimit = 0 }: Limits): number {
  if (PidsLimit < 0 || PidsLimit > limit.PIDS_MAX)
    throw forbidden(
      `A container gets ${limit.PIDS_MAX} processes at most on this machine (a fork bomb must not stop the others); ask for less with --pids-limit.`,
    )
  return PidsLimit || limit.PIDS_DEFAULT
}

function ulimitsOf({ Ulimits = [] }: Limits): Json {
  const out: { Name: string; Soft: number; Hard: number }[] = []
  for (const { Name, Soft = 0, Hard = 0 } of Ulimits) {
    if (!Name) throw bad('an ulimit has no name')
    const max = Name === 'nofile' ? limit.NOFILE_MAX : Number.MAX_SAFE_INTEGER
    if (Soft < 0 || Hard < 0 || Hard > max) throw forbidden(`--ulimit ${Name} may be 0 to ${max} on this machine.`)
    out.push({ Name, Soft, Hard })
  }
  if (!out.some(({ Name }) => Name === 'nofile'))
    out.push({ Name: 'nofile', Soft: limit.NOFILE_MAX, Hard: limit.NOFILE_MAX })
  return out
}
