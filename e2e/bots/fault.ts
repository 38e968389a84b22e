// A class in the middle of which web, agent and engine are killed (-9), one after the other, while students work: whatever somebody did or
// was told before must be there after, and everybody goes on where they were. Says how long each took to come back.
import { setTimeout as wait } from 'node:timers/promises'
import { daemonPid } from '#server/agent/engine/daemon.ts'
import { enginePlace } from '#server/agent/engine/place.ts'
import { runDirOf } from '#server/env.ts'
import type { ClassReport } from '#server/web/services.ts'
import { type Line, now } from '../bench/measure.ts'
import type { App } from '../support/app.ts'
import { labOf } from '../support/lab.ts'
import { pidOf } from '../support/process.ts'
import { connectLive, type LiveConnection } from './connection.ts'
import { dotsOn, lost, readFacts } from './kept.ts'
import { SLUG } from './learner.ts'
import { comeSteadfast, insist, type Steadfast } from './steadfast.ts'

const VICTIMS = ['web', 'agent', 'dockerd', 'containerd'] as const
type Victim = (typeof VICTIMS)[number]

/** Fewer don't show all that can be lost. */
export const LEAST_STUDENTS = 4
/** Screens and histories are on the disk after this. */
const WRITTEN_MS = 2_500
/** Between the kill and the next look: students work on. */
const WORK_MS = 15_000
const SAME_MS = 60_000
const QUESTION = 'list-stopped'
const WALL = 'Is a container a small machine?'
const NOTE = 'Look at the ports again'

export interface FaultOutcome {
  lines: Line[]
  lost: string[]
  passed: number
}

export async function runFaults({
  app,
  students: count,
  say = () => {},
}: {
  app: App
  students: number
  say?(text: string): void
}): Promise<FaultOutcome> {
  const { url } = app
  const cookie = `drydock_instructor=${new URL(app.instructorLink).searchParams.get('instructor')}`
  const teacher = await connectLive(url, cookie)
  const { id } = await teacher.call('board:start', { title: `Faults ${count}`, lessons: [SLUG] })
  const { info } = await teacher.call('board:open', { class: id })
  const board = () => teacher.call('board:open', { class: id })
  const students: Steadfast[] = []
  for (let index = 0; index < count; index++)
    students.push(
      await comeSteadfast({ url, slug: SLUG, name: `Bot ${String(index + 1).padStart(3, '0')}`, code: info.code }),
    )
  // Who teaches has a lab as well: its terminal is shown to all.
  const stage = await comeSteadfast({ url, slug: SLUG, name: 'Stage', cookie })
  const missing: string[] = []
  const lines: Line[] = []
  let over = false
  try {
    const [broken, stuck, recorded] = students as [Steadfast, Steadfast, Steadfast]
    say(`class ${info.code}, ${count} students have come`)
    await prepare({ url, teacher, id, students, broken, stuck, stage })
    const workers = students.slice(2).map(async (student, at) => {
      while (!over && (await student.step(at))) await wait(500)
    })
    const working = Promise.all(workers.map((one) => one.catch((error: Error) => void missing.push(error.message))))

    for (const [turn, victim] of VICTIMS.entries()) {
      const word = `kept-${turn}`
      // Typed into a variable first: what is on the screen later was not the line itself.
      await Promise.all([stuck, stage].map((one) => one.run(`w=${turn}; echo kept-$w`)))
      await recorded.say('record:start', { terminal: recorded.terminal, share: true }).catch(() => {})
      await wait(WRITTEN_MS)
      const before = await readFacts(teacher, id, students)
      const dots = dotsOn(before.board)
      const took = await kill(victim, app, () => back(teacher, id, stuck)).catch((error: Error) => {
        missing.push(`${victim}: ${error.message}`)
      })
      if (took !== undefined) {
        say(`${victim}: killed, back after ${(took / 1000).toFixed(1)} s`)
        lines.push({ what: `${victim} killed: a shell answers again after`, figure: took / 1000, unit: 's' })
      }
      await wait(WORK_MS)
      await checkSame(victim, before, dots)
      for (const [who, one] of [
        ['a student', stuck],
        ['who teaches', stage],
      ] as const)
        if (!(await one.screen((text) => text.includes(word))).includes(word))
          missing.push(`${victim}: the screen of ${who}`)
      const [last] = await recorded.recordings()
      if (!last || last.text.length < 100) missing.push(`${victim}: the recording`)
      else if (['web', 'agent'].includes(victim) && last.ended === null)
        missing.push(`${victim}: a recording that never ends`)
    }
    if (!(await stuck.screen((text) => text.includes('mine-42'))).includes('mine-42'))
      missing.push('the first lines of a shell')

    over = true
    await working
    const shown = dotsOn(await board())
    for (const { name, passed } of students)
      if (shown.get(name) !== passed())
        missing.push(`steps of ${name}: ${passed()} passed, ${shown.get(name)} on the board`)
    await checkAfter()
  } finally {
    over = true
    for (const one of [...students, stage]) one.close()
    teacher.close()
  }
  return { lines, lost: missing, passed: students.reduce((sum, one) => sum + one.passed(), 0) }

  /** Students come back one by one: what differs at first may be the same a moment later. */
  async function checkSame(victim: Victim, before: Awaited<ReturnType<typeof readFacts>>, dots: Map<string, number>) {
    let differs: string[] = []
    for (const deadline = now() + SAME_MS; now() < deadline; await wait(1_000)) {
      const after = await insist('the board', () => readFacts(teacher, id, students))
      const fewer = [...dotsOn(after.board)].filter(([name, passed]) => passed < (dots.get(name) ?? 0))
      const away = after.board.rows.filter(({ presence }) => presence === 'away').map(({ name }) => name)
      differs = [
        ...lost(before.facts, after.facts),
        ...fewer.map(([name, passed]) => `steps of ${name}: were ${dots.get(name)}, are ${passed}`),
        ...(away.length > 0 ? [`away: ${away.join(', ')}`] : []),
      ]
      if (differs.length === 0) return
    }
    missing.push(...differs.map((one) => `${victim}: ${one}`))
  }

  /** The end of the class, and what it leaves behind. */
  async function checkAfter(): Promise<void> {
    const person = await teacher.call('person:open', {
      member: (await board()).rows.find(({ name }) => name === students[1]!.name)!.id,
    })
    if (!person.notes.some(({ text }) => text === NOTE)) missing.push('the word left by who helped')
    await teacher.call('poll:close', {})
    const { poll } = await board()
    if (poll?.result?.total !== count) missing.push(`answers: ${poll?.result?.total} of ${count}`)
    await teacher.call('board:end', {})
    const response = await fetch(`${url}/api/class/${id}.json`, { headers: { cookie } })
    const report = (await response.json()) as ClassReport
    if (report.attendance.length !== count) missing.push(`report: ${report.attendance.length} of ${count} students`)
    if (report.minutes.length !== count) missing.push(`report: ${report.minutes.length} of ${count} minute cards`)
    for (const { id: step } of labOf(SLUG).steps) {
      const wanted = students.filter((one) =>
        one.state()?.steps.some((other) => other.id === step && other.status === 'passed'),
      ).length
      const told = report.steps.find((one) => one.step === step)?.passed ?? 0
      if (told !== wanted) missing.push(`report: step ${step} was passed by ${wanted}, told of ${told}`)
    }
  }
}

/** One of everything that a class has. */
async function prepare(parts: {
  url: string
  teacher: LiveConnection
  id: string
  students: readonly Steadfast[]
  broken: Steadfast
  stuck: Steadfast
  stage: Steadfast
}): Promise<void> {
  const { teacher, students, broken, stuck, stage } = parts
  const { steps } = labOf(SLUG)
  await teacher.call('board:steer', {
    mode: 'gate',
    place: { slug: SLUG, step: steps.at(-1)!.id },
    gateMinutes: null,
    freeze: true,
    minutes: 120,
  })
  await Promise.all([
    broken.run('docker run -d --name kept nginx'),
    stuck.run('m=42; echo mine-$m'),
    stage.run('docker run -d --name kept nginx'),
  ])
  const { rows, sheet } = await teacher.call('board:open', { class: parts.id })
  const idOf = ({ name }: Steadfast) => rows.find((row) => row.name === name)!.id
  await teacher.call('sheet:set', { sheet: { ...sheet, begun: Date.now() } })
  // Helped before, and a word was left about it.
  await teacher.call('board:settle', { member: idOf(stuck), minutes: 1, note: NOTE })
  const { failed } = await teacher.call('fault:inject', { members: [idOf(broken)], fault: 'stopped' })
  if (failed.length > 0) throw new Error('nothing could be broken for the exercise')
  await broken.say('fault:found', { text: 'it is off' })
  await teacher.call('pairs:draw', { question: 'What is on your screen?' })
  await stuck.say('pair:show', { text: 'mine-42' })
  await teacher.call('poll:open', { slug: SLUG, item: QUESTION })
  const { poll } = await teacher.call('board:open', { class: parts.id })
  const option = poll!.item.type === 'single' ? poll!.item.options[0]!.id : ''
  for (const [at, student] of students.entries()) {
    await student.say('poll:answer', { poll: poll!.id, answer: { type: 'single', option }, reason: `because ${at}` })
    await student.say('minute:write', { clear: `clear ${at}`, muddy: '' })
    await student.say('class:sticky', { kind: student === stuck ? 'stuck' : 'slow' })
  }
  await broken.say('wall:ask', { text: WALL })
  const told = await stuck.say('class:hello', {})
  await stuck.say('wall:vote', { question: told!.wall[0]!.id, up: true })
  await teacher.call('board:claim', { member: idOf(stuck), on: true })
  const showing = await connectLive(parts.url, stage.cookie)
  await showing.call('board:open', { class: parts.id })
  await showing.call('stage:start', { terminal: stage.terminal })
  showing.close()
}

/** The stuck student's shell answers and the board tells of them. */
async function back(teacher: LiveConnection, id: string, student: Steadfast): Promise<void> {
  await insist('the board', () => teacher.call('board:open', { class: id }))
  await student.run('true')
}

async function kill(victim: Victim, app: App, isBack: () => Promise<void>): Promise<number> {
  const place = enginePlace(app.home, runDirOf(app.home))
  const find = () =>
    victim === 'web' || victim === 'agent' ? pidOf(victim, new URL(app.url).port) : daemonPid(victim, place)
  const pid = find()
  if (pid === undefined) throw new Error(`${victim} does not run`)
  const began = now()
  process.kill(pid, 'SIGKILL')
  await insist(`another ${victim}`, async () => {
    if ([pid, undefined].includes(find())) throw new Error('not started yet')
  })
  await isBack()
  return now() - began
}
