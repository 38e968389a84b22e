// A student whose lines break and who comes back as a page does: says hello to the class, opens the lab and the same shell again, and
// types a line once more when nothing came of it.
import { setTimeout as wait } from 'node:timers/promises'
import type { LabState } from '#server/protocol/lab.ts'
import type { LivePayload, StudentClass } from '#server/protocol/live.ts'
import { within } from '../bench/measure.ts'
import { labOf } from '../support/lab.ts'
import { joinStudent, type Shell } from '../support/student.ts'
import { connectLive, type LiveConnection, newLearner } from './connection.ts'

const AGAIN_MS = 500
/** Whatever was killed is back by then, or something is lost. */
const BACK_MS = 180_000
const LINE_MS = 25_000
const ANSWER_MS = 30_000
const SEEN_MS = 10_000
const SCREEN_MS = 20_000
/** A step that does not tick after so many walks through its solution never will. */
const WALKS = 6
const TICK_MS = 8_000

export type Steadfast = Awaited<ReturnType<typeof comeSteadfast>>

/** Repeats until it works. */
export async function insist<T>(what: string, work: () => Promise<T>, ms = BACK_MS): Promise<T> {
  const deadline = Date.now() + ms
  for (;;)
    try {
      return await work()
    } catch (error) {
      // Asked again it would be refused again.
      if (/bad-input|not-allowed/.test((error as Error).message)) throw error
      if (Date.now() > deadline) throw new Error(`${what}: not within ${ms / 1000} s (${(error as Error).message})`)
      await wait(AGAIN_MS)
    }
}

/** `code`: of a class; without one somebody who only has a lab open. */
export async function comeSteadfast(options: {
  url: string
  slug: string
  name: string
  code?: string
  cookie?: string
}) {
  const { url, slug, name, code } = options
  const cookie = options.cookie ? `${await newLearner(url)}; ${options.cookie}` : await newLearner(url)
  const lab = labOf(slug)
  let over = false
  let state: LabState | undefined
  let told: StudentClass | null | undefined
  let shell: Shell | undefined
  let live: LiveConnection | undefined

  const seen = () => void live?.call('class:seen', { visible: true, idle: 0 }).catch(() => {})
  const timer = setInterval(seen, SEEN_MS)

  if (code) {
    live = await connectLive(url, cookie)
    live.socket.on('class', (news) => {
      told = news
    })
    const { socket } = live
    told = await live.call('class:join', { code, name })
    seen()
    socket.on('connect', () => {
      void insist(`${name}: the class`, async () => {
        if (over || !socket.connected) return
        told = await live!.call('class:hello', {})
        seen()
      }).catch(() => {})
    })
  }

  const student = await joinStudent(url, cookie)
  /** An answer that was on its way when the line broke never comes. */
  const answered = <T>(what: string, work: Promise<T>) => within(ANSWER_MS, `${name}: ${what}`, work)
  const takeState = (next: LabState) => {
    if (!state || next.rev >= state.rev) state = next
  }
  student.socket.on('lab:state', takeState)
  takeState((await student.open(slug)).state)
  shell = await student.terminal(() => {})
  const { id: terminal } = shell
  let back: Promise<void> = Promise.resolve()
  student.socket.on('connect', () => {
    back = insist(`${name}: the lab`, async () => {
      if (over) return
      // Channels of before mean nothing to a new web.
      student.socket.off('o')
      takeState((await answered('lab:open', student.open(slug))).state)
      shell = await answered(
        'terminal:attach',
        student.terminal(() => {}, terminal),
      )
    })
    back.catch(() => {})
  })

  const passed = () => state?.steps.filter(({ status }) => status === 'passed').length ?? 0

  /** Types a line, whatever was there before. False: nothing came of it. */
  async function tryLine(line: string): Promise<boolean> {
    await back
    const { socket } = student
    let listen: ((command: { line: string; exit?: number }) => void) | undefined
    const ended = new Promise<boolean>((resolve) => {
      listen = (command) => {
        if (command.line === line && command.exit !== undefined) resolve(true)
      }
      socket.on('lab:command', listen)
    })
    try {
      shell?.type('\x03')
      await wait(AGAIN_MS)
      shell?.type(`${line}\r`)
      return await Promise.race([ended, wait(LINE_MS, false)])
    } finally {
      socket.off('lab:command', listen)
    }
  }

  async function run(line: string): Promise<void> {
    for (let tries = 0; tries < WALKS; tries++) if (await tryLine(line)) return
    throw new Error(`${name}: nothing came of ${line}`)
  }

  return {
    name,
    cookie,
    slug,
    terminal,
    passed,
    run,
    /** As last told. */
    told: () => told,
    state: () => state,
    say: <E extends keyof LivePayload>(event: E, payload: LivePayload[E]) =>
      insist(`${name}: ${event}`, () => live!.call(event, payload)),
    /** One step by one of its right ways. False: none is left. */
    async step(index: number): Promise<boolean> {
      const id = state?.steps.find(({ status }) => status === 'current')?.id
      const step = lab.steps.find((one) => one.id === id)
      if (!step) return false
      const before = passed()
      for (let walk = 0; walk < WALKS && passed() === before; walk++) {
        for (const line of step.solve[index % step.solve.length]!) {
          if (passed() > before) break
          const asked = /^answer (\S+) (.+)$/.exec(line)
          if (!asked) await tryLine(line)
          else
            await insist(`${name}: ${line}`, async () => {
              await back
              const payload = { step: step.id, check: asked[1]!, value: asked[2]! }
              await answered('lab:answer', student.call('lab:answer', payload))
            })
        }
        for (let waited = 0; passed() === before && waited < TICK_MS; waited += 100) await wait(100)
      }
      if (passed() === before) throw new Error(`${name}: step ${step.id} does not tick`)
      return true
    },
    /** The shell's screen as it is replayed to a page that opens now, until `so` or for long enough. */
    async screen(so: (text: string) => boolean): Promise<string> {
      const page = await insist(`${name}: another page`, () => joinStudent(url, cookie))
      try {
        await insist(`${name}: its lab`, () => answered('lab:open', page.open(slug)))
        let text = ''
        const decoder = new TextDecoder()
        const take = (bytes: Uint8Array) => {
          text += decoder.decode(bytes, { stream: true })
        }
        await insist(`${name}: its shell`, () => answered('terminal:attach', page.terminal(take, terminal)))
        for (let waited = 0; !so(text) && waited < SCREEN_MS; waited += 100) await wait(100)
        return text
      } finally {
        page.close()
      }
    },
    async recordings(): Promise<{ ended: string | null; text: string }[]> {
      const get = async (path: string) => {
        const response = await fetch(`${url}${path}`, { headers: { cookie } })
        if (!response.ok) throw new Error(`${path}: ${response.status}`)
        return response
      }
      const { recordings } = (await (await get('/api/recording')).json()) as {
        recordings: { id: string; ended: string | null }[]
      }
      return Promise.all(
        recordings.map(async ({ id, ended }) => ({
          ended,
          text: await (await get(`/api/recording/${id}.cast`)).text(),
        })),
      )
    },
    close(): void {
      over = true
      clearInterval(timer)
      student.close()
      live?.close()
    },
  }
}
