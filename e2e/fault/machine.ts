// The app and its processes as who runs the server has them: to be killed, started again, upgraded.
import { setTimeout as wait } from 'node:timers/promises'
import { daemonPid } from '#server/agent/engine/daemon.ts'
import { enginePlace } from '#server/agent/engine/place.ts'
import { runDirOf } from '#server/env.ts'
import type { Health } from '#server/protocol/lab.ts'
import { type App, startApp } from '../support/app.ts'
import { pidOf } from '../support/process.ts'

const BACK_MS = 120_000
const POLL_MS = 50

export type Part = 'web' | 'agent' | 'engine'
export type Machine = Awaited<ReturnType<typeof startMachine>>

/** On an engine of its own: it is killed, too. */
export async function startMachine(options: { home: string; port: number; env?: Record<string, string> }) {
  const start = () => startApp(options)
  let app: App = await start()
  const place = enginePlace(app.home, runDirOf(app.home))
  const pid = (part: Part) => (part === 'engine' ? daemonPid('dockerd', place) : pidOf(part, String(options.port)))

  const healthy = async () => {
    const health = await fetch(`${app.url}/api/health`)
      .then((response) => response.json() as Promise<Health>)
      .catch(() => undefined)
    return health?.agent === 'ok' && health.engine.state === 'ok'
  }
  async function until(what: string, look: () => Promise<boolean>) {
    for (const end = Date.now() + BACK_MS; Date.now() < end; await wait(POLL_MS)) if (await look()) return
    throw new Error(`${what}: not within ${BACK_MS / 1000} s`)
  }

  return {
    url: app.url,
    home: app.home,
    pid,
    /** kill -9; resolves as soon as it is dead. */
    async kill(part: Part): Promise<void> {
      const old = pid(part)
      if (old === undefined) return
      process.kill(old, 'SIGKILL')
      await until(`the end of ${part}`, async () => pid(part) !== old)
    },
    /** Everything runs and answers. */
    async back(): Promise<void> {
      await until('the app to be back', async () => ['web', 'agent', 'engine'].every((part) => pid(part as Part)))
      await until('a healthy app', healthy)
    },
    /** Ended in order, and started again: learners' containers stop. */
    async restart(): Promise<void> {
      await app.stop()
      app = await start()
    },
    /** As for an upgrade: what learners run goes on, and the new app takes it over. */
    async handOver(): Promise<void> {
      await app.handOver()
      app = await start()
    },
    metrics: () => fetch(`${app.url}/metrics`).then((response) => response.text()),
    stop: () => app.stop(),
  }
}
