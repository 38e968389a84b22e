// One student of a class of bots: joins by code and name, opens the lab, types in a real shell, and puts up notes as people do.
import { setTimeout as wait } from 'node:timers/promises'
import type { LabState } from '#server/protocol/lab.ts'
import { now, within } from '../bench/measure.ts'
import { labOf } from '../support/lab.ts'
import { joinStudent, type Shell, type Student } from '../support/student.ts'
import type { WatchedBoard } from './board.ts'
import { connectLive, type LiveConnection, newLearner } from './connection.ts'

export const SLUG = 'first-containers'
/** What goes wrong for everybody once: a hyphen left out. */
const WRONG = 'docker run helloworld'
const WRONG_SIGNATURE = 'image-unknown'

/** steady: works on. repeats: makes one mistake three times and says nothing. silent: stops, the page open. drops: loses the line. */
export type Character = 'steady' | 'repeats' | 'silent' | 'drops'

export interface Ledger {
  /** ms from what a student sees or does to the board showing it. */
  lag: number[]
  /** ms from the end of the third same error to the flag. */
  repeated: number[]
  /** ms from a silent student's last key to the flag. */
  silent: number[]
  /** ms from the click on the lab to the prompt. */
  prompt: number[]
  commands: number
  passed: number
  rejoined: number
  faults: string[]
}

const KEY_MS = 110
const SEEN_MS = 15_000
const AWAY_MS = 3_000
const COMMAND_MS = 120_000
const PROMPT_MS = 180_000
/** Arrow up, Enter: sooner than the coach, which explains one cause once in five seconds, would say it again. */
const AGAIN_MS = 2_000
const SILENT_MS = 150_000

export async function learn(options: {
  url: string
  board: WatchedBoard
  index: number
  character: Character
  ledger: Ledger
  signal: AbortSignal
}): Promise<void> {
  const { url, board, index, character, ledger, signal } = options
  const name = `Bot ${String(index + 1).padStart(3, '0')}`
  const cookie = await newLearner(url)
  const lab = labOf(SLUG)
  let lastKey = now()
  let student: Student | undefined
  let live: LiveConnection | undefined
  let shell: Shell | undefined
  let state: LabState | undefined
  const passedIn = (one: LabState | undefined) => one?.steps.filter(({ status }) => status === 'passed').length ?? 0
  /** A time of one's own, the same in every run. */
  const think = (n: number) => wait(1_500 + ((index * 7919 + n * 104_729) % 3_000), undefined, { signal })

  const seen = () => {
    void live?.call('class:seen', { visible: true, idle: Math.round(now() - lastKey) }).catch(() => {})
  }
  const timer = setInterval(seen, SEEN_MS)

  /** Connects, joins, opens the lab and a shell. `terminal`: the one that was there before. */
  async function enter(terminal?: string): Promise<void> {
    live = await connectLive(url, cookie)
    live.socket.on('class', (news) => {
      if (news?.watch?.state === 'asked') void live?.call('watch:answer', { accept: true }).catch(() => {})
    })
    if (terminal) await live.call('class:hello', {})
    else await live.call('class:join', { code: board.code, name })
    seen()
    const start = now()
    student = await joinStudent(url, cookie)
    student.socket.on('lab:state', (next) => {
      if (state && next.rev < state.rev) return
      const ticked = passedIn(next) > passedIn(state) && state !== undefined
      state = next
      if (ticked) void tickedOnBoard(passedIn(next))
    })
    state = (await student.open(SLUG)).state
    let text = ''
    let prompt: (() => void) | undefined
    const prompted = new Promise<void>((resolve) => {
      prompt = resolve
    })
    shell = await student.terminal((bytes) => {
      if (!prompt) return
      text += new TextDecoder().decode(bytes)
      if (!/\$ /.test(text)) return
      prompt()
      prompt = undefined
    }, terminal)
    await within(PROMPT_MS, `${name}: the prompt`, prompted)
    if (!terminal) ledger.prompt.push(now() - start)
  }

  async function tickedOnBoard(count: number): Promise<void> {
    ledger.passed++
    const start = now()
    const shown = await board
      .when(name, ({ lab }) => [...(lab?.dots ?? '')].filter((dot) => dot === '*').length >= count)
      .catch((error: Error) => fault(error))
    if (shown !== undefined) ledger.lag.push(Math.max(0, shown - start))
  }

  function fault(error: Error): undefined {
    if (!signal.aborted) ledger.faults.push(`${name}: ${error.message}`)
  }

  /** Types a line key by key; resolves when the shell says that it has ended. */
  async function type(line: string): Promise<void> {
    const { socket } = student!
    let done: (() => void) | undefined
    const ended = new Promise<void>((resolve) => {
      done = resolve
    })
    const listen = (command: { line: string; exit?: number }) => {
      if (command.line === line && command.exit !== undefined) done?.()
    }
    socket.on('lab:command', listen)
    try {
      for (const key of line) {
        shell!.type(key)
        lastKey = now()
        await wait(KEY_MS, undefined, { signal })
      }
      shell!.type('\r')
      await within(COMMAND_MS, `${name}: ${line}`, ended)
      ledger.commands++
    } finally {
      socket.off('lab:command', listen)
    }
  }

  async function note(kind: 'done' | 'stuck' | null): Promise<void> {
    const start = now()
    const shown = board.when(name, ({ sticky }) => (sticky?.kind ?? null) === kind)
    await live!.call('class:sticky', { kind })
    lastKey = now()
    ledger.lag.push((await shown) - start)
  }

  /** One step by one of its right ways. */
  async function solve(): Promise<boolean> {
    const step = lab.steps.find(({ id }) => id === state?.steps.find(({ status }) => status === 'current')?.id)
    if (!step) return false
    const before = passedIn(state)
    for (const [at, line] of step.solve[index % step.solve.length]!.entries()) {
      await think(at)
      const asked = /^answer (\S+) (.+)$/.exec(line)
      if (asked) {
        lastKey = now()
        await student!.call('lab:answer', { step: step.id, check: asked[1]!, value: asked[2]! })
      } else await type(line)
    }
    for (let tries = 0; passedIn(state) === before && tries < 100; tries++) await wait(100, undefined, { signal })
    return passedIn(state) > before
  }

  async function mistakes(): Promise<void> {
    const flagged = board.when(
      name,
      ({ need }) => need.reasons.some(({ rule, detail }) => rule === 'repeated' && detail === WRONG_SIGNATURE),
      SILENT_MS,
    )
    flagged.catch(fault)
    for (let at = 0; at < 3; at++) {
      if (at > 0) await wait(AGAIN_MS, undefined, { signal })
      await type(WRONG)
    }
    const third = now()
    ledger.repeated.push(Math.max(0, (await flagged) - third))
  }

  async function silence(): Promise<void> {
    const last = lastKey
    const shown = await board.when(
      name,
      ({ need }) => need.level !== 'calm' && need.reasons.some(({ rule }) => rule === 'idle' || rule === 'dwell'),
      SILENT_MS,
    )
    ledger.silent.push(shown - last)
  }

  async function loseTheLine(): Promise<void> {
    const { id } = shell!
    const gone = board.when(name, ({ presence }) => presence === 'away')
    student!.close()
    live!.close()
    const start = now()
    ledger.lag.push((await gone) - start)
    await wait(AWAY_MS, undefined, { signal })
    const here = board.when(name, ({ presence }) => presence === 'here')
    await enter(id)
    await here
    ledger.rejoined++
  }

  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the class is over')), { once: true })
  })
  const work = async () => {
    await enter()
    await think(0)
    if (character === 'repeats') await mistakes()
    await solve()
    if (character === 'drops') await loseTheLine()
    if (character === 'silent') return silence()
    for (let n = 1; ; n++) {
      await note('done')
      await think(n)
      await note(null)
      // One in three takes a wrong turn on the way, and says so.
      if ((index + n) % 3 === 0) {
        await type(WRONG)
        await note('stuck')
      }
      if (!(await solve())) return
    }
  }
  try {
    await Promise.race([work(), ended])
  } catch (error) {
    fault(error as Error)
  } finally {
    clearInterval(timer)
    // Until the class is over who is done stays in it.
    await ended.catch(() => {})
    student?.close()
    live?.close()
  }
}
