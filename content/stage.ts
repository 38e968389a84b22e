// Where labs are tried out: a whole agent on a real engine, and learners who type into real terminals of real workspaces.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Agent, createAgent } from '#server/agent/agent.ts'
import { inName } from '#server/agent/check/credentials.ts'
import type { Log } from '#server/agent/part.ts'
import { readEnv } from '#server/env.ts'
import type { CoachCard, DockerEvent, LabState, ShellCommand } from '#server/protocol/lab.ts'
import { type AgentLink, createAgentLink } from '#server/web/agent-link.ts'
import { keepHost } from './rewind.ts'

/** A catalog that has to be built first takes minutes. */
const READY_MS = 15 * 60_000
const PROMPT_MS = 10_000
/** The slowest line of a lab: a build, a stop that waits its 10 s. */
const LINE_MS = 60_000
const SIZE = { cols: 200, rows: 50 }
/** Lines after which a shell is in another directory. */
const MOVES = /\b(cd|pushd|popd)\b/
/** Lines that may leave something in the shell itself: a directory, a variable, a job. */
const SHELL_STATE = /\b(cd|pushd|popd|export|unset|alias|set|source|exec|trap|umask)\b|^\s*(\.\s|\w+=\S*\s*$)|&\s*$/

export interface Stage {
  learner(): Promise<Learner>
  /** As an instructor does for an exercise. */
  inject(learner: Learner, fault: string): Promise<string>
  undo(learner: Learner, fault: string, target: string): Promise<void>
  /** What the agent warned of: a setup that failed, among others. */
  warnings: { message: string; detail: Record<string, unknown> }[]
  close(): Promise<void>
}

export interface Learner {
  readonly tenant: string
  readonly cards: CoachCard[]
  readonly events: DockerEvent[]
  state(): LabState
  /** A new shell. */
  open(): Promise<void>
  /** Nothing left of earlier runs: no objects, no files, a new shell. */
  begin(slug: string): Promise<void>
  /** Types a line, in the learner's own name, and waits for the prompt. Rejects when it doesn't come back. */
  type(line: string): Promise<ShellCommand>
  answer(slug: string, step: string, check: string, value: string): Promise<void>
  /** False when it did not become so in time. */
  until(holds: () => boolean, ms: number): Promise<boolean>
  /** All that has happened so far has been told and judged: what no card and no tick came of will bring none by itself. */
  settle(): Promise<void>
  /** The host as it is now, to come back to. `logsOf`: containers whose logs matter. */
  keep(logsOf: string[]): Promise<{
    /** `lines`: what was typed since. False: it could not be brought back, the lab has to be begun anew. */
    back(lines: string[]): Promise<boolean>
  }>
}

export async function openStage(options: { dockerSocket: string }): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'drydock-content-'))
  const env = readEnv({
    ...process.env,
    DRYDOCK_HOME: home,
    DOCKER_HOST: `unix://${options.dockerSocket}`,
    DRYDOCK_WARM_POOL: '0',
  })
  const warnings: Stage['warnings'] = []
  const warn = (detail: object, message: string) =>
    void warnings.push({ message, detail: detail as Record<string, unknown> })
  const log: Log = { info() {}, warn, error: warn }
  const agent = createAgent({ env, log })
  await agent.start()
  const link = createAgentLink({ socketPath: env.agentSocket })
  const tenants: string[] = []
  const close = async () => {
    for (const tenant of tenants) await link.call('tenant.remove', { tenant }).catch((error) => warn({ error }, 'left'))
    link.stop()
    // The engine itself is not ours; what runs on it for this home is.
    await agent.stop({ engine: true })
    rmSync(home, { recursive: true, force: true })
    rmSync(env.runDir, { recursive: true, force: true })
  }
  try {
    await within(agent.ready(), READY_MS, () => `the agent is not ready: ${JSON.stringify(agent.health())}`)
    const { catalog } = agent.health()
    await within(
      poll(() =>
        Object.values(agent.health().catalog).every((image) => image.state === 'ready' || image.state === 'failed'),
      ),
      READY_MS,
      () => `the catalog is not ready: ${JSON.stringify(catalog)}`,
    )
  } catch (error) {
    await close()
    throw error
  }
  return {
    warnings,
    async learner() {
      const { id } = await link.call('workspace.open', {})
      tenants.push(id)
      return openLearner(link, id, agent.parts())
    },
    inject: async ({ tenant }, fault) => (await link.call('fault.inject', { tenant, fault })).target,
    async undo({ tenant }, fault, target) {
      await link.call('fault.undo', { tenant, fault, target })
    },
    close,
  }
}

async function openLearner(link: AgentLink, tenant: string, parts: ReturnType<Agent['parts']>): Promise<Learner> {
  const cards: CoachCard[] = []
  const events: DockerEvent[] = []
  const wakers = new Set<() => void>()
  let state: LabState | undefined
  let slug: string | undefined
  let ended: ((command: ShellCommand) => void) | undefined
  let shell: { terminal: string; channel: number } | undefined
  let moved = false
  const mine =
    <T extends { tenant: string }>(use: (data: T) => void) =>
    (data: T) => {
      if (data.tenant !== tenant) return
      use(data)
      for (const wake of [...wakers]) wake()
    }
  const take = (next: LabState) => {
    if (next.slug === slug && (!state || next.rev > state.rev)) state = next
  }
  link.on(
    'lab',
    mine(({ lab }) => take(lab)),
  )
  link.on(
    'coach',
    mine(({ card }) => cards.push(card)),
  )
  link.on(
    'event',
    mine(({ event }) => events.push(event)),
  )
  link.on(
    'command',
    mine(({ command }) => {
      if (command.terminal === shell?.terminal && command.exit !== undefined) ended?.(command)
    }),
  )
  await link.call('tenant.watch', { tenant })
  const account = async () => (await link.call('registry.view', { tenant, name: 'Learner' })).account
  async function told() {
    await parts.tenants.settled()
    await parts.coach.settled(tenant)
  }

  async function openShell() {
    if (shell) {
      link.closeChannel(shell.channel)
      await link.call('terminal.close', { tenant, terminal: shell.terminal })
    }
    const { id } = await link.call('terminal.create', { tenant, ...SIZE })
    let shown = ''
    const channel = link.openChannel((bytes) => {
      if (shown.length < 10_000) shown += bytes.toString('latin1')
      link.ack(channel, bytes.length)
    })
    shell = { terminal: id, channel }
    await link.call('terminal.attach', { tenant, terminal: id, channel, ...SIZE })
    // The mark behind the prompt.
    await within(
      poll(() => shown.includes('\x1b]633;B')),
      PROMPT_MS,
      () => `no prompt: ${JSON.stringify(shown)}`,
    )
  }

  const learner: Learner = {
    tenant,
    cards,
    events,
    state() {
      if (!state) throw new Error('no lab is open')
      return state
    },
    open: openShell,
    async begin(lab) {
      slug = lab
      // As a learner who leaves one lab's page for another's.
      await link.call('tenant.unwatch', { tenant })
      await link.call('tenant.watch', { tenant })
      await openShell()
      await learner.type('find . -mindepth 1 -delete')
      moved = false
      state = undefined
      take(await link.call('lab.reset', { tenant, slug }))
      cards.length = 0
      events.length = 0
    },
    async settle() {
      await told()
      take(await link.call('lab.watch', { tenant, slug: slug!, passed: [] }))
    },
    async keep(logsOf) {
      const directory = moved ? (await learner.type('pwd')).output.trim() : ''
      await told()
      parts.coach.forget(tenant)
      events.length = 0
      const host = await keepHost({ parts, tenant, logsOf, settled: told, happened: () => events })
      return {
        async back(lines) {
          if (lines.some((line) => SHELL_STATE.test(line))) {
            await openShell()
            if (directory) await learner.type(`cd '${directory}'`)
          }
          if (!(await host.back())) return false
          cards.length = 0
          events.length = 0
          await learner.settle()
          return true
        },
      }
    },
    async type(text) {
      const [line = ''] = await inName([text], account)
      const { channel } = shell!
      moved ||= MOVES.test(line)
      const done = new Promise<ShellCommand>((resolve) => {
        ended = resolve
      })
      link.send(channel, Buffer.from(`${line}\r`))
      return within(done, LINE_MS, () => `the prompt did not come back within ${LINE_MS / 1000} s after: ${line}`)
    },
    async answer(slug, step, check, value) {
      take(await link.call('lab.answer', { tenant, slug, step, check, value }))
    },
    until: (holds, ms) =>
      new Promise((resolve) => {
        const finish = (held: boolean) => {
          clearTimeout(timer)
          wakers.delete(look)
          resolve(held)
        }
        const look = () => holds() && finish(true)
        const timer = setTimeout(() => finish(holds()), ms)
        wakers.add(look)
        look()
      }),
  }
  return learner
}

const POLL_MS = 25

async function poll(holds: () => boolean) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, POLL_MS))
}

function within<T>(work: Promise<T>, ms: number, message: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message())), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
