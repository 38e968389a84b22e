// What the app holds of the machine at one moment: everything that a lab takes and must give back.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { residentBytes } from '../bench/memory.ts'
import { call } from '../bench/raw.ts'
import { pidOf } from '../support/process.ts'

export interface Sample {
  containers: number
  networks: number
  volumes: number
  /** Hosts of learners, as kept on the disk. */
  hosts: number
  /** Of images and containers. */
  layers: number
  /** Mounts of the engine and of binds. */
  mounts: number
  webFiles: number
  agentFiles: number
  webBytes: number
  agentBytes: number
  /** Without layers. */
  diskBytes: number
}

export async function sampleOf(options: {
  home: string
  runDir: string
  engine: string
  port: string
}): Promise<Sample> {
  const { home, runDir, engine, port } = options
  const pids = { web: pidOf('web', port), agent: pidOf('agent', port) }
  if (!pids.web || !pids.agent) throw new Error('web or agent does not run')
  const files = (pid: number) => readdirSync(`/proc/${pid}/fd`).length
  const [containers, networks, volumes] = await Promise.all([
    call<unknown[]>(engine, 'GET', '/containers/json?all=1'),
    call<unknown[]>(engine, 'GET', '/networks'),
    call<{ Volumes: unknown[] | null }>(engine, 'GET', '/volumes'),
  ])
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  return {
    containers: containers.length,
    networks: networks.length,
    volumes: volumes.Volumes?.length ?? 0,
    hosts: readdirSync(join(home, 'tenant')).length,
    layers: readdirSync(layersIn(home)).length,
    mounts: mounts.filter((line) => line.includes(home) || line.includes(runDir)).length,
    webFiles: files(pids.web),
    agentFiles: files(pids.agent),
    webBytes: residentBytes(pids.web),
    agentBytes: residentBytes(pids.agent),
    diskBytes: Number(
      execFileSync('du', ['-sx', '--block-size=1', '--exclude=overlay2', home], { encoding: 'utf8' }).split('\t')[0],
    ),
  }
}

/** The engine of a remapped root keeps its things below a directory that is named after it. */
function layersIn(home: string): string {
  const data = join(home, 'engine', 'data')
  const remapped = readdirSync(data).find((name) => /^\d+\.\d+$/.test(name)) ?? ''
  return join(data, remapped, 'overlay2')
}
