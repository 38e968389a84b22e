// Memory as the kernel counts it. Pages that several processes share (the program text of every shim) are divided among them (PSS),
// so that the sum is what would be free if they all ended.
import { readdirSync, readFileSync } from 'node:fs'
import { call, listContainers } from './raw.ts'

const KIB = 1024
const PAGE_BYTES = 4096

export interface Share {
  web: number
  agent: number
  shims: number
  workspaces: number
  /** Workspaces that run. */
  count: number
}

/** Bytes of the app of one home: `runDir` is where its sockets are, which its shims name. */
export async function memoryOf(home: string, runDir: string, engineSocket: string): Promise<Share> {
  const share: Share = { web: 0, agent: 0, shims: 0, workspaces: 0, count: 0 }
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const pid = Number(entry)
    const kind = kindOf(pid, home, runDir)
    if (kind) share[kind] += pss(pid)
  }
  for (const { Id } of (await listContainers(engineSocket)).filter((one) => one.Labels['drydock.workspace'])) {
    const top = await call<{ Processes: string[][] }>(engineSocket, 'GET', `/containers/${Id}/top?ps_args=-opid`)
    share.count++
    for (const [pid] of top.Processes) share.workspaces += pss(Number(pid))
  }
  return share
}

function kindOf(pid: number, home: string, runDir: string): 'web' | 'agent' | 'shims' | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    if (command.includes('containerd-shim')) return command.includes(runDir) ? 'shims' : undefined
    if (!command.includes('server/main.ts')) return undefined
    const environ = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    if (!environ.includes(`DRYDOCK_HOME=${home}`)) return undefined
    if (environ.includes('DRYDOCK_ROLE=web')) return 'web'
    return environ.includes('DRYDOCK_ROLE=agent') ? 'agent' : undefined
  } catch {
    // It has ended.
    return undefined
  }
}

function pss(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * KIB
  } catch {
    return 0
  }
}

/** All resident pages of one process. */
export const residentBytes = (pid: number) =>
  Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
