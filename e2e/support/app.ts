// Starts Drydock as a person would (`npm start`), on a home and port of its own, and ends it with Ctrl+C's signal.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Health } from '#server/protocol/lab.ts'
import { HAND_OVER } from '#server/role.ts'

export interface App {
  url: string
  instructorLink: string
  home: string
  /** Everything printed so far. */
  output(): string
  stop(): Promise<void>
  /** Ends as for an upgrade: the engine and what learners run go on. */
  handOver(): Promise<void>
}

const READY_TIMEOUT_MS = 600_000
const STOP_TIMEOUT_MS = 90_000

export const root = resolve(import.meta.dirname, '../..')

export async function startApp(options: { home: string; port: number; env?: Record<string, string> }): Promise<App> {
  const home = resolve(root, options.home)
  mkdirSync(home, { recursive: true })
  const log = createWriteStream(join(home, 'app.log'), { flags: 'a' })
  const child = spawn(process.execPath, ['server/start.mjs'], {
    cwd: root,
    env: { ...process.env, DRYDOCK_HOME: home, PORT: String(options.port), NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal would give it.
    detached: true,
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
      log.write(chunk)
    })
  const url = `http://localhost:${options.port}`
  const app: App = {
    url,
    home,
    get instructorLink() {
      return /http:\S+instructor=\S+/.exec(printed)?.[0] ?? ''
    },
    output: () => printed,
    stop: () => stopped(child, 'SIGINT'),
    handOver: () => stopped(child, HAND_OVER),
  }
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${printed}`)
    const health = await fetchHealth(url)
    const images = Object.values(health?.catalog ?? {})
    const usable =
      health?.agent === 'ok' &&
      health.engine.state === 'ok' &&
      images.length > 0 &&
      images.every((image) => image.state === 'ready')
    // The address is printed a moment after the web answers.
    if (usable && app.instructorLink) return app
    await new Promise((wake) => setTimeout(wake, 200))
  }
  await app.stop()
  throw new Error(`not ready after ${READY_TIMEOUT_MS / 1000} s:\n${printed}`)
}

async function fetchHealth(url: string): Promise<Health | undefined> {
  try {
    const response = await fetch(`${url}/api/health`)
    return (await response.json()) as Health
  } catch {
    return undefined
  }
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}
