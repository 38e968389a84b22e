// The terminals of all tenants: shells in workspaces, their sessions, and what of them outlives the agent.
import { randomBytes } from 'node:crypto'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Log, Tenant, Undo } from '#server/agent/part.ts'
import { type Door, type Keeping, openDoor, type Shell, shellCommand, shellEnv } from '#server/agent/terminal/keeper.ts'
import { createMarks } from '#server/agent/terminal/mark.ts'
import { NEW_SHELL } from '#server/agent/terminal/new-shell.ts'
import { createRecords, isDue, type RecordHead } from '#server/agent/terminal/record.ts'
import { createSession, type Session, type Sink, type Size, type Viewing } from '#server/agent/terminal/session.ts'
import { createShare } from '#server/agent/terminal/share.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { ShellCommand, TerminalInfo } from '#server/protocol/lab.ts'

export const TERMINALS_PER_TENANT = 8
/** Screens that are due are written down this often. */
const SAVE_MS = 1_000
const NEVER = Number.NEGATIVE_INFINITY
const RECONNECT_MS = 500
/** Between tries to start a shell in a workspace that runs: the engine is being restarted. */
const AGAIN_MS = 1_000
/** A keeper that has not called within this is taken for lost: a shell that was started, or one of an earlier agent. */
const CALL_MS = 10_000
/** A starter that has not called, or whose keeper has not, is not waited for any longer: the engine starts the shell. */
const STARTER_MS = 2_000
const SPARE_POLL_MS = 20
const SPARE_SIZE: Size = { cols: 80, rows: 24 }

export interface TerminalsOptions {
  engine: Upstream
  /** The running workspace of a tenant. `boot` differs after every start of it. */
  workspaceOf: (tenant: Tenant) => { container: string; boot: string; starter: boolean } | undefined
  /** Host ids of a learner. */
  owner: () => { uid: number; gid: number }
  /** Where records are kept. */
  dir: string
  log: Log
}

interface Terminal {
  tenant: Tenant
  head: RecordHead
  session: Session
  shell?: Shell
  /** `closing`: by the learner's wish; `waiting`: the workspace is away, a new shell comes with it. */
  state: 'starting' | 'open' | 'waiting' | 'closing'
  marks: ReturnType<typeof createMarks>
  onGone: Set<() => void>
  /** To be told when the keeper has called. */
  onCall?: (() => void) | undefined
  /** The shell that starts follows one that was lost. */
  follows?: boolean
  /** The next try to start the shell. */
  again?: NodeJS.Timeout | undefined
  /** When its screen was last written down, and how much had been put out by then. */
  saved: { at: number; total: number }
}

export type Terminals = ReturnType<typeof createTerminals>

export function createTerminals({ engine, workspaceOf, owner, dir, log }: TerminalsOptions) {
  const records = createRecords(dir)
  const share = createShare()
  const all = new Map<string, Map<string, Terminal>>()
  const doors = new Map<string, Promise<Door>>()
  const onCommand = new Set<(tenant: Tenant, command: ShellCommand) => void>()
  const onExit = new Set<(tenant: Tenant, terminal: string) => void>()
  let restored = false
  /** Shells that a workspace should have started and the engine had to. */
  let shellsByEngine = 0
  let stopping = false
  let saving = false
  const saver = setInterval(() => void save(), SAVE_MS).unref()

  const of = (tenant: Tenant) => all.get(tenant.id) ?? new Map<string, Terminal>()
  /** It is tried again when a shell is started. */
  const noDoor = (tenant: Tenant, error: unknown) =>
    log.warn({ tenant: tenant.id, error: String(error) }, 'no door for shells')
  const info = ({ head }: Terminal): TerminalInfo => ({ id: head.id, title: head.title, created: head.created })

  function add(tenant: Tenant, head: RecordHead, saved?: Buffer): Terminal {
    const terminal: Terminal = {
      tenant,
      head,
      session: createSession({ size: { cols: head.cols, rows: head.rows }, saved, share }),
      state: 'starting',
      saved: { at: NEVER, total: 0 },
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

  /** Where the keepers of a tenant call. Records of earlier shells are read before it opens: a shell that nobody knows is ended. */
  function doorOf(tenant: Tenant): Promise<Door> {
    const find = (key: string) => {
      const terminal = [...of(tenant).values()].find(({ head, state }) => head.key === key && state !== 'closing')
      return terminal && keepingOf(terminal)
    }
    const door = doors.get(tenant.id) ?? openDoor({ socketDir: tenant.socketDir, owner: owner(), find })
    doors.set(tenant.id, door)
    door.catch(() => doors.delete(tenant.id))
    return door
  }

  function keepingOf(terminal: Terminal): Keeping {
    const { head, session, marks } = terminal
    return {
      get offset() {
        return head.offset
      },
      set offset(value) {
        head.offset = value
      },
      get size() {
        return session.size
      },
      connect(shell) {
        terminal.shell = shell
        terminal.state = 'open'
        terminal.onCall?.()
        if (terminal.follows) session.output(NEW_SHELL)
        terminal.follows = false
        session.connect(shell)
      },
      output(bytes) {
        head.offset += bytes.length
        marks.feed(bytes)
        session.output(bytes)
      },
      over: (shell, code) => void ended(terminal, shell, code),
    }
  }

  /** A new shell. It is there when its keeper calls. */
  async function start(terminal: Terminal) {
    const { tenant, head, session } = terminal
    const workspace = workspaceOf(tenant)
    if (!workspace) {
      terminal.state = 'waiting'
      return
    }
    terminal.state = 'starting'
    terminal.follows = head.boot !== undefined
    head.boot = workspace.boot
    terminal.saved.at = NEVER
    const door = await doorOf(tenant)
    if (!wanted(terminal)) return
    if (workspace.starter) {
      const key = expectNew(terminal)
      if ((await door.start(key, session.size, STARTER_MS)) && (await called(terminal))) return
      // Closed meanwhile, or started by who else waited.
      if (!wanted(terminal) || terminal.state !== 'starting' || head.key !== key) return
      shellsByEngine++
      log.warn({ tenant: tenant.id, terminal: head.id }, 'shell not started by the workspace itself')
    }
    // With a key of its own: one that the starter still starts is unknown when it calls, and is ended.
    await runDetached(workspace.container, shellCommand(expectNew(terminal), session.size))
  }

  /** Neither closed nor left to the next agent while something was waited for. */
  const wanted = (terminal: Terminal) => !stopping && of(terminal.tenant).get(terminal.head.id) === terminal

  /** Whether the keeper calls in time. */
  function called(terminal: Terminal): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), STARTER_MS).unref()
      terminal.onCall = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }

  /** Of a shell that has not said anything yet. @returns its key */
  function expectNew(terminal: Terminal): string {
    const key = randomBytes(16).toString('hex')
    terminal.state = 'starting'
    terminal.head.key = key
    terminal.head.offset = 0
    expect(terminal)
    return key
  }

  function expect(terminal: Terminal) {
    const { key } = terminal.head
    setTimeout(() => {
      if (terminal.state !== 'starting' || terminal.head.key !== key) return
      terminal.state = 'waiting'
      void revive(terminal)
    }, CALL_MS).unref()
  }

  /** The connection is over: did the shell exit, or was its keeper ended with it, or with the workspace? */
  async function ended(terminal: Terminal, shell: Shell, code?: number) {
    if (stopping || terminal.shell !== shell) return
    terminal.shell = undefined
    terminal.session.disconnect()
    if (terminal.state === 'closing') return
    if (code !== undefined) return gone(terminal)
    terminal.state = 'waiting'
    terminal.marks.reset()
    await new Promise((done) => setTimeout(done, RECONNECT_MS))
    await revive(terminal)
  }

  async function revive(terminal: Terminal) {
    const { tenant, head } = terminal
    const known = of(tenant).get(head.id) === terminal
    if (stopping || !known || terminal.state !== 'waiting' || !workspaceOf(tenant)) return
    const first = terminal.again === undefined
    clearTimeout(terminal.again)
    try {
      await start(terminal)
      terminal.again = undefined
    } catch (error) {
      // Its keeper has called although the engine did not say that it runs.
      if (terminal.shell) return
      terminal.state = 'waiting'
      if (first) log.warn({ tenant: tenant.id, terminal: head.id, error: String(error) }, 'shell not started')
      // Its workspace runs on without an engine, so nobody will say that it is there again.
      terminal.again = setTimeout(() => void revive(terminal), AGAIN_MS).unref()
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
    // A door that opens before the records have been read ends every shell that calls.
    if (!restored) throw new DrydockError('engine-away')
    if (!workspaceOf(tenant)) throw new DrydockError('workspace-failed', 'no workspace runs')
    const ready = [...of(tenant).values()].find((one) => one.head.spare && one.state === 'open')
    if (ready && !spare) {
      ready.head.spare = false
      ready.head.created = Date.now()
      await write(ready)
      return info(ready)
    }
    if (of(tenant).size >= TERMINALS_PER_TENANT) throw new DrydockError('terminal-limit')
    const head = {
      id: randomBytes(5).toString('hex'),
      title: 'bash',
      created: Date.now(),
      ...size,
      spare,
      offset: 0,
      commands: 0,
    }
    const terminal = add(tenant, head)
    try {
      await start(terminal)
    } catch (error) {
      terminal.state = 'closing'
      terminal.shell?.end()
      of(tenant).delete(head.id)
      terminal.session.close()
      throw error
    }
    if (!wanted(terminal)) throw new DrydockError('terminal-unknown')
    await write(terminal)
    return info(terminal)
  }

  function close(tenant: Tenant, id: string) {
    const terminal = find(tenant, id)
    terminal.state = 'closing'
    // One that is not reached now is ended when it calls: nobody knows it then.
    terminal.shell?.end()
    gone(terminal)
  }

  async function runDetached(container: string, command: string[]) {
    const { Id } = await engine.json<{ Id: string }>('POST', {
      path: `/containers/${segment(container)}/exec`,
      body: { Cmd: command, User: '1000:1000', WorkingDir: '/home/student', Env: shellEnv },
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
    const replay = session.save()
    terminal.saved = { at: performance.now(), total: session.total }
    // As it is now: the offset belongs to these bytes.
    await records.write(tenant.id, { ...head }, replay)
  }

  async function save() {
    if (saving) return
    saving = true
    for (const own of all.values())
      for (const terminal of own.values()) {
        const { session, saved } = terminal
        if (session.dirty && isDue({ bytes: session.total - saved.total, ms: performance.now() - saved.at }))
          await write(terminal).catch((error) => log.warn({ error: String(error) }, 'terminal not saved'))
      }
    saving = false
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
      const sum = { terminals: 0, viewers: 0, unackedBytes: 0, shellsByEngine }
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
      const boot = workspaceOf(tenant)?.boot
      const lost = [...of(tenant).values()].filter(({ state, head }) => state === 'waiting' || head.boot !== boot)
      await Promise.all(lost.map(regain))
    },

    /** Takes over the shells of an earlier agent process. */
    async restore(tenants: Tenant[]) {
      await Promise.all(
        tenants.map(async (tenant) => {
          // A server has the socket directory of its learner, and no terminals of its own.
          if (tenant.serverOf) return
          const found = await records.read(tenant.id)
          if (found.length === 0 && !workspaceOf(tenant)) return
          const back = found.map(({ head, replay }) => add(tenant, head, replay))
          await doorOf(tenant).catch((error) => noDoor(tenant, error))
          await Promise.all(back.map(regain))
        }),
      )
      restored = true
    },

    /** The workspace of a tenant is being started: its starter, and the keepers of shells that it has, can call at once. */
    async workspaceStarts(tenant: Tenant) {
      // A shell whose record has not been read yet would be taken for nobody's.
      if (restored && !stopping && !tenant.serverOf) await doorOf(tenant).catch((error) => noDoor(tenant, error))
    },

    /** Forget a tenant that is removed. */
    async remove(tenant: Tenant) {
      for (const terminal of [...of(tenant).values()]) {
        terminal.state = 'closing'
        terminal.shell?.end()
        gone(terminal)
      }
      all.delete(tenant.id)
      await (await doors.get(tenant.id)?.catch(() => undefined))?.close()
      doors.delete(tenant.id)
      await records.remove(tenant.id)
    },

    async stop() {
      stopping = true
      clearInterval(saver)
      const open = [...all.values()].flatMap((own) => [...own.values()])
      for (const { shell } of open) shell?.leave()
      await Promise.all(
        open.map((terminal) =>
          write(terminal).catch((error) => log.warn({ error: String(error) }, 'terminal not saved')),
        ),
      )
      await Promise.all([...doors.values()].map(async (door) => (await door.catch(() => undefined))?.close()))
    },
  }

  /** Its keeper calls soon, unless it has ended with its workspace. */
  async function regain(terminal: Terminal) {
    const { head, tenant, session } = terminal
    if (terminal.state === 'closing') return
    const boot = workspaceOf(tenant)?.boot
    if (head.key && head.boot === boot) {
      if (terminal.shell) return
      terminal.state = 'starting'
      return expect(terminal)
    }
    terminal.shell?.leave()
    terminal.shell = undefined
    session.disconnect()
    terminal.state = 'waiting'
    await revive(terminal)
  }
}
