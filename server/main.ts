// The program: reads the settings and plays the role that they name. Run by start.mjs, and by the supervisor for its children.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { type Env, EnvError, readEnv } from './env.ts'
import { leaveRoomForStreams } from './heap.ts'
import { stopOnSignal, tellSupervisor } from './role.ts'
import { supervise } from './supervise.ts'

const HEALTH_POLL_MS = 250

export async function main(_args: string[] = []): Promise<void> {
  let env: Env
  try {
    env = readEnv()
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    console.error(error.message)
    process.exitCode = 1
    return
  }
  if (env.role === 'agent') await runAgent(env)
  else if (env.role === 'web') await runWeb(env)
  else await supervise(env)
}

const createLog = (env: Env) => pino({ level: env.logLevel, base: { role: env.role } }, pino.destination({ fd: 2 }))

async function runAgent(env: Env): Promise<void> {
  const log = createLog(env)
  const { createAgent } = await import('./agent/agent.ts')
  const agent = createAgent({ env, log })
  let told = ''
  const timer = setInterval(() => {
    const health = agent.health()
    const text = JSON.stringify([health.engine, health.catalog])
    if (text === told) return
    told = text
    tellSupervisor({ type: 'health', health })
  }, HEALTH_POLL_MS)
  stopOnSignal(
    async ({ handOver }) => {
      clearInterval(timer)
      await agent.stop({ engine: !handOver })
    },
    (error) => log.error({ error: String(error) }, 'could not stop in order'),
  )
  await agent.start()
  leaveRoomForStreams()
  tellSupervisor({ type: 'ready' })
}

async function runWeb(env: Env): Promise<void> {
  const log = createLog(env)
  const { createWeb } = await import('./web/main.ts')
  const { home, agentSocket, root, host, port, previewHost, metricsToken, idleMs, recordingDays, watch, mode } = env
  const dev = mode === 'development'
  const web = await createWeb({
    env: {
      home,
      agentSocket,
      root,
      host,
      port,
      dev,
      metricsToken,
      idleMs,
      recordingDays,
      watch,
      ...(previewHost ? { previewHost } : {}),
    },
    log,
  })
  stopOnSignal(web.stop, (error) => log.error({ error: String(error) }, 'could not stop in order'))
  try {
    const { port: given } = await web.listen()
    leaveRoomForStreams()
    const name = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host
    tellSupervisor({ type: 'ready', url: `http://${name}:${given}`, instructor: web.instructorLink() })
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const detail = error instanceof Error ? error.message : String(error)
    log.error({ error: detail }, 'web could not start')
    tellSupervisor({ type: 'failed', reason: taken ? 'port-taken' : 'error', detail })
  }
}

// Run directly (a child of the supervisor) or imported by start.mjs, which calls main itself.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main()
