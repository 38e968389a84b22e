// Memory as the kernel counts it: resident pages of processes, and the memory cgroup of workspace containers.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { listContainers } from './raw.ts'

const PAGE_BYTES = 4096

interface Tree {
  web: number[]
  agent: number[]
  shims: number[]
}

/** Pids of the running app by their command lines: main.ts in its roles, and containerd's shims. */
export function processTree(): Tree {
  const tree: Tree = { web: [], agent: [], shims: [] }
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    let command = ''
    let environ = ''
    try {
      command = readFileSync(`/proc/${entry}/cmdline`, 'utf8')
      if (command.includes('containerd-shim')) tree.shims.push(Number(entry))
      if (!command.includes('server/main.ts')) continue
      environ = readFileSync(`/proc/${entry}/environ`, 'utf8')
    } catch {
      continue
    }
    if (environ.includes('DRYDOCK_ROLE=web')) tree.web.push(Number(entry))
    else if (environ.includes('DRYDOCK_ROLE=agent')) tree.agent.push(Number(entry))
  }
  return tree
}

export function residentBytes(tree: Tree): { web: number; agent: number; all: number } {
  const sum = (pids: number[]) =>
    pids.reduce((total, pid) => {
      try {
        return total + Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
      } catch {
        return total
      }
    }, 0)
  const web = sum(tree.web)
  const agent = sum(tree.agent)
  return { web, agent, all: web + agent + sum(tree.shims) }
}

/** rss + mapped pages of all workspace containers; page cache that the kernel may drop is not counted. */
export async function workspaceBytes(engineSocket: string): Promise<{ bytes: number; count: number }> {
  const workspaces = (await listContainers(engineSocket)).filter((one) => one.Labels['drydock.workspace'])
  let bytes = 0
  for (const { Id } of workspaces) {
    const v1 = `/sys/fs/cgroup/memory/docker/${Id}/memory.stat`
    const v2 = `/sys/fs/cgroup/system.slice/docker-${Id}.scope/memory.stat`
    const file = [v1, v2].find((path) => existsSync(path))
    if (!file) throw new Error(`no memory cgroup found for ${Id}`)
    const stat = readFileSync(file, 'utf8')
    bytes += Number(/^(?:total_rss|anon) (\d+)/m.exec(stat)?.[1] ?? 0)
  }
  return { bytes, count: workspaces.length }
}
