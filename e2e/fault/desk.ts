// One learner at work while things fail: a shell that counts, a shell that is typed into, a step that is passed.
import { setTimeout as wait } from 'node:timers/promises'
import { labOf } from '../support/lab.ts'
import { judge, type Verdict } from './count.ts'
import { type Shell, type Sitter, sit } from './sitter.ts'

export const SLUG = 'first-containers'
/** 20 lines a second: more than a person reads, less than a replay holds in minutes. */
const COUNT = `echo pid $$; i=0; while :; do i=$((i+1)); echo "n $i ."; sleep 0.05; done\r`
const COUNTED = /^n (\d+) \.$/
const TYPED = /^(\d+)$/
/** At the end of a line: nothing was typed there. */
const PROMPT = /^\S+@\S+\$ ?$/
const KEY_MS = 150
/** An echo that takes longer is not waited for: the line is looked at, and typed again where it is not there. */
const ECHO_MS = 3_000
const GOES_ON_MS = 150_000
/** So much more must come after a fault before it counts as over. */
const MORE_COUNTED = 20
const MORE_TYPED = 5

export interface Desk {
  sitter: Sitter
  /** Screens as they are now. */
  counted(): Promise<Verdict>
  typed(): Promise<Verdict>
  /** Both shells have gone on for a while since now. */
  goneOn(): Promise<void>
  /** The process that counts, as its shell says it. */
  pid(): Promise<string>
  /** What is amiss with the learner's place: the lab, its ticks, its terminals. */
  misplaced(): string | undefined
  /** Both shells start on their work; their screens are cleared first. */
  begin(): Promise<void>
  /** The shells have ended with the app: there are new ones in their place, each at a prompt of its own line, with what the home had. */
  again(): Promise<void>
  /** Stops both and reads what the typed shell had taken. @returns the tokens */
  finish(): Promise<string[]>
  leave(): void
}

export async function takeDesk(url: string): Promise<Desk> {
  const sitter = await sit(url, SLUG)
  const step = labOf(SLUG).steps[0]!
  const [counting, typing] = [await sitter.shell(), await sitter.shell()]
  for (const shell of [counting, typing]) await shell.until('a prompt', PROMPT)
  for (const line of step.solve[0]!) typing.type(`${line}\r`)
  const passed = () => sitter.state()?.steps.find(({ id }) => id === step.id)?.status === 'passed'
  await sitter.until(`step ${step.id}`, 60_000, async () => passed())

  let stopped = true
  let token = 0
  let typist = Promise.resolve()
  const last = async (shell: Shell, form: RegExp) => judge(await shell.lines(), form).last

  /** As careful as a person: looks what has arrived before typing on. */
  async function type() {
    while (!stopped) {
      const arrived = await last(typing, TYPED)
      token = Math.max(token, arrived)
      if (typing.attached()) {
        typing.type(`${token + 1}\r`)
        const end = Date.now() + ECHO_MS
        while (!stopped && Date.now() < end && typing.attached() && (await last(typing, TYPED)) <= token) await wait(20)
      }
      await wait(KEY_MS)
    }
  }

  /** Once is not always enough: bash forgets a Ctrl+C that comes in the moment in which a program of a loop ends by itself. */
  const interrupt = (shell: Shell) =>
    sitter.until('a prompt after Ctrl+C', GOES_ON_MS, async () => {
      shell.type('\x03')
      await wait(KEY_MS)
      return PROMPT.test((await shell.lines()).findLast(Boolean) ?? '')
    })

  const desk: Desk = {
    sitter,
    counted: async () => judge(await counting.lines(), COUNTED),
    typed: async () => judge(await typing.lines(), TYPED),
    async goneOn() {
      const n = await last(counting, COUNTED)
      const t = await last(typing, TYPED)
      await sitter.until(
        'the counting shell to go on',
        GOES_ON_MS,
        async () => (await last(counting, COUNTED)) > n + MORE_COUNTED,
      )
      await sitter.until(
        'the typed shell to go on',
        GOES_ON_MS,
        async () => (await last(typing, TYPED)) > t + MORE_TYPED,
      )
    },
    pid: async () => (await counting.until('a pid', /^pid (\d+)$/))[1]!,
    misplaced() {
      const shells = [counting, typing].filter(({ id }) => !sitter.terminals().includes(id))
      if (shells.length > 0) return `${shells.length} of its terminals are gone`
      return passed() ? undefined : `step ${step.id} is not ticked any more`
    },
    async begin() {
      token = 0
      stopped = false
      for (const [shell, line] of [
        [counting, COUNT],
        [typing, 'cat > typed\r'],
      ] as const) {
        shell.type('clear\r')
        await wait(500)
        shell.type(line)
      }
      await counting.until('the first number', COUNTED)
      typist = type()
    },
    async finish() {
      stopped = true
      await typist
      await interrupt(counting)
      typing.type('\x04')
      const marker = `read-${Date.now()}`
      typing.type(`wc -l < typed; tr '\\n' ' ' < typed | fold -w 60; echo; echo ${marker}\r`)
      await typing.until('what was typed', new RegExp(`^${marker}$`))
      const lines = await typing.lines()
      const from = lines.findLastIndex((line) => line.includes('wc -l'))
      return lines
        .slice(from + 2, lines.lastIndexOf(marker))
        .join('')
        .split(' ')
        .filter(Boolean)
    },
    async again() {
      stopped = true
      await typist
      await sitter.until(
        'the lab to be open again',
        GOES_ON_MS,
        async () => sitter.live() && counting.attached() && typing.attached(),
      )
      const kept = await last(counting, COUNTED)
      if (kept === 0) throw new Error('the screen from before is gone')
      for (const shell of [counting, typing]) {
        await shell.until('a prompt on a line of its own', PROMPT)
        shell.type('echo back-$((40+2))\r')
        await shell.until('an answer on a line of its own', /^back-42$/)
      }
    },
    leave: () => sitter.leave(),
  }
  return desk
}
