// The agent by itself, without web and supervisor: enough for whoever speaks to Docker sockets.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runDirOf } from '#server/env.ts'
import { type AgentLink, createAgentLink } from '#server/web/agent-link.ts'
import { root } from '../support/app.ts'
import { sleep, within } from './measure.ts'
import { residentBytes } from './memory.ts'

const READY_MS = 600_000
const STOP_MS = 90_000
const POLL_MS = 250
/** One collection finds what the one before has let go. */
const COLLECTIONS = 4

export interface BenchAgent {
  link: AgentLink
  /** The private engine's socket. */
  engine: string
  /** Resident memory after garbage is collected. */
  settledBytes(): Promise<number>
  stop(): Promise<void>
}

export const homeOf = (home: string) => resolve(root, home)
export const engineSocket = (home: string) => join(runDirOf(homeOf(home)), 'engine', 'docker.sock')

export async function startAgent(home: string): Promise<BenchAgent> {
  const directory = homeOf(home)
  mkdirSync(directory, { recursive: true })
  const log = createWriteStream(join(directory, 'agent.log'), { flags: 'a' })
  const preload = join(import.meta.dirname, 'collect-garbage.mjs')
  const child = spawn(process.execPath, ['--import', preload, 'server/start.mjs'], {
    cwd: root,
    env: {
      ...process.env,
      DRYDOCK_HOME: directory,
      DRYDOCK_ROLE: 'agent',
      DRYDOCK_WARM_POOL: '0',
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  const link = createAgentLink({ socketPath: join(runDirOf(directory), 'agent.sock') })
  const stop = async () => {
    link.stop()
    await stopped(child)
  }
  try {
    await within(READY_MS, 'the agent', ready(child, link))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    link,
    engine: engineSocket(home),
    stop,
    async settledBytes() {
      for (let at = 0; at < COLLECTIONS; at++) {
        child.kill('SIGUSR2')
        await sleep(500)
      }
      return residentBytes(child.pid as number)
    },
  }
}

async function ready(child: ChildProcess, link: AgentLink): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}: see agent.log in its home`)
    const health = link.connected() ? await link.call('health.get', {}) : undefined
    const images = Object.values(health?.catalog ?? {})
    if (health?.agent === 'ok' && images.length > 0 && images.every(({ state }) => state === 'ready')) return
    await sleep(POLL_MS)
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}
