// A lab as a learner meets it, through the whole app: from the click to the prompt, keystrokes, and what one more student costs.
import { runDirOf } from '#server/env.ts'
import type { App } from '../support/app.ts'
import type { Student } from '../support/student.ts'
import { engineSocket, homeOf } from './agent.ts'
import { measureEcho, type Typist } from './echo.ts'
import { clickToPrompt, newTerminal, PROMPT_MS, workspacesOf } from './learner.ts'
import { type Line, now, quantile, sleep, within } from './measure.ts'
import { memoryOf, type Share } from './memory.ts'
import { listContainers, rawShell } from './raw.ts'

const COLD_RUNS = 7
const WARM_RUNS = 5
/** The pool is full again after this. */
const REFILL_MS = 30_000
const ECHO_ROUNDS = 3
/** What opening many labs has started is over. */
const SETTLE_MS = 5_000
const ECHO_SECONDS = 4
const FLOODS = 10
const FLOOD_BYTES = 100_000_000
const FLOOD_RUNS = 3
const FLOOD_WARM_UP = 2
const FLOOD_MS = 60_000
const TYPIST_SECONDS = 24
const FLOOD_COMMAND = 'yes 도커 도커 도커\r'
const IDLE_STUDENTS = 20
/** What starting up has left to collect is collected. */
const IDLE_MS = 60_000
const MIB = 2 ** 20

type Report = (line: Line) => void

export async function cold(app: App, report: Report): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < COLD_RUNS; run++) {
    const { ms, student } = await clickToPrompt(app)
    times.push(ms)
    student.close()
    await sleep(500)
  }
  report({ what: 'click to prompt, cold, p50', figure: quantile(times, 0.5), unit: 'ms', target: 700 })
}

export async function warm(app: App, report: Report): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < WARM_RUNS; run++) {
    await poolFull(app)
    const { ms, student } = await clickToPrompt(app)
    times.push(ms)
    student.close()
  }
  report({ what: 'click to prompt, warm pool, p50', figure: quantile(times, 0.5), unit: 'ms', target: 150 })
}

/** Until no workspace has been added for a while. */
export async function poolFull(app: App, withinMs = REFILL_MS): Promise<void> {
  const socket = engineSocket(app.home)
  const deadline = now() + withinMs
  for (let last = -1, calm = 0; calm < 4 && now() < deadline; ) {
    const { length } = await listContainers(socket)
    calm = length === last ? calm + 1 : 0
    last = length
    await sleep(1000)
  }
}

/** `perLab`: terminals that a student has open and types into at once. */
export async function echo(app: App, report: Report, sessions: number, perLab = 1): Promise<void> {
  const students: Student[] = []
  const shells: Typist[] = []
  const raw: Awaited<ReturnType<typeof rawShell>>[] = []
  try {
    while (shells.length < sessions) {
      const { student, typist } = await clickToPrompt(app)
      students.push(student)
      shells.push(typist)
      for (let more = 1; more < perLab; more++) shells.push(await newTerminal(student))
    }
    const socket = engineSocket(app.home)
    const workspaces = await workspacesOf(socket)
    for (let at = 0; at < sessions; at++) {
      const container = workspaces[at % workspaces.length] as string
      raw.push(await within(PROMPT_MS, 'a shell on the engine', rawShell(socket, container)))
    }
    await sleep(SETTLE_MS)
    const times = { raw: [] as number[], app: [] as number[] }
    for (let round = 0; round <= ECHO_ROUNDS; round++) {
      const onEngine = await measureEcho(raw, ECHO_SECONDS)
      const inApp = await measureEcho(shells, ECHO_SECONDS)
      // Code that has run is faster: neither side is measured before.
      if (round === 0) continue
      times.raw.push(...onEngine)
      times.app.push(...inApp)
    }
    for (const [name, q, target] of [
      ['p50', 0.5, sessions === 1 ? 3 : 1.8],
      ['p99', 0.99, sessions === 1 ? 18 : 1.5],
    ] as const)
      report({
        what: `keystroke echo, ${sessions} ${sessions === 1 ? 'session' : 'sessions'}, ${name}`,
        figure: quantile(times.app, q),
        unit: 'ms',
        beside: { what: 'docker exec', figure: quantile(times.raw, q) },
        target,
      })
  } finally {
    for (const shell of raw) shell.close()
    for (const student of students) student.close()
  }
}

/** Output as fast as it comes, and one who types beside others' floods. */
export async function floods(app: App, report: Report): Promise<void> {
  const students: Student[] = []
  const shells: Typist[] = []
  const raw: Awaited<ReturnType<typeof rawShell>>[] = []
  try {
    for (let at = 0; at <= FLOODS; at++) {
      const { student, typist } = await clickToPrompt(app)
      students.push(student)
      shells.push(typist)
    }
    const socket = engineSocket(app.home)
    const workspaces = await workspacesOf(socket)
    raw.push(await within(PROMPT_MS, 'a shell on the engine', rawShell(socket, workspaces[0] as string)))
    const line = { what: 'flood, median', unit: 'MB/s', target: 0.85 }
    report(await compareRates(line, floodRate, raw[0] as Typist, shells[0] as Typist, FLOOD_RUNS))
    for (let at = 0; at < FLOODS; at++)
      raw.push(await within(PROMPT_MS, 'a shell on the engine', rawShell(socket, workspaces[at + 1] as string)))
    const beside = await echoBesideFloods(raw)
    const times = await echoBesideFloods(shells)
    for (const [name, q, target] of [
      ['p50', 0.5, undefined],
      ['p99', 0.99, 25],
    ] as const) {
      report({ what: `  docker exec beside ${FLOODS} floods, ${name}`, figure: quantile(beside, q), unit: 'ms' })
      report({
        what: `keystroke echo beside ${FLOODS} floods, ${name}`,
        figure: quantile(times, q),
        unit: 'ms',
        target,
      })
    }
  } finally {
    for (const shell of raw) shell.close()
    for (const student of students) student.close()
  }
}

/** Both in turn. Code that has run is faster: neither side is measured before. */
export async function compareRates(
  line: Pick<Line, 'what' | 'unit' | 'target'>,
  rateOf: (shell: Typist) => Promise<number>,
  raw: Typist,
  app: Typist,
  runs: number,
): Promise<Line> {
  const rates = { raw: [] as number[], app: [] as number[] }
  for (let run = -FLOOD_WARM_UP; run < runs; run++) {
    const onEngine = await within(FLOOD_MS, `${line.what}, on the engine`, rateOf(raw))
    const inApp = await within(FLOOD_MS, line.what, rateOf(app))
    if (run < 0) continue
    rates.raw.push(onEngine)
    rates.app.push(inApp)
  }
  const beside = { what: 'docker exec', figure: quantile(rates.raw, 0.5) }
  return { ...line, figure: quantile(rates.app, 0.5), beside, least: true }
}

/** The first one types, in all others output flows as fast as it can. */
async function echoBesideFloods([typist, ...others]: Typist[]): Promise<number[]> {
  for (const other of others) other.type(FLOOD_COMMAND)
  await sleep(2000)
  const times = await measureEcho([typist as Typist], TYPIST_SECONDS)
  for (const other of others) other.type('\x03')
  await sleep(2000)
  return times
}

/** MB/s from the first byte to the last. @throws Error when one is missing */
function floodRate(shell: Typist): Promise<number> {
  return new Promise((resolve, reject) => {
    let start = 0
    let seen = 0
    let tail = ''
    shell.onBytes = (bytes) => {
      // Until then it is the command's own echo.
      if (bytes.length > 1000) start ||= now()
      if (start > 0) seen += bytes.length
      tail = (tail + new TextDecoder().decode(bytes.subarray(-20))).slice(-20)
      if (!/done\r\n/.test(tail) || start === 0) return
      shell.onBytes = undefined
      if (seen < FLOOD_BYTES) reject(new Error(`${seen} bytes came of ${FLOOD_BYTES}`))
      else resolve(seen / 1e6 / ((now() - start) / 1000))
    }
    shell.type(`head -c ${FLOOD_BYTES} /dev/zero | tr '\\0' x; echo; echo do"ne"; sleep 0.2\r`)
  })
}

export async function memory(app: App, report: Report): Promise<void> {
  const measure = () => memoryOf(homeOf(app.home), runDirOf(homeOf(app.home)), engineSocket(app.home))
  const students: Student[] = []
  try {
    await sleep(IDLE_MS)
    const before = await measure()
    report({ what: 'web, idle', figure: before.web / MIB, unit: 'MiB', target: 180 })
    report({ what: 'agent, idle', figure: before.agent / MIB, unit: 'MiB', target: 120 })
    for (let at = 0; at < IDLE_STUDENTS; at++) students.push((await clickToPrompt(app)).student)
    await sleep(5000)
    const after = await measure()
    const more = after.count - before.count
    const each = (part: Exclude<keyof Share, 'count'>) => (after[part] - before[part]) / Math.max(1, more) / MIB
    for (const [part, what] of [
      ['shims', 'containerd’s shim'],
      ['workspaces', 'init, keeper, bash'],
      ['agent', 'agent'],
      ['web', 'web'],
    ] as const)
      report({ what: `  of it ${what}`, figure: each(part), unit: 'MiB' })
    report({
      what: `memory per idle student (of ${more})`,
      figure: each('shims') + each('workspaces') + each('agent') + each('web'),
      unit: 'MiB',
      target: 12,
    })
  } finally {
    for (const student of students) student.close()
  }
}
