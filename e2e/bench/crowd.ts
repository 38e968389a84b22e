// What many do at once or again and again: terminals beside other web terminals, output line by line, readers who don't keep up, one
// terminal more, a screen that comes back, a class that arrives.
import { join } from 'node:path'
import { runDirOf } from '#server/env.ts'
import { newLearner } from '../bots/connection.ts'
import type { App } from '../support/app.ts'
import { joinStudent, type Student } from '../support/student.ts'
import { engineSocket, homeOf } from './agent.ts'
import { measureEcho, type Typist } from './echo.ts'
import { compareRates, poolFull } from './lab.ts'
import { clickToPrompt, type LabShell, newTerminal, openLab, PROMPT_MS, SLUG, workspacesOf } from './learner.ts'
import { inTurn, type Line, now, quantile, sleep, within } from './measure.ts'
import { memoryOf } from './memory.ts'
import { startPeers } from './peer.ts'
import { call, rawShell } from './raw.ts'

type Report = (line: Line) => void
type Closable = { close(): void }

const PEER_PORT = 4710
const PEER_SESSIONS = [1, 50]
const ECHO_ROUNDS = 3
const ECHO_SECONDS = 4
const SETTLE_MS = 5_000
const LINES = 1_000_000
const LINES_RUNS = 9
const SLOW = 10
/** Longer than a WebSocket that doesn't answer is kept. */
const SLOW_MS = 60_000
const SLOW_BYTES = 4096
const SLOW_EVERY_MS = 250
const NEW_TERMINALS = 12
const SCREENS = 12
const SCREEN_LINES = 5_000
const ARRIVE = 50
const ARRIVE_MS = 120_000
const MIB = 2 ** 20

/** What is opened is closed, whatever happens. */
async function withAll(work: (open: <T extends Closable>(one: T) => T) => Promise<void>): Promise<void> {
  const opened: Closable[] = []
  try {
    await work((one) => {
      opened.push(one)
      return one
    })
  } finally {
    for (const one of opened) one.close()
  }
}

/** Echo through each: the engine's own exec, Drydock, and the other terminals; containers of one kind, in turn. */
export async function peers(app: App, report: Report): Promise<void> {
  for (const sessions of PEER_SESSIONS)
    await withAll(async (open) => {
      const shells: Record<string, Typist[]> = { 'docker exec': [], Drydock: [] }
      while (shells.Drydock!.length < sessions) {
        const { student, typist } = await clickToPrompt(app)
        open(student)
        shells.Drydock!.push(typist)
      }
      const engine = engineSocket(app.home)
      const containers = (await workspacesOf(engine)).slice(0, sessions)
      for (let at = 0; at < sessions; at++)
        shells['docker exec']!.push(open(await rawShell(engine, containers[at % containers.length] as string)))
      const directory = join(homeOf(app.home), 'peer')
      const others = await startPeers({ directory, engine, containers, port: PEER_PORT }, (name, why) =>
        console.log(`        ${name} is not here to compare with: ${why}`),
      )
      try {
        for (const { name, shell } of others) {
          shells[name] = []
          for (let at = 0; at < sessions; at++) shells[name].push(open(await shell()))
        }
        await sleep(SETTLE_MS)
        const times: Record<string, number[]> = {}
        for (let round = 0; round <= ECHO_ROUNDS; round++)
          for (const [name, typists] of Object.entries(shells)) {
            const found = await measureEcho(typists, ECHO_SECONDS)
            // Code that has run is faster: nobody is measured before.
            if (round > 0) times[name] = [...(times[name] ?? []), ...found]
          }
        const { 'docker exec': raw = [], ...all } = times
        for (const [name, found] of Object.entries(all))
          for (const [what, q] of [
            ['p50', 0.5],
            ['p99', 0.99],
          ] as const)
            report({
              what: `  echo, ${sessions} at once, ${name}, ${what}`,
              figure: quantile(found, q),
              unit: 'ms',
              beside: { what: 'docker exec', figure: quantile(raw, q) },
            })
      } finally {
        for (const other of others) other.stop()
      }
    })
}

/** Output that a program writes line by line: each line is a write of its own. */
export async function lines(app: App, report: Report): Promise<void> {
  await withAll(async (open) => {
    const { student, typist } = await clickToPrompt(app)
    open(student)
    const engine = engineSocket(app.home)
    const raw = open(await rawShell(engine, (await workspacesOf(engine))[0] as string))
    const line = { what: 'flood, one write per line, median', unit: 'k lines/s', target: 0.85 }
    report(await compareRates(line, lineRate, raw, typist, LINES_RUNS))
  })
}

/** Thousands of lines per second. @throws Error when one is missing */
function lineRate(shell: Typist): Promise<number> {
  return new Promise((resolve, reject) => {
    let start = 0
    let seen = 0
    let tail = ''
    shell.onBytes = (bytes) => {
      start ||= now()
      for (const byte of bytes) if (byte === 10) seen++
      tail = (tail + new TextDecoder().decode(bytes.subarray(-20))).slice(-20)
      if (!/done\r\n/.test(tail)) return
      shell.onBytes = undefined
      // The command's own line, and the last one.
      if (seen !== LINES + 2) reject(new Error(`${seen} lines came of ${LINES + 2}`))
      else resolve(LINES / (now() - start))
    }
    // With a format seq writes by stdio, which gives a terminal each line by itself.
    shell.type(`seq -f 'line %06.0f of what a program says' ${LINES}; echo do"ne"; sleep 0.2\r`)
  })
}

/** Readers who don't keep up with an endless flood: half draw a little now and then, half read nothing at all. */
export async function slow(app: App, report: Report): Promise<void> {
  const home = homeOf(app.home)
  const resident = async () => {
    const { web, agent } = await memoryOf(home, runDirOf(home), engineSocket(app.home))
    return web + agent
  }
  await withAll(async (open) => {
    const readers: Student[] = []
    const timers: NodeJS.Timeout[] = []
    open({ close: () => timers.forEach(clearTimeout) })
    for (let at = 0; at < SLOW; at++) readers.push(open((await clickToPrompt(app)).student))
    await sleep(SETTLE_MS)
    const before = await resident()
    const came: number[] = readers.map(() => 0)
    for (const [at, { socket, call: ask }] of readers.entries()) {
      const size = { cols: 100, rows: 30 }
      const { id } = await ask<'terminal:create', { id: string }>('terminal:create', size)
      const { channel } = await ask<'terminal:attach', { channel: number }>('terminal:attach', {
        terminal: id,
        ...size,
      })
      socket.on('o', (_channel, bytes) => {
        came[at] = (came[at] ?? 0) + bytes.length
      })
      socket.emit('i', channel, Buffer.from('yes 도커 도커 도커\r'))
      if (at % 2 === 0) timers.push(setInterval(() => socket.emit('a', channel, SLOW_BYTES), SLOW_EVERY_MS))
      else timers.push(setTimeout(() => stopReading(socket), 1000))
    }
    let most = 0
    for (const until = now() + SLOW_MS; now() < until; await sleep(500))
      most = Math.max(most, (await resident()) - before)
    if (came.some((bytes) => bytes < SLOW_BYTES)) throw new Error(`a flood did not flow: ${came.join(', ')} bytes`)
    report({
      what: `web and agent, ${SLOW} slow readers of endless floods`,
      figure: most / MIB,
      unit: 'MiB more',
      target: 64,
    })
  })
}

/** Its kernel's buffers fill up, and nothing more is taken. */
const stopReading = ({ io }: Student['socket']) =>
  (io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause()

/** One terminal more in a lab that runs, and a screen that is shown again in a new page. */
export async function again(app: App, report: Report): Promise<void> {
  await withAll(async (open) => {
    const cookie = await newLearner(app.url)
    const { student, typist } = await clickToPrompt(app, cookie)
    open(student)
    const engine = engineSocket(app.home)
    const container = (await workspacesOf(engine))[0] as string
    const opened: LabShell[] = []
    const times = await inTurn(NEW_TERMINALS + 1, {
      raw: async () => (await rawShell(engine, container)).close(),
      app: async () => {
        for (const { id } of opened.splice(0)) await student.call('terminal:close', { terminal: id })
        opened.push(await within(PROMPT_MS, 'a prompt', newTerminal(student)))
      },
    })
    report({
      what: 'one terminal more, to its prompt, p50',
      figure: quantile(times.app.slice(1), 0.5),
      unit: 'ms',
      beside: { what: 'docker exec', figure: quantile(times.raw.slice(1), 0.5) },
      target: 1.15,
    })
    await within(PROMPT_MS, 'a long screen', filled(typist))
    const restored: number[] = []
    let bytes = 0
    for (let at = 0; at < SCREENS; at++) {
      const page = open(await joinStudent(app.url, cookie))
      const start = now()
      await page.open(SLUG)
      bytes = await within(PROMPT_MS, 'the screen', screenOf(page, typist.id))
      restored.push(now() - start)
    }
    report({
      what: `screen of ${(bytes / 1024).toFixed(0)} KiB again, p50`,
      figure: quantile(restored, 0.5),
      unit: 'ms',
    })
  })
}

const LAST = 'that was all'
async function filled(typist: Typist): Promise<void> {
  let tail = ''
  const done = new Promise<void>((resolve) => {
    typist.onBytes = (bytes) => {
      tail = (tail + new TextDecoder().decode(bytes.subarray(-80))).slice(-80)
      if (tail.includes(`${LAST}\r\n`)) resolve()
    }
  })
  typist.type(
    `seq -f 'line %06.0f of what a program says' ${SCREEN_LINES}; echo '${LAST.replace(' ', "' '")}'; sleep 0.2\r`,
  )
  await done
  typist.onBytes = undefined
}

/** Bytes until its last line has come. */
function screenOf(page: Student, terminal: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = 0
    let tail = ''
    page
      .terminal((bytes) => {
        seen += bytes.length
        tail = (tail + new TextDecoder().decode(bytes.subarray(-400))).slice(-400)
        if (tail.includes(`${LAST}\r\n`)) resolve(seen)
      }, terminal)
      .catch(reject)
  })
}

/** A container with the same image and limits, on a network that is there. */
async function startLike(engine: string, container: string): Promise<string> {
  const { Image, HostConfig } = await call<{ Image: string; HostConfig: object }>(
    engine,
    'GET',
    `/containers/${container}/json`,
  )
  const { Mounts, Binds, ...host } = HostConfig as Record<string, unknown>
  const body = { Image, Cmd: ['sleep', 'infinity'], HostConfig: { ...host, NetworkMode: 'bridge' } }
  const { Id } = await call<{ Id: string }>(engine, 'POST', '/containers/create', { body })
  await call(engine, 'POST', `/containers/${Id}/start`)
  return Id
}

/** Until the last one is done, ms. */
async function atOnce(works: Promise<unknown>[]): Promise<number> {
  const start = now()
  await within(ARRIVE_MS, 'the last prompt', Promise.all(works))
  return now() - start
}

/** Of many at one moment, ms, beside as many of `other`. */
const lastPrompt = (what: string, ms: number, other: string, otherMs: number): Line => ({
  what: `${what}, last prompt`,
  figure: ms / 1000,
  unit: 's',
  beside: { what: other, figure: otherMs / 1000 },
  target: 1.2,
})

/** A class arrives: all labs are opened at one moment; and when they are there, one terminal more in each. */
export async function arrive(app: App, report: Report): Promise<void> {
  await withAll(async (open) => {
    const engine = engineSocket(app.home)
    const { student: one } = await clickToPrompt(app)
    open(one)
    const like = (await workspacesOf(engine))[0] as string
    const all: Student[] = []
    for (let at = 0; at < ARRIVE; at++) all.push(open(await joinStudent(app.url)))
    /** As many containers of that kind on the engine itself, each with a shell. */
    const onEngine = async () => {
      const made: Promise<string>[] = []
      const start = async () => {
        const container = startLike(engine, like)
        made.push(container)
        const shell = await rawShell(engine, await container)
        shell.close()
      }
      try {
        return await atOnce(Array.from({ length: ARRIVE }, start))
      } finally {
        for (const container of await Promise.allSettled(made))
          if (container.status === 'fulfilled') await call(engine, 'DELETE', `/containers/${container.value}?force=1`)
        await sleep(SETTLE_MS)
      }
    }
    // Before and after, because what is there already slows what comes.
    const before = await onEngine()
    const first = await atOnce(all.map(openLab))
    await sleep(SETTLE_MS)
    const after = await onEngine()
    report(lastPrompt(`${ARRIVE} new learners at one moment`, first, 'docker run, docker exec', (before + after) / 2))
    const containers = await workspacesOf(engine)
    const raw = await atOnce(all.map(async (_, at) => open(await rawShell(engine, containers[at] as string))))
    await sleep(SETTLE_MS)
    const more = await atOnce(all.map(newTerminal))
    report(lastPrompt(`${ARRIVE} terminals at one moment`, more, 'docker exec', raw))
  })
}

/** A class that was expected: its labs were made ahead. `app` has a pool of that size. */
export async function expected(app: App, report: Report): Promise<void> {
  await withAll(async (open) => {
    await poolFull(app, ARRIVE_MS)
    const engine = engineSocket(app.home)
    const containers = await workspacesOf(engine)
    if (containers.length < ARRIVE) throw new Error(`${containers.length} labs were made ahead`)
    const raw = await atOnce(containers.slice(0, ARRIVE).map(async (one) => open(await rawShell(engine, one))))
    await sleep(SETTLE_MS)
    const all: Student[] = []
    for (let at = 0; at < ARRIVE; at++) all.push(open(await joinStudent(app.url)))
    const last = await atOnce(all.map(openLab))
    report(lastPrompt(`${ARRIVE} learners who were expected`, last, 'docker exec', raw))
  })
}
