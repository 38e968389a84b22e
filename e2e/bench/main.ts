// `npm run bench`: figures with their targets, each ratio against the raw engine in the same run. Writes bench.json.
// Starts the app twice on the test home: without a warm pool (cold figures), then with one.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, root, startApp } from '../support/app.ts'
import { joinStudent, type Student } from '../support/student.ts'
import { measureEcho, type Typist } from './echo.ts'
import { type Line, now, print, quantile, sleep } from './measure.ts'
import { processTree, residentBytes, workspaceBytes } from './memory.ts'
import { listContainers, rawShell, timeGet } from './raw.ts'
import { connectAgent, engineSocket } from './tenant.ts'

const HOME = process.env.DRYDOCK_TEST_HOME ?? '.drydock-test'
const PORT = Number(process.env.DRYDOCK_TEST_PORT ?? 3100)
const SLUG = 'first-containers'
const COLD_RUNS = 5
const WARM_RUNS = 5
const ECHO_SECONDS = 10
const IDLE_STUDENTS = 20
const CALLS = 500
/** `$` */
const PROMPT_BYTE = 0x24
const CALL_TENANTS = 100

const lines: Line[] = []
const report = (line: Line) => {
  lines.push(line)
  print(line)
}

/** From the click (lab:open) to the first prompt on the screen, ms. */
async function clickToPrompt(app: App): Promise<{ ms: number; student: Student }> {
  const student = await joinStudent(app.url)
  const start = now()
  await student.open(SLUG)
  let text = ''
  let seen = () => {}
  const prompt = new Promise<void>((resolve) => {
    seen = resolve
  })
  await student.terminal((bytes) => {
    text += new TextDecoder().decode(bytes)
    if (/[$#] /.test(text)) seen()
  })
  await prompt
  return { ms: now() - start, student }
}

async function cold(): Promise<void> {
  const app = await startApp({ home: HOME, port: PORT, env: { DRYDOCK_WARM_POOL: '0' } })
  try {
    const times: number[] = []
    for (let run = 0; run < COLD_RUNS; run++) {
      const { ms, student } = await clickToPrompt(app)
      times.push(ms)
      student.close()
      await sleep(500)
    }
    report({ what: 'click to prompt, cold, p50', figure: quantile(times, 0.5), unit: 'ms', target: 700 })
  } finally {
    await app.stop()
  }
}

async function warm(app: App): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < WARM_RUNS; run++) {
    await sleep(4000)
    const { ms, student } = await clickToPrompt(app)
    times.push(ms)
    student.close()
  }
  report({ what: 'click to prompt, warm pool, p50', figure: quantile(times, 0.5), unit: 'ms', target: 150 })
}

async function echo(app: App, sessions: number): Promise<void> {
  const students: Student[] = []
  const shells: Typist[] = []
  for (let at = 0; at < sessions; at++) {
    const student = await joinStudent(app.url)
    students.push(student)
    await student.open(SLUG)
    const typist: Typist = { type: () => {} }
    const prompt = new Promise<void>((resolve) => {
      typist.onBytes = (bytes) => bytes.includes(PROMPT_BYTE) && resolve()
    })
    const shell = await student.terminal((bytes) => typist.onBytes?.(bytes))
    typist.type = shell.type
    await prompt
    shells.push(typist)
  }
  await sleep(2000)
  const socket = engineSocket(HOME)
  const workspaces = (await listContainers(socket)).filter((one) => one.Labels['drydock.workspace'])
  const raw = await Promise.all(
    Array.from({ length: sessions }, (_, at) => rawShell(socket, workspaces[at % workspaces.length]!.Id)),
  )
  await sleep(1000)
  const rawTimes = await measureEcho(raw, ECHO_SECONDS)
  const times = await measureEcho(shells, ECHO_SECONDS)
  const plural = sessions === 1 ? 'session' : 'sessions'
  for (const [name, q, target] of [
    ['p50', 0.5, sessions === 1 ? 3 : 1.8],
    ['p99', 0.99, sessions === 1 ? 18 : 1.5],
  ] as const)
    report({
      what: `keystroke echo, ${sessions} ${plural}, ${name}`,
      figure: quantile(times, q),
      unit: 'ms',
      beside: { what: 'docker exec', figure: quantile(rawTimes, q) },
      target,
    })
  for (const shell of raw) shell.close()
  for (const student of students) student.close()
}

async function memory(app: App): Promise<void> {
  const socket = engineSocket(HOME)
  const measure = async () => ({ ...(await workspaceBytes(socket)), processes: residentBytes(processTree()) })
  const before = await measure()
  report({ what: 'web, idle', figure: before.processes.web / 2 ** 20, unit: 'MiB', target: 180 })
  report({ what: 'agent, idle', figure: before.processes.agent / 2 ** 20, unit: 'MiB', target: 120 })
  const students: Student[] = []
  for (let at = 0; at < IDLE_STUDENTS; at++) students.push((await clickToPrompt(app)).student)
  await sleep(5000)
  const after = await measure()
  const each =
    (after.bytes - before.bytes + after.processes.all - before.processes.all) / Math.max(1, after.count - before.count)
  report({ what: `memory per idle student (of ${IDLE_STUDENTS})`, figure: each / 2 ** 20, unit: 'MiB', target: 12 })
  for (const student of students) student.close()
}

async function gateway(): Promise<void> {
  const raw = engineSocket(HOME)
  const made: { id: string; socket: string }[] = []
  const link = await connectAgent(HOME)
  const creations: number[] = []
  for (let at = 0; at < CALL_TENANTS; at++) {
    const start = now()
    made.push(await link.call('tenant.create', { catalog: 'local' }))
    creations.push(now() - start)
  }
  report({ what: 'new tenant usable, p50', figure: quantile(creations, 0.5), unit: 'ms', target: 50 })
  const tenant = made[0]!
  const times = { raw: [] as number[], tenant: [] as number[] }
  const path = '/v1.41/containers/json?all=1'
  for (let at = 0; at < CALLS; at++) {
    times.raw.push(await timeGet(raw, path))
    times.tenant.push(await timeGet(tenant.socket, path))
  }
  for (const [name, q, target] of [
    ['p50', 0.5, 1],
    ['p99', 0.99, 5],
  ] as const)
    report({
      what: `gateway overhead of ps, ${CALL_TENANTS} tenants, ${name}`,
      figure: quantile(times.tenant, q) - quantile(times.raw, q),
      unit: 'ms',
      target,
    })
  for (const { id } of made) await link.call('tenant.remove', { tenant: id })
  link.stop()
}

console.log(
  `bench: ${root.split('/').at(-1)}, node ${process.version}, ${readFileSync('/proc/cpuinfo', 'utf8').match(/model name\s*: (.*)/)?.[1]}`,
)
await cold()
const app = await startApp({ home: HOME, port: PORT, env: { DRYDOCK_WARM_POOL: '2' } })
try {
  await warm(app)
  await echo(app, 1)
  await memory(app)
  await echo(app, 50)
  await gateway()
} finally {
  await app.stop()
}
writeFileSync(join(root, 'bench.json'), `${JSON.stringify(lines, null, 2)}\n`)
