// What the gateway forces on a container, read from one that it made, so that the engine's own side of a comparison has it as well.
import { call } from './raw.ts'

interface HostConfig {
  Memory: number
  MemorySwap: number
  NanoCpus: number
  PidsLimit: number | null
  ShmSize: number
  CgroupParent: string
  NetworkMode: string
  CapDrop: string[] | null
  SecurityOpt: string[] | null
  Ulimits: { Name: string; Soft: number; Hard: number }[] | null
  LogConfig: { Type: string; Config: Record<string, string> | null }
}

export interface Limits {
  /** Full id of the image on the engine. */
  image: string
  host: HostConfig
}

export async function limitsOf(engine: string, tenantSocket: string): Promise<Limits> {
  const { Id } = await call<{ Id: string }>(tenantSocket, 'POST', '/containers/create', { body: { Image: 'busybox' } })
  const info = await call<{ Image: string; HostConfig: HostConfig }>(engine, 'GET', `/containers/${Id}/json`)
  await call(tenantSocket, 'DELETE', `/containers/${Id}`)
  return { image: info.Image, host: info.HostConfig }
}

/** For POST /containers/create. */
export function asHostConfig({ host }: Limits): HostConfig {
  const { Memory, MemorySwap, NanoCpus, PidsLimit, ShmSize, CgroupParent, NetworkMode } = host
  const { CapDrop, SecurityOpt, Ulimits, LogConfig } = host
  return {
    Memory,
    MemorySwap,
    NanoCpus,
    PidsLimit,
    ShmSize,
    CgroupParent,
    NetworkMode,
    CapDrop,
    SecurityOpt,
    Ulimits,
    LogConfig,
  }
}

/** For `docker run`. */
export function asFlags({ host }: Limits): string[] {
  const each = <T>(values: T[] | null, flag: (value: T) => string[]) => (values ?? []).flatMap(flag)
  return [
    ['--memory', `${host.Memory}`, '--memory-swap', `${host.MemorySwap}`, '--cpus', `${host.NanoCpus / 1e9}`],
    ['--pids-limit', `${host.PidsLimit ?? 0}`, '--shm-size', `${host.ShmSize}`, '--network', host.NetworkMode],
    host.CgroupParent ? ['--cgroup-parent', host.CgroupParent] : [],
    each(host.CapDrop, (one) => ['--cap-drop', one]),
    each(host.SecurityOpt, (one) => ['--security-opt', one]),
    each(host.Ulimits, ({ Name, Soft, Hard }) => ['--ulimit', `${Name}=${Soft}:${Hard}`]),
    ['--log-driver', host.LogConfig.Type],
    each(Object.entries(host.LogConfig.Config ?? {}), ([name, value]) => ['--log-opt', `${name}=${value}`]),
  ].flat()
}
