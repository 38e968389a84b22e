// `npm run soak -- --labs 200 --minutes 60 [--at-once 6]`: learners come, work, rest, come back and go, as in an hour that is pressed together, and in
// the end everything that they took of the machine has to be back. The first tenth of the labs warms up; what is there after it is what
// the end is compared with. Prints a sample every half minute, then each figure with its bound, met or missed; ends with 1 when one was
// missed, or a learner could not work. Writes soak.json.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { runDirOf } from '#server/env.ts'
import { createAgentLink } from '#server/web/agent-link.ts'
import { openStore } from '#server/web/store/store.ts'
import { createUsers } from '#server/web/user/user.ts'
import { engineSocket } from '../bench/agent.ts'
import { print, tell } from '../bench/measure.ts'
import { root, startApp } from '../support/app.ts'
import { work } from './learner.ts'
import { type Sample, sampleOf } from './sample.ts'

const { values } = parseArgs({
  options: {
    labs: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '60' },
    'at-once': { type: 'string', default: '6' },
  },
})
const labs = Number(values.labs)
const minutes = Number(values.minutes)
const atOnce = Number(values['at-once'])
if (!(labs >= 2 && minutes > 0 && atOnce >= 1))
  throw new Error('--labs takes 2 or more, --minutes and --at-once more than 0')

const MIB = 2 ** 20
const SAMPLE_MS = 30_000
const WARM_SHARE = 1 / 10
/** The agent has done what follows a removal, and the warm pool is full again. */
const SETTLE_MS = 20_000
/** What may be more in the end than after the warming up. Nothing of a learner's; of a process what it keeps for its own use. */
const BOUNDS: Record<keyof Sample, { unit: string; more: number; per?: number }> = {
  containers: { unit: 'containers', more: 0 },
  networks: { unit: 'networks', more: 0 },
  volumes: { unit: 'volumes', more: 0 },
  hosts: { unit: 'hosts', more: 0 },
  layers: { unit: 'layers', more: 0 },
  mounts: { unit: 'mounts', more: 0 },
  webFiles: { unit: 'files', more: 8 },
  agentFiles: { unit: 'files', more: 8 },
  webBytes: { unit: 'MiB', more: 64, per: MIB },
  agentBytes: { unit: 'MiB', more: 64, per: MIB },
  diskBytes: { unit: 'MiB', more: 64, per: MIB },
}

const home = process.env.DRYDOCK_TEST_HOME ?? '.drydock-test'
const port = process.env.DRYDOCK_TEST_PORT ?? '3100'
const app = await startApp({ home, port: Number(port) })
const runDir = runDirOf(app.home)
const link = createAgentLink({ socketPath: join(runDir, 'agent.sock') })
const store = await openStore(join(app.home, 'drydock.db'))
const users = createUsers(store)
const look = () => sampleOf({ home: app.home, runDir, engine: engineSocket(home), port })
const faults: string[] = []
const samples: Sample[] = []
let done = 0
let commands = 0

const tenantOf = async (cookie: string) => (await users.bySession(cookie.split('=', 2)[1]))?.tenant as string

async function one(): Promise<void> {
  try {
    const { cookie, ...did } = await work(app.url, async (cookie) => {
      await link.call('tenant.rest', { tenant: await tenantOf(cookie) })
    })
    commands += did.commands
    await link.call('tenant.remove', { tenant: await tenantOf(cookie) })
  } catch (error) {
    faults.push((error as Error).message)
  }
  done++
}

/** `number` learners, some at once, evenly over the time. */
async function many(number: number, ms: number): Promise<void> {
  const began = Date.now()
  let next = 0
  const worker = async () => {
    for (let at = next++; at < number; at = next++) {
      await wait(Math.max(0, began + (at * ms) / number - Date.now()))
      await one()
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, number) }, worker))
}

try {
  const warm = Math.max(atOnce, Math.ceil(labs * WARM_SHARE))
  await many(warm, 0)
  await wait(SETTLE_MS)
  const before = await look()
  console.log(`warm after ${warm} labs: ${JSON.stringify(before)}`)
  const timer = setInterval(async () => {
    const sample = await look()
    samples.push(sample)
    console.log(`${done} labs, ${commands} commands: ${JSON.stringify(sample)}`)
  }, SAMPLE_MS)
  await many(labs, minutes * 60_000)
  clearInterval(timer)
  await wait(SETTLE_MS)
  const after = await look()
  const lines = (Object.keys(BOUNDS) as (keyof Sample)[]).map((what) => {
    const { unit, more, per = 1 } = BOUNDS[what]
    return tell({
      what: `${what}: more than after the warming up`,
      figure: (after[what] - before[what]) / per,
      unit,
      target: more,
    })
  })
  lines.push(tell({ what: 'learners who could not work', figure: faults.length, unit: '', target: 0 }))
  for (const line of lines) print(line)
  for (const fault of faults) console.error(`fault   ${fault}`)
  writeFileSync(
    join(root, 'soak.json'),
    `${JSON.stringify({ labs, minutes, commands, lines, before, samples, after, faults }, null, 2)}\n`,
  )
  process.exitCode = lines.every(({ met }) => met) ? 0 : 1
} finally {
  link.stop()
  await store.destroy()
  await app.stop()
}
process.exit()
