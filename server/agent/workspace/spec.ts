// The workspace container as the engine is asked for it. It is the learner's computer: a client, a shell, a home.
import type { Tenant } from '#server/agent/part.ts'
import { shellEnv, starterCommand } from '#server/agent/terminal/keeper.ts'

/** Set on every workspace, to its tenant. Gateways list only what carries drydock.tenant, so a workspace is never seen. */
export const WORKSPACE_LABEL = 'drydock.workspace'
/** How its shells are kept. One that was made before they were kept by keepers is made anew. */
export const SHELLS_LABEL = 'drydock.shells'
/** By keepers that the engine starts: on servers, whose shells nobody opens from a page, and as earlier versions made all. */
export const SHELLS_BY_ENGINE = 'keeper'
/** By keepers that its first process starts. */
export const SHELLS = 'starter'
export const HOME = '/home/student'
/** uid and gid of the learner inside. */
export const STUDENT = 1000

const MIB = 1024 * 1024
const MEMORY_BYTES = 512 * MIB
const SHM_BYTES = 16 * MIB
/** One processor. In short periods: with the usual 100 ms, a program that uses it up would hold every keystroke as long. */
const CPU_PERIOD_US = 20_000
const CPU_QUOTA_US = 20_000
const PIDS = 512
const FILES = 4096

/** What a learner's second host is called: its address in the workspace, and what checks write before a name that is on it. */
export const SERVER_NAME = 'prod'

export const workspaceName = (tenant: string) => `ws_${tenant}`

export function workspaceSpec(tenant: Tenant, image: string, network: string): object {
  return {
    Image: image,
    Hostname: 'drydock',
    User: `${STUDENT}:${STUDENT}`,
    WorkingDir: HOME,
    // A server has its learner's socket directory: a starter there would call on the learner's door.
    ...(!tenant.serverOf && { Cmd: starterCommand }),
    // Its shells have them from here.
    Env: shellEnv,
    Labels: { [WORKSPACE_LABEL]: tenant.id, [SHELLS_LABEL]: tenant.serverOf ? SHELLS_BY_ENGINE : SHELLS },
    HostConfig: {
      Init: true,
      Memory: MEMORY_BYTES,
      MemorySwap: MEMORY_BYTES,
      CpuPeriod: CPU_PERIOD_US,
      CpuQuota: CPU_QUOTA_US,
      PidsLimit: PIDS,
      ShmSize: SHM_BYTES,
      Ulimits: [{ Name: 'nofile', Soft: FILES, Hard: FILES }],
      SecurityOpt: ['no-new-privileges'],
      CapDrop: ['ALL'],
      // What a person without rights expects of a computer: ping, and a server of their own on port 80.
      Sysctls: { 'net.ipv4.ping_group_range': `${STUDENT} ${STUDENT}`, 'net.ipv4.ip_unprivileged_port_start': '0' },
      // Started again by the agent, which has shells and relays to restore with it.
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'none' },
      NetworkMode: network,
      Mounts: [
        { Type: 'bind', Source: tenant.socketDir, Target: '/run/drydock', ReadOnly: true },
        { Type: 'bind', Source: tenant.homeDir, Target: HOME },
      ],
    },
  }
}
