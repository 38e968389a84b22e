// `npm run bench`: figures with their targets, each ratio against the raw engine in the same run. Writes bench.json. With names of
// sections (`npm run bench -- gateway streams`) only those. Ends with 1 when a section could not be measured.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDirOf } from '#server/env.ts'
import { createAgentLink } from '#server/web/agent-link.ts'
import { type App, root, startApp } from '../support/app.ts'
import { type BenchAgent, startAgent } from './agent.ts'
import { again, arrive, expected, lines, peers, slow } from './crowd.ts'
import { gateway, removeAll, tenants } from './gateway.ts'
import { cold, echo, floods, memory, warm } from './lab.ts'
import { type Line, now, print, sleep, type Told, tell, within } from './measure.ts'
import { page } from './page.ts'
import { streams } from './stream.ts'

const HOME = process.env.DRYDOCK_TEST_HOME ?? '.drydock-test'
const LINK_MS = 10_000
const PORT = Number(process.env.DRYDOCK_TEST_PORT ?? 3100)

const told: Told[] = []
const report = (line: Line) => {
  const one = tell(line)
  told.push(one)
  print(one)
}

type Section<T> = Record<string, (host: T) => Promise<void>>
/** What sections run on: started once for those of one kind. */
const appWith = (pool: string) => async (): Promise<App> => {
  const app = await startApp({ home: HOME, port: PORT, env: { DRYDOCK_WARM_POOL: pool } })
  const link = createAgentLink({ socketPath: join(runDirOf(app.home), 'agent.sock') })
  const stop = () => {
    link.stop()
    return app.stop()
  }
  const hosts = () => link.call('tenant.list', {})
  try {
    await within(LINK_MS, 'the agent', once(link.connected))
    const before = new Set((await hosts()).map(({ id }) => id))
    return {
      ...app,
      // Hosts that are left behind would slow the next run: an engine with hundreds of networks starts a container in twice the time.
      async stop() {
        try {
          const made = (await hosts()).filter(({ id }) => !before.has(id))
          await removeAll({ link }, made)
        } finally {
          await stop()
        }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
async function once(done: () => boolean): Promise<void> {
  while (!done()) await sleep(50)
}
const nothing = async () => ({ stop: async () => {} })
const alone: Section<Awaited<ReturnType<typeof nothing>>> = {
  async start() {
    const start = () => startApp({ home: HOME, port: PORT })
    // The first one may have something to build.
    await (await start()).stop()
    const began = now()
    const app = await start()
    report({ what: 'npm start again, to the first page', figure: (now() - began) / 1000, unit: 's', target: 10 })
    await app.stop()
  },
}
const withoutPool: Section<App> = {
  page: (app) => page(app, report),
  cold: (app) => cold(app, report),
}
/** Its memory is looked at: nothing else has run in it. */
const fresh: Section<App> = { slow: (app) => slow(app, report) }
/** As a class of so many finds it. */
const withLargePool: Section<App> = { expected: (app) => expected(app, report) }
const withPool: Section<App> = {
  warm: (app) => warm(app, report),
  echo: (app) => echo(app, report, 1),
  memory: (app) => memory(app, report),
  floods: (app) => floods(app, report),
  lines: (app) => lines(app, report),
  again: (app) => again(app, report),
  crowd: (app) => echo(app, report, 50),
  crowd200: (app) => echo(app, report, 200, 4),
  arrive: (app) => arrive(app, report),
  peers: (app) => peers(app, report),
}
const agentOnly: Section<BenchAgent> = {
  gateway: (agent) => gateway(agent, report),
  streams: (agent) => streams(agent, report),
  tenants: (agent) => tenants(agent, report),
}

const known = [alone, withoutPool, fresh, withPool, withLargePool, agentOnly].flatMap((kind) => Object.keys(kind))
const wanted = process.argv.slice(2)
for (const name of wanted)
  if (!known.includes(name)) throw new Error(`no section ${name}: there are ${known.join(', ')}`)

async function runSections<T extends { stop(): Promise<void> }>(start: () => Promise<T>, sections: Section<T>) {
  const chosen = Object.entries(sections).filter(([name]) => wanted.length === 0 || wanted.includes(name))
  if (chosen.length === 0) return
  const host = await start()
  try {
    for (const [name, section] of chosen) {
      try {
        await section(host)
      } catch (error) {
        console.error(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}`)
        process.exitCode = 1
      }
    }
  } finally {
    await host.stop()
  }
}

const model = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]
const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0]
console.log(`bench: node ${process.version}, ${model}, load average ${load}`)
await runSections(() => startAgent(HOME), agentOnly)
await runSections(nothing, alone)
await runSections(appWith('0'), withoutPool)
await runSections(appWith('0'), fresh)
await runSections(appWith('2'), withPool)
await runSections(appWith('50'), withLargePool)
writeFileSync(join(root, 'bench.json'), `${JSON.stringify(told, null, 2)}\n`)
// Sockets of students who have left may linger.
process.exit()
