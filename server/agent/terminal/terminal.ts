// The terminals of all tenants: shells in workspaces, their sessions, and what of them outlives the agent.
import { randomBytes } from 'node:crypto'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Log, Tenant, Undo } from '#server/agent/part.ts'
import { endClient, endCommand, shellCommand, shellEnv, withoutClear } from '#server/agent/terminal/dtach.ts'
import { type Exec, execState, startExec } from '#server/agent/terminal/exec.ts'
import { createMarks } from '#server/agent/terminal/mark.ts'
import { NEW_SHELL } from '#server/agent/terminal/new-shell.ts'
import { createRecords, type RecordHead, type TerminalRecord } from '#server/agent/terminal/record.ts'
import { createSession, type Session, type Sink, type Size, type Viewing } from '#server/agent/terminal/session.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { ShellCommand, TerminalInfo } from '#server/protocol/lab.ts'

export const TERMINALS_PER_TENANT = 8
/** How much of a screen a crash of the agent may cost. */
const SAVE_MS = 1_000
const RECONNECT_MS = 500
/** Between tries to reach a shell whose workspace runs: the engine is being restarted. */
const AGAIN_MS = 1_000
const SPARE_POLL_MS = 20
const SPARE_SIZE: Size = { cols: 80, rows: 24 }

export interface TerminalsOptions {
  engine: Upstream
  /** The running workspace of a tenant. `boot` differs after every start of it. */
  workspaceOf: (tenant: Tenant) => { container: string; boot: string } | undefined
  /** Where records are kept. */
  dir: string
  log: Log
}

interface Terminal {
  tenant: Tenant
  head: RecordHead
  session: Session
  exec?: Exec
  /** `closing`: by the learner's wish; `waiting`: the workspace is away, a new shell comes with it. */
  state: 'starting' | 'open' | 'waiting' | 'closing'
  marks: ReturnType<typeof createMarks>
  onGone: Set<() => void>
  /** The next try to reach the shell. */
  again?: NodeJS.Timeout | undefined
}

export type Terminals = ReturnType<typeof createTerminals>

export function createTerminals({ engine, workspaceOf, dir, log }: TerminalsOptions) {
  const records = createRecords(dir)
  const all = new Map<string, Map<string, Terminal>>()
  const onCommand = new Set<(tenant: Tenant, command: ShellCommand) => void>()
  const onExit = new Set<(tenant: Tenant, terminal: string) => void>()
  let stopping = false
  const saver = setInterval(() => void save(), SAVE_MS).unref()

  const of = (tenant: Tenant) => all.get(tenant.id) ?? new Map<string, Terminal>()
  const info = ({ head }: Terminal): TerminalInfo => ({ id: head.id, title: head.title, created: head.created })

  function add(tenant: Tenant, head: RecordHead, saved?: Buffer): Terminal {
    const terminal: Terminal = {
      tenant,
      head,
      session: createSession({ size: { cols: head.cols, rows: head.rows }, saved }),
      state: 'starting',
      marks: createMarks(({ line, time, exit, output }) => {
        if (exit === undefined) head.commands++
        for (const tell of onCommand)
          tell(tenant, { terminal: head.id, n: head.commands, time, line, exit, output } satisfies ShellCommand)
      }),
      onGone: new Set(),
    }
    const own = all.get(tenant.id) ?? new Map()
    own.set(head.id, terminal)
    all.set(tenant.id, own)
    return terminal
  }

  /** Attach to the shell, or start it. */
  async function connect(terminal: Terminal) {
    const { tenant, head, session, marks } = terminal
    const workspace = workspaceOf(tenant)
    if (!workspace) {
      terminal.state = 'waiting'
      return
    }
    terminal.state = 'starting'
    if (head.boot && head.boot !== workspace.boot) session.output(NEW_SHELL)
    head.boot = workspace.boot
    const output = withoutClear((bytes) => {
      marks.feed(bytes)
      session.output(bytes)
    })
    const options = {
      container: workspace.container,
      command: shellCommand(head.id, session.size),
      user: '1000:1000',
      directory: '/home/student',
      env: shellEnv,
    }
    const exec = await startExec(engine, options, output, () => void ended(terminal, exec))
    terminal.exec = exec
    head.exec = exec.id
    terminal.state = 'open'
    session.connect(exec)
  }

  /** The stream is over: did the shell exit, did the workspace stop, or did only the engine go away? */
  async function ended(terminal: Terminal, exec: Exec) {
    if (stopping || terminal.exec !== exec) return
    terminal.exec = undefined
    terminal.session.disconnect()
    if (terminal.state === 'closing') return
    const state = await execState(engine, exec.id).catch(() => undefined)
    if (state && !state.Running && state.ExitCode === 0) return gone(terminal)
    terminal.state = 'waiting'
    terminal.marks.reset()
    await new Promise((done) => setTimeout(done, RECONNECT_MS))
    if (terminal.state === 'waiting') await revive(terminal)
  }

  async function revive(terminal: Terminal) {
    const { tenant, head } = terminal
    if (stopping || of(tenant).get(head.id) !== terminal || !workspaceOf(tenant)) return
    const first = terminal.again === undefined
    clearTimeout(terminal.again)
    try {
      await connect(terminal)
      terminal.again = undefined
    } catch (error) {
      terminal.state = 'waiting'
      if (first) log.warn({ tenant: tenant.id, terminal: head.id, error: String(error) }, 'shell not reached')
      // Its workspace runs on without an engine, so nobody will say that it is there again.
      terminal.again = setTimeout(() => {
        if (terminal.state === 'waiting') void revive(terminal)
      }, AGAIN_MS).unref()
    }
  }

  function gone(terminal: Terminal) {
    const { tenant, head, session } = terminal
    if (!of(tenant).delete(head.id)) return
    session.close()
    void records.remove(tenant.id, head.id)
    for (const tell of terminal.onGone) tell()
    for (const tell of onExit) tell(tenant, head.id)
  }

  async function create(tenant: Tenant, size: Size, spare = false): Promise<TerminalInfo> {
    if (!workspaceOf(tenant)) throw new DrydockError('workspace-failed', 'no workspace runs')
    const ready = [...of(tenant).values()].find((one) => one.head.spare && one.state === 'open')
    if (ready && !spare) {
      ready.head.spare = false
      ready.head.created = Date.now()
      await write(ready)
      return info(ready)
    }
    if (of(tenant).size >= TERMINALS_PER_TENANT) throw new DrydockError('terminal-limit')
    const head = { id: randomBytes(5).toString('hex'), title: 'bash', created: Date.now(), ...size, spare, commands: 0 }
    const terminal = add(tenant, head)
    try {
      await connect(terminal)
    } catch (error) {
      of(tenant).delete(head.id)
      terminal.session.close()
      throw error
    }
    await write(terminal)
    return info(terminal)
  }

  async function close(tenant: Tenant, id: string) {
    const terminal = find(tenant, id)
    terminal.state = 'closing'
    const workspace = workspaceOf(tenant)
    if (workspace) await runOnce(workspace.container, endCommand(id)).catch(() => {})
    gone(terminal)
  }

  async function runOnce(container: string, command: string[]) {
    const { Id } = await engine.json<{ Id: string }>('POST', {
      path: `/containers/${segment(container)}/exec`,
      body: { Cmd: command, User: '1000:1000' },
    })
    await engine.json('POST', { path: `/exec/${segment(Id)}/start`, body: { Detach: true } })
  }

  function find(tenant: Tenant, id: string): Terminal {
    const terminal = of(tenant).get(id)
    if (!terminal) throw new DrydockError('terminal-unknown')
    return terminal
  }

  async function write(terminal: Terminal) {
    const { head, session, tenant } = terminal
    Object.assign(head, session.size)
    await records.write(tenant.id, head, session.save())
  }

  async function save() {
    for (const own of all.values())
      for (const terminal of own.values())
        if (terminal.session.dirty)
          await write(terminal).catch((error) => log.warn({ error: String(error) }, 'terminal not saved'))
  }

  return {
    create,
    close,
    /** A shell made ahead: `create` hands it out at once. Resolves when its prompt is there. */
    async spare(tenant: Tenant, promptMs: number) {
      const { id } = await create(tenant, SPARE_SIZE, true)
      const until = Date.now() + promptMs
      while (Date.now() < until && of(tenant).get(id)?.session.total === 0)
        await new Promise((done) => setTimeout(done, SPARE_POLL_MS))
    },
    hasSpare: (tenant: Tenant) => [...of(tenant).values()].some(({ head, state }) => head.spare && state === 'open'),
    /** @throws DrydockError terminal-unknown */
    must: (tenant: Tenant, id: string) => void find(tenant, id),
    list: (tenant: Tenant): TerminalInfo[] =>
      [...of(tenant).values()].filter(({ head, state }) => !head.spare && state !== 'closing').map(info),
    /** Of all tenants together. */
    figures() {
      const sum = { terminals: 0, viewers: 0, unackedBytes: 0 }
      for (const own of all.values())
        for (const { session } of own.values()) {
          sum.terminals++
          sum.viewers += session.viewers
          sum.unackedBytes += session.unacked
        }
      return sum
    },
    attach(tenant: Tenant, id: string, sink: Sink, size: Size, options?: { onlooker: boolean }): Viewing {
      return find(tenant, id).session.attach(sink, size, options)
    },
    onCommand(listener: (tenant: Tenant, command: ShellCommand) => void): Undo {
      onCommand.add(listener)
      return () => onCommand.delete(listener)
    },
    onExit(listener: (tenant: Tenant, terminal: string) => void): Undo {
      onExit.add(listener)
      return () => onExit.delete(listener)
    },

    /** The workspace of a tenant runs (again): attach to the shells it still has, start those it lost. */
    async workspaceReady(tenant: Tenant) {
      const waiting = [...of(tenant).values()].filter(({ state }) => state === 'waiting')
      await Promise.all(waiting.map(revive))
    },

    /** Takes over the shells of an earlier agent process. */
    async restore(tenant: Tenant) {
      await Promise.all((await records.read(tenant.id)).map((record) => restoreOne(tenant, record)))
    },

    /** Forget a tenant that is removed. */
    async remove(tenant: Tenant) {
      for (const terminal of [...of(tenant).values()]) {
        terminal.state = 'closing'
        terminal.exec?.leave()
        gone(terminal)
      }
      all.delete(tenant.id)
      await records.remove(tenant.id)
    },

    async stop() {
      stopping = true
      clearInterval(saver)
      for (const own of all.values()) {
        await Promise.all(
          [...own.values()].map(async (terminal) => {
            await write(terminal).catch((error) => log.warn({ error: String(error) }, 'terminal not saved'))
            const exec = terminal.exec
            if (!exec) return
            const state = await execState(engine, exec.id).catch(() => undefined)
            exec.leave()
            if (state?.Running) endClient(state.Pid, terminal.head.id)
          }),
        )
      }
    },
  }

  async function restoreOne(tenant: Tenant, { head, replay }: TerminalRecord) {
    const old = head.exec
    const terminal = add(tenant, head, replay)
    if (old) {
      const state = await execState(engine, old).catch(() => undefined)
      if (state?.Running) endClient(state.Pid, head.id)
    }
    terminal.state = 'waiting'
    await revive(terminal)
  }
}
