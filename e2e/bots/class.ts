// A whole class of bots against a running app: as many students as wanted, one board that is looked at, one instructor who looks
// at terminals. What it measures are the targets of the live class; each line says whether it was met.
import { setMaxListeners } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type Line, now, quantile } from '../bench/measure.ts'
import { residentBytes } from '../bench/memory.ts'
import { cpuSeconds, pidOf } from '../support/process.ts'
import { type WatchedBoard, watchBoard } from './board.ts'
import { connectLive, type LiveConnection } from './connection.ts'
import { type Character, type Ledger, learn, SLUG } from './learner.ts'

export interface ClassOptions {
  /** As printed at the start of the app: with the instructor's token. */
  instructorLink: string
  students: number
  minutes: number
  /** Ends the class before its time: all that was wanted has been seen. */
  enough?(seen: Ledger & { views: number[] }): boolean
  say?(text: string): void
}
export interface Outcome {
  lines: Line[]
  /** Targets of which nothing could be measured. */
  missing: string[]
  /** What a bot could not do. */
  faults: string[]
  commands: number
  passed: number
  rejoined: number
}

const MIB = 2 ** 20
/** Each is one thread at heart: with more than this in the mean, moments with none to spare are many. */
const PROCESSOR_PERCENT = 80
/** What a student may cost in all; here what web and agent grow by is held against it. */
const STUDENT_MIB = 12
const LOOK_EVERY_MS = 2_000
const FIRST_BYTE_MS = 15_000
const SAMPLE_MS = 2_000
/** How often it is looked whether the class may end. */
const ENOUGH_MS = 250
/** Students come in over this long, as into a room. */
const ARRIVE_MS_EACH = 150

/** Of ten: one who falls silent, one who repeats a mistake, one who loses the line. */
const characterOf = (index: number): Character => (['repeats', 'drops', 'silent'] as const)[index % 10] ?? 'steady'

export async function runClass({
  instructorLink,
  students,
  minutes,
  enough,
  say = () => {},
}: ClassOptions): Promise<Outcome> {
  const link = new URL(instructorLink)
  const token = link.searchParams.get('instructor')
  if (!token) throw new Error('the instructor link has no token')
  const cookie = `drydock_instructor=${token}`
  const teacher = await connectLive(link.origin, cookie)
  const { id } = await teacher
    .call('board:start', { title: `Bots ${students}`, lessons: [SLUG] })
    .catch((error: unknown) => {
      teacher.close()
      throw error
    })
  const board = await watchBoard(link.origin, cookie, id)
  say(`class ${board.code}, ${students} students, ${minutes} min`)

  const ledger: Ledger = {
    lag: [],
    repeated: [],
    silent: [],
    prompt: [],
    commands: 0,
    passed: 0,
    rejoined: 0,
    faults: [],
  }
  const over = new AbortController()
  // Every pause of every bot listens.
  setMaxListeners(0, over.signal)
  const views: number[] = []
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const usage = watchProcesses(link.port || '80', students)
  const begun = now()
  const received = board.connection.received()

  const work: Promise<void>[] = []
  for (let index = 0; index < students; index++) {
    work.push(
      learn({ url: link.origin, board, index, character: characterOf(index), ledger, signal: over.signal }).catch(
        (error: Error) => void ledger.faults.push(error.message),
      ),
    )
    await wait(ARRIVE_MS_EACH)
  }
  say('all have come')
  const looking = lookAround(teacher, board, views, ledger, over.signal)
  while (now() - begun < minutes * 60_000 && !enough?.({ ...ledger, views })) await wait(ENOUGH_MS)
  const seconds = (now() - begun) / 1000
  const kilobytes = (board.connection.received() - received) / 1000
  const used = usage.stop()
  over.abort()
  await Promise.all([...work, looking])
  delay.disable()
  await teacher.call('board:end', {})
  for (const one of [teacher, board.connection]) one.close()

  const missing: string[] = []
  const measured = (what: string, values: number[], q: number, unit: string, target?: number): Line[] => {
    if (values.length === 0) missing.push(what)
    return values.length === 0
      ? []
      : [{ what: `${what} (${values.length})`, figure: quantile(values, q), unit, ...(target ? { target } : {}) }]
  }
  const inSeconds = (values: number[]) => values.map((ms) => ms / 1000)
  const lines: Line[] = [
    ...measured('board lag, p95', ledger.lag, 0.95, 'ms', 1_000),
    ...measured('a repeated error is flagged, p95', ledger.repeated, 0.95, 'ms', 2_000),
    ...measured('a silent student is flagged, slowest', inSeconds(ledger.silent), 1, 's', 90),
    ...measured('click to live view of a terminal, p95', views, 0.95, 'ms', 500),
    { what: 'traffic to one board', figure: kilobytes / seconds, unit: 'kB/s', target: 60 },
    ...measured('click to prompt while all arrive, p95', inSeconds(ledger.prompt), 0.95, 's'),
    ...used,
    { what: 'the bots’ own lateness, p99', figure: delay.percentile(99) / 1e6, unit: 'ms' },
  ]
  const { commands, passed, rejoined, faults } = ledger
  return { lines, missing, faults, commands, passed, rejoined }
}

/** The instructor looks at one terminal after the other. From the click to the first bytes of it, with the student's yes between. */
async function lookAround(
  teacher: LiveConnection,
  board: WatchedBoard,
  views: number[],
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> {
  await teacher.call('board:open', { class: board.id })
  for (let turn = 0; !signal.aborted; turn++) {
    try {
      await wait(LOOK_EVERY_MS, undefined, { signal })
      const rows = board.rows()
      const row = rows[turn % Math.max(1, rows.length)]
      if (!row || row.presence === 'away') continue
      const person = await teacher.call('person:open', { member: row.id })
      const terminal = person.terminals[0]
      if (terminal) views.push(await firstBytes(teacher, row.id, terminal.id))
      await teacher.call('person:unwatch', {})
      await teacher.call('person:close', {})
    } catch (error) {
      if (!signal.aborted) ledger.faults.push(`instructor: ${(error as Error).message}`)
    }
  }
}

async function firstBytes(teacher: LiveConnection, member: string, terminal: string): Promise<number> {
  const { socket } = teacher
  const start = now()
  let take: ((channel: number, bytes: Uint8Array) => void) | undefined
  let timer: NodeJS.Timeout | undefined
  const first = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no bytes of a terminal that is looked at')), FIRST_BYTE_MS)
    take = (channel, bytes) => {
      socket.emit('a', channel, bytes.byteLength)
      resolve()
    }
    socket.on('o', take)
  })
  try {
    await Promise.all([first, teacher.call('person:watch', { member, terminal })])
    return now() - start
  } finally {
    clearTimeout(timer)
    socket.off('o', take)
  }
}

/** Processor time and memory of web and agent, where they run on this machine. */
function watchProcesses(port: string, students: number): { stop(): Line[] } {
  const watched = (['web', 'agent'] as const).flatMap((role) => {
    const pid = pidOf(role, port)
    return pid === undefined ? [] : [{ role, pid, from: cpuSeconds(pid), least: residentBytes(pid), peak: 0 }]
  })
  const begun = now()
  const timer = setInterval(() => {
    for (const one of watched) one.peak = Math.max(one.peak, residentBytes(one.pid))
  }, SAMPLE_MS)
  return {
    stop() {
      clearInterval(timer)
      const seconds = (now() - begun) / 1000
      const grown = watched.reduce((sum, { least, peak }) => sum + Math.max(0, peak - least), 0)
      const lines = watched.flatMap(({ role, pid, from, peak }): Line[] => [
        {
          what: `${role}: processor`,
          figure: (100 * (cpuSeconds(pid) - from)) / seconds,
          unit: '% of a core',
          target: PROCESSOR_PERCENT,
        },
        { what: `${role}: resident memory, peak`, figure: peak / MIB, unit: 'MiB' },
      ])
      if (watched.length === 0) return lines
      return [
        ...lines,
        {
          what: 'web and agent: memory for each student',
          figure: grown / MIB / students,
          unit: 'MiB',
          target: STUDENT_MIB,
        },
      ]
    },
  }
}
