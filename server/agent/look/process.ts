// The processes of a container from both sides: their numbers on the host from docker top, their numbers and users inside from the
// kernel. Nothing runs in the container for it.
import { readFile, readlink } from 'node:fs/promises'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { type HostProcess, type LookedAt, type NamespaceKind, namespaceKinds } from '#server/protocol/look.ts'

/** Shown of one container. */
const PROCESSES_MAX = 40
/** Of a command line. Characters. */
const COMMAND_MAX = 200

interface Inspected {
  Id: string
  State: { Pid: number }
  Config: { Hostname: string }
  NetworkSettings: { Networks: Record<string, { IPAddress?: string }> | null }
}

export async function lookAtProcesses(host: Upstream, name: string): Promise<LookedAt<'processes'>> {
  const path = `/containers/${segment(name)}`
  const container = await host.json<Inspected>('GET', { path: `${path}/json` })
  const { Pid } = container.State
  const base = {
    at: 'processes' as const,
    hostname: container.Config.Hostname,
    address: Object.values(container.NetworkSettings.Networks ?? {}).find(({ IPAddress }) => IPAddress)?.IPAddress,
  }
  if (Pid === 0) return { ...base, processes: [], namespaces: [] }
  const { Processes } = await host.json<{ Processes: string[][] | null }>('GET', {
    path: `${path}/top`,
    query: { ps_args: '-eo pid,args' },
  })
  const processes = await Promise.all(
    (Processes ?? []).slice(0, PROCESSES_MAX).map(async ([pid, command]): Promise<HostProcess> => {
      const inside = await insideOf(Number(pid), container.Id)
      return { pid: Number(pid), command: (command ?? '').slice(0, COMMAND_MAX), ...(inside && { inside }) }
    }),
  )
  return { ...base, processes, namespaces: (await isOf(Pid, container.Id)) ? await namespacesOf(Pid) : [] }
}

/** That process is the container's, here: the engine may run on another machine or in a container, and mean another one. */
async function isOf(pid: number, container: string): Promise<boolean> {
  return readFile(`/proc/${pid}/cgroup`, 'utf8').then(
    (text) => text.includes(container),
    () => false,
  )
}

async function insideOf(pid: number, container: string): Promise<HostProcess['inside']> {
  if (!(await isOf(pid, container))) return undefined
  try {
    const [status, map] = await Promise.all([
      readFile(`/proc/${pid}/status`, 'utf8'),
      readFile(`/proc/${pid}/uid_map`, 'utf8'),
    ])
    return readInside(status, map)
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/**
 * `status`, `map`: /proc/…/status and uid_map (proc(5)). NSpid has the number in each namespace from the reader's to the process's own;
 * a line of the map is: first inside, first outside, how many.
 */
export function readInside(status: string, map: string): HostProcess['inside'] {
  const field = (name: string) =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.trim().split(/\s+/).map(Number)
  const pid = field('NSpid')?.at(-1)
  // Real, effective, saved, of the file system: ps shows the effective one.
  const hostUid = field('Uid')?.[1]
  if (pid === undefined || hostUid === undefined) return undefined
  for (const line of map.trim().split('\n')) {
    const [inside, outside, count] = line.trim().split(/\s+/).map(Number) as [number, number, number]
    if (hostUid >= outside && hostUid < outside + count) return { pid, uid: inside + hostUid - outside, hostUid }
  }
  return undefined
}

async function namespacesOf(pid: number): Promise<LookedAt<'processes'>['namespaces']> {
  const read = (of: number | 'self', kind: NamespaceKind) =>
    readlink(`/proc/${of}/ns/${kind}`).then(
      (link) => /\[(\d+)\]$/.exec(link)?.[1],
      () => undefined,
    )
  const all = await Promise.all(
    namespaceKinds.map(async (kind) => {
      const [id, host] = await Promise.all([read(pid, kind), read('self', kind)])
      return id === undefined ? [] : [{ kind, id, own: id !== host }]
    }),
  )
  return all.flat()
}
