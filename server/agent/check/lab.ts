// Labs that tick by themselves: what happens to a tenant's host leads to a round of checks, a round to a new LabState.
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import Dockerode from 'dockerode'
import type { Content } from '#content/load.ts'
import { parseAnswer } from '#content/rule.ts'
import type { Log, Tenant, Tenants, Undo } from '#server/agent/part.ts'
import type { LabGate } from '#server/protocol/agent.ts'
import type { Lab, LabFiles, Step } from '#server/protocol/content.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { LabState, ShellCommand } from '#server/protocol/lab.ts'
import { answerKey, grade } from './answer.ts'
import { type Credentials, inName } from './credentials.ts'
import { type Facts, isFleeting, needsPoll } from './facts.ts'
import { type Round, startRound } from './gather.ts'
import { addCommand, addEvent, createRecordStore, type LabRecord, type TenantRecord } from './history.ts'
import { copyToHome, removeFromHome } from './home.ts'
import { currentStep, describeLab, judgeStep, type StepOutcome } from './step.ts'

/** Events that come together make one round. ms */
const COALESCE_MS = 30
/** How often what no event tells of is looked at. ms */
const POLL_MS = 2_000
/** A tenant that nobody touched for so long is not polled until it stirs. ms */
const IDLE_MS = 15 * 60_000
/** How long a step that was solved for the learner may take to tick. ms */
const BROUGHT_MS = 5_000
/**
 * What a step asks for must be found for so long: a container whose program ends at once is running for a moment, and a prune takes
 * one kind of thing after the other. The checks themselves are shown as they are found. ms
 */
const STEADY_MS = 700
/** Engine events of our own doing (setup, clearing) have arrived after this. ms */
const SETTLE_MS = 300

export interface Labs {
  watch(
    tenant: string,
    options: { slug: string; passed: string[]; answers: Record<string, string>; gate?: LabGate | null },
  ): Promise<LabState>
  /** Steps after its own wait until there is another gate, or none. */
  gate(tenant: string, gate: LabGate | null): Promise<void>
  answer(tenant: string, options: { slug: string; step: string; check: string; value: string }): Promise<LabState>
  /**
   * Everything of the learner's goes, and the lab begins. `step`: where it goes on, with the steps before done for them: the one they are
   * at, or an earlier one. @throws DrydockError step-unknown
   */
  reset(tenant: string, slug: string, step?: string): Promise<LabState>
  /**
   * Makes `step` the current one by doing the first solution of every step before it in the learner's name. A step whose check asks
   * how something was typed can't tick that way and is taken as passed. @throws DrydockError step-unknown, lab-not-open
   */
  bring(tenant: string, options: { slug: string; step: string }): Promise<LabState>
  /** What is done to a host for an exercise: until it is over no step ticks, and nothing of it counts or is explained. */
  apart<T>(tenant: string, work: () => Promise<T>): Promise<T>
  /**
   * Nobody looks at the tenant any more: no rounds until a lab is watched again. A lab that was left must not tick, and
   * set its next step up, by what is done for another. What happens is still remembered.
   */
  release(tenant: string): void
  /** Keeps what is known of the tenant. The undo brings it back: as if nothing had happened since. For trying labs out. */
  keep(tenant: string): Undo
  onState(listener: (tenant: Tenant, state: LabState) => void): Undo
  close(): void
}

export interface LabsOptions {
  tenants: Tenants
  content: Content
  contentDir: string
  /** Where histories are kept. */
  stateDir: string
  /** A connection to a port of the tenant's localhost. */
  dial: (tenant: Tenant, port: number) => Promise<Duplex>
  /** The learner's second host: made and started when it isn't there. */
  server: (tenant: Tenant) => Promise<Tenant>
  /** A connection to a port of a second host, as somebody else on the network would make it. */
  dialServer: (server: Tenant, port: number) => Promise<Duplex>
  commands: (listener: (tenant: Tenant, command: ShellCommand) => void) => Undo
  /** The learner's account in the class registry, made when there is none, and what is in its repositories. */
  registry: {
    account(tenant: Tenant): Promise<Credentials>
    held(tenant: Tenant): Facts['registry']
  }
  /** Shell lines as the learner, in the home. Rejects, or gives an exit code other than 0, when a line failed. */
  runInWorkspace: (tenant: Tenant, lines: string[]) => Promise<{ exit: number; output: string }>
  /** Called before something is done in the learner's name; its undo after. The coach keeps silent meanwhile. */
  hush?: (tenant: Tenant) => Undo
  /** Told how long it took from what happened to the steps judged. */
  timed?: (ms: number) => void
  log: Log
}

interface Session {
  tenant: Tenant
  docker: Dockerode
  /** Since a lab that has one was opened. */
  server?: { tenant: Tenant; docker: Dockerode }
  record: TenantRecord
  /** Labs asked for since the agent started. `holds`: since when all that the current step asks for was found, without a break. */
  open: Map<string, { state?: LabState; holds?: { step: string; since: number; seq: number } }>
  /** Rises with a reset: what a round found before it doesn't count. */
  generation: number
  running?: Promise<void>
  again: boolean
  timer?: NodeJS.Timeout
  poll?: NodeJS.Timeout
  retry?: NodeJS.Timeout
  stirred: number
  settingUp?: Promise<void>
  /** Steps are being done for the learner: nothing has to hold first. */
  bringing?: boolean
  /** How many things are being done to the host that the learner has no part in. */
  apart: number
  gate?: LabGate | null
}

/** The step of a lab that nobody goes past. Who is brought somewhere is brought there all the same. */
const gateOf = ({ bringing, gate }: Session, slug: string) => (!bringing && gate?.slug === slug ? gate.step : undefined)

export function createLabs(options: LabsOptions): Labs {
  const { tenants, content, log } = options
  const store = createRecordStore({ dir: join(options.stateDir), log })
  const sessions = new Map<string, Session>()
  const listeners = new Set<(tenant: Tenant, state: LabState) => void>()
  let closed = false

  const labOf = (slug: string): Lab => {
    const lab = content.lessons.get(slug)?.lab
    if (!lab) throw new DrydockError('lab-unknown', slug)
    return lab
  }
  const tenantOf = (id: string): Tenant => {
    const tenant = tenants.get(id)
    if (!tenant) throw new DrydockError('tenant-unknown', id)
    return tenant
  }
  function sessionOf(tenant: Tenant): Session {
    let session = sessions.get(tenant.id)
    if (!session) {
      session = {
        tenant,
        docker: new Dockerode({ socketPath: tenant.internalSocketPath }),
        record: store.make(tenant.id),
        open: new Map(),
        generation: 0,
        again: false,
        apart: 0,
        stirred: Date.now(),
      }
      sessions.set(tenant.id, session)
    }
    return session
  }

  const undo = [
    tenants.onEvent((tenant, event) => {
      const learner = tenant.serverOf ?? tenant.id
      const record = store.find(learner)
      if (!record || sessions.get(learner)?.apart) return
      addEvent(record, event, { server: tenant.serverOf !== undefined })
      store.changed(learner)
      stir(learner)
    }),
    options.commands((tenant, command) => {
      const record = store.find(tenant.id)
      if (!record) return
      addCommand(record, command)
      store.changed(tenant.id)
      stir(tenant.id)
    }),
    tenants.onRemove((tenant) => {
      const session = sessions.get(tenant.id)
      if (session) {
        session.generation++
        session.open.clear()
        clearTimeout(session.timer)
        clearTimeout(session.poll)
        clearTimeout(session.retry)
      }
      sessions.delete(tenant.id)
      store.remove(tenant.id)
    }),
  ]

  function stir(tenant: string) {
    const session = sessions.get(tenant)
    if (!session || session.open.size === 0) return
    session.stirred = Date.now()
    const began = performance.now()
    session.timer ??= setTimeout(() => {
      session.timer = undefined
      void round(session).then(() => options.timed?.(performance.now() - began))
    }, COALESCE_MS)
  }

  /** One round at a time; what comes meanwhile leads to one more. Resolves when a round that began after the call is over. */
  async function round(session: Session): Promise<void> {
    if (session.running) {
      session.again = true
      await session.running
      return session.again ? round(session) : session.running
    }
    session.again = false
    session.running = evaluateAll(session)
      .catch((error: unknown) => {
        log.warn({ tenant: session.tenant.id, error: String(error) }, 'a round of checks failed')
        session.retry ??= setTimeout(() => {
          session.retry = undefined
          if (!closed) stir(session.tenant.id)
        }, POLL_MS)
      })
      .finally(() => {
        session.running = undefined
        planPoll(session)
      })
    await session.running
    if (session.again) await round(session)
  }

  function planPoll(session: Session) {
    clearTimeout(session.poll)
    const held = [...session.open.values()].flatMap(({ holds }) => holds?.since ?? [])
    if (!closed && held.length > 0) {
      session.poll = setTimeout(() => void round(session), Math.max(0, Math.min(...held) + STEADY_MS - Date.now()))
      return
    }
    if (closed || Date.now() - session.stirred > IDLE_MS) return
    const wanted = [...session.open.keys()].some((slug) => {
      const step = currentStep(labOf(slug), session.record.labs[slug]!, gateOf(session, slug))
      return step && [...step.check.map((c) => c.check), ...step.fails.map((f) => f.when)].some(needsPoll)
    })
    if (wanted) session.poll = setTimeout(() => void round(session), POLL_MS)
  }

  async function evaluateAll(session: Session) {
    if (session.apart > 0) return
    const { server } = session
    const reading = startRound({
      docker: session.docker,
      homeDir: session.tenant.homeDir,
      dial: (port) => options.dial(session.tenant, port),
      server: server && { docker: server.docker, dial: (port) => options.dialServer(server.tenant, port) },
      registry: () => options.registry.held(session.tenant),
    })
    for (const slug of [...session.open.keys()]) await evaluateLab(session, slug, reading)
  }

  async function evaluateLab(session: Session, slug: string, reading: Round) {
    const lab = labOf(slug)
    const generation = session.generation
    const { record } = session
    const lost = () => closed || generation !== session.generation
    // What comes after this counts for the next step, should this round pass one.
    const seq = record.seq
    let found: StepOutcome | undefined
    for (;;) {
      const mine = record.labs[slug]!
      const step = currentStep(lab, mine, gateOf(session, slug))
      if (!step) break
      if (step.setup.length + step.files.length > 0 && mine.setUp !== step.id) {
        setUp(session, slug, step)
        found = undefined
        break
      }
      const outcome = await judgeStep(step, mine, reading, () => record)
      if (lost()) return
      found = outcome
      const entry = session.open.get(slug)
      const before = entry?.holds?.step === step.id ? entry.holds : undefined
      if (entry) delete entry.holds
      if (!outcome.passed) break
      const holds = before ?? { step: step.id, since: Date.now(), seq }
      const fleeting = !session.bringing && step.check.some(({ check }) => isFleeting(check))
      if (entry && fleeting && Date.now() - holds.since < STEADY_MS) {
        entry.holds = holds
        break
      }
      mine.passed[step.id] = Date.now()
      mine.stepSince = holds.seq
      mine.stepBegan = Date.now()
      store.changed(session.tenant.id)
    }
    if (!lost()) publish(session, slug, found)
  }

  function publish(session: Session, slug: string, found: StepOutcome | undefined) {
    const entry = session.open.get(slug)
    if (!entry) return
    const last = entry.state
    const state = describeLab(slug, labOf(slug), session.record.labs[slug]!, found, gateOf(session, slug))
    if (last && JSON.stringify({ ...last, rev: 0 }) === JSON.stringify({ ...state, rev: 0 })) return
    // Rises across agent restarts, too.
    entry.state = { ...state, rev: Math.max((last?.rev ?? 0) + 1, Date.now()) }
    for (const listener of listeners) listener(session.tenant, entry.state)
  }

  /** Brings about what a broken lab begins with. Once; what it does doesn't count as the learner's doing. */
  function setUp(session: Session, slug: string, step: Step) {
    if (session.settingUp) return
    const generation = session.generation
    const speak = options.hush?.(session.tenant)
    session.settingUp = putFiles(session, step.files)
      .then(() => (step.setup.length > 0 ? runLines(session.tenant, step.setup) : { exit: 0, output: '' }))
      .then(async ({ exit, output }) => {
        if (exit !== 0) log.warn({ tenant: session.tenant.id, slug, step: step.id, exit, output }, 'step setup failed')
        await pause(SETTLE_MS)
        const mine = session.record.labs[slug]
        if (closed || generation !== session.generation || !mine) return
        mine.setUp = step.id
        mine.stepSince = session.record.seq
        mine.stepBegan = Date.now()
        store.changed(session.tenant.id)
      })
      .catch(async (error: unknown) => {
        log.error({ tenant: session.tenant.id, slug, step: step.id, error: String(error) }, 'step setup could not run')
        await pause(POLL_MS)
      })
      .finally(() => {
        session.settingUp = undefined
        speak?.()
        if (!closed) stir(session.tenant.id)
      })
  }

  async function bringServer(session: Session, lab: Lab) {
    if (!lab.server) return
    const tenant = await options.server(session.tenant)
    session.server ??= { tenant, docker: new Dockerode({ socketPath: tenant.internalSocketPath }) }
  }

  const runLines = async (tenant: Tenant, lines: string[]) =>
    options.runInWorkspace(tenant, await inName(lines, () => options.registry.account(tenant)))

  async function begin(session: Session, slug: string, replace: boolean) {
    const mine: LabRecord = {
      labSince: session.record.seq,
      stepSince: session.record.seq,
      labBegan: Date.now(),
      stepBegan: Date.now(),
      passed: {},
      answers: {},
      filesCopied: false,
    }
    session.record.labs[slug] = mine
    await copyFiles(session, slug, mine, replace)
  }

  async function copyFiles(session: Session, slug: string, mine: LabRecord, replace: boolean) {
    const lesson = content.lessons.get(slug)
    const home = session.tenant.homeDir
    if (replace || !mine.filesCopied) {
      if (replace) for (const step of lesson?.lab?.steps ?? []) await takeFiles(session, step.files)
      await putFiles(
        session,
        (lesson?.lab?.files ?? []).map((files) => ({ ...files, replace: replace || files.replace })),
      )
      if (lesson?.filesDir) await copyToHome({ from: lesson.filesDir }, home, { replace })
    }
    mine.filesCopied = true
    store.changed(session.tenant.id)
  }

  async function bringPast(session: Session, slug: string, step: Step) {
    const { generation } = session
    const mine = session.record.labs[slug]!
    const passed = () => step.id in mine.passed || closed || generation !== session.generation
    await round(session)
    while (session.settingUp) {
      await session.settingUp
      await round(session)
    }
    if (passed()) return
    const shell: string[] = []
    for (const line of step.solve[0]!) {
      const answer = parseAnswer(line)
      const check = answer && step.check.find(({ id }) => id === answer.check)?.check
      if (!answer || check?.type !== 'answer') shell.push(line)
      else mine.answers[answerKey(step.id, answer.check)] = await grade(check, answer.value, session.docker)
    }
    if (shell.length > 0) {
      const { exit, output } = await runLines(session.tenant, shell)
      if (exit !== 0) log.info({ tenant: session.tenant.id, slug, step: step.id, exit, output }, 'a step brought about')
    }
    const until = Date.now() + BROUGHT_MS
    await round(session)
    while (!passed() && Date.now() < until) {
      await pause(SETTLE_MS)
      await round(session)
    }
    if (passed()) return
    mine.passed[step.id] = Date.now()
    mine.stepSince = session.record.seq
    store.changed(session.tenant.id)
  }

  async function putFiles(session: Session, list: LabFiles[]) {
    for (const { from, replace, ...rest } of list)
      await copyToHome({ ...rest, from: join(options.contentDir, from) }, session.tenant.homeDir, { replace })
  }

  /** Of an earlier run: a step that has not begun has brought nothing yet. */
  async function takeFiles(session: Session, list: LabFiles[]) {
    for (const { from, ...rest } of list)
      await removeFromHome({ ...rest, from: join(options.contentDir, from) }, session.tenant.homeDir)
  }

  function stateOf(session: Session, slug: string): LabState {
    const state = session.open.get(slug)?.state
    // Only when the round failed: the engine is away.
    if (!state) throw new DrydockError('engine-away')
    return state
  }

  return {
    async watch(id, { slug, passed, answers, gate = null }) {
      const lab = labOf(slug)
      const session = sessionOf(tenantOf(id))
      session.stirred = Date.now()
      session.gate = gate
      await bringServer(session, lab)
      if (!session.record.labs[slug]) await begin(session, slug, false)
      const mine = session.record.labs[slug]!
      if (!mine.filesCopied) await copyFiles(session, slug, mine, false)
      for (const step of lab.steps) {
        if (passed.includes(step.id)) mine.passed[step.id] ??= Date.now()
        for (const { id: check, check: question } of step.check) {
          const key = answerKey(step.id, check)
          const given = answers[key]
          if (question.type !== 'answer' || given === undefined || mine.answers[key]) continue
          const graded = await grade(question, given, session.docker)
          mine.answers[key] = { ...graded, correct: graded.correct || step.id in mine.passed }
        }
      }
      store.changed(id)
      if (!session.open.has(slug)) session.open.set(slug, {})
      await round(session)
      return stateOf(session, slug)
    },
    async gate(id, gate) {
      const session = sessions.get(tenantOf(id).id)
      if (!session) return
      session.gate = gate
      await round(session)
    },
    async answer(id, { slug, step: stepId, check: checkId, value }) {
      const lab = labOf(slug)
      const session = sessions.get(tenantOf(id).id)
      const mine = session?.record.labs[slug]
      if (!session?.open.has(slug) || !mine) throw new DrydockError('lab-not-open', slug)
      const step = lab.steps.find((s) => s.id === stepId)
      const check = step?.check.find((c) => c.id === checkId)?.check
      if (!step || check?.type !== 'answer') throw new DrydockError('step-unknown', `${stepId}/${checkId}`)
      if (stepId in mine.passed) return stateOf(session, slug)
      if (currentStep(lab, mine, gateOf(session, slug)) !== step)
        throw new DrydockError('bad-input', `${stepId} is locked`)
      mine.answers[answerKey(stepId, checkId)] = await grade(check, value, session.docker)
      store.changed(id)
      await round(session)
      return stateOf(session, slug)
    },
    async reset(id, slug, step) {
      const lab = labOf(slug)
      const session = sessionOf(tenantOf(id))
      const passed = session.record.labs[slug]?.passed ?? {}
      const reached = lab.steps.findIndex((one) => !(one.id in passed))
      const target = lab.steps.findIndex((one) => one.id === step)
      if (step !== undefined && (target < 0 || (reached >= 0 && target > reached)))
        throw new DrydockError('step-unknown', step)
      session.generation++
      session.stirred = Date.now()
      const speak = options.hush?.(session.tenant)
      try {
        await session.settingUp
        await bringServer(session, lab)
        await tenants.clear(id)
        await pause(SETTLE_MS)
        session.record.events.length = 0
        session.record.commands.length = 0
        session.generation++
        forgetHolds(session)
        await begin(session, slug, true)
      } finally {
        speak?.()
      }
      if (!session.open.has(slug)) session.open.set(slug, {})
      await round(session)
      return target > 0 ? this.bring(id, { slug, step: step! }) : stateOf(session, slug)
    },
    async bring(id, { slug, step: target }) {
      const lab = labOf(slug)
      const session = sessions.get(tenantOf(id).id)
      if (!session?.open.has(slug)) throw new DrydockError('lab-not-open', slug)
      const end = lab.steps.findIndex((step) => step.id === target)
      if (end < 0) throw new DrydockError('step-unknown', target)
      const speak = options.hush?.(session.tenant)
      session.bringing = true
      try {
        for (const step of lab.steps.slice(0, end)) await bringPast(session, slug, step)
      } finally {
        session.bringing = false
        speak?.()
      }
      await round(session)
      return stateOf(session, slug)
    },
    async apart(id, work) {
      const session = sessionOf(tenantOf(id))
      const speak = options.hush?.(session.tenant)
      session.apart++
      try {
        return await work()
      } finally {
        await pause(SETTLE_MS)
        session.apart--
        forgetHolds(session)
        speak?.()
        stir(id)
      }
    },
    release(id) {
      const session = sessions.get(id)
      if (!session) return
      session.open.clear()
      clearTimeout(session.poll)
    },
    keep(id) {
      const session = sessionOf(tenantOf(id))
      const { record } = session
      const { events, commands, labs } = structuredClone(record)
      return () => {
        session.generation++
        forgetHolds(session)
        Object.assign(record, structuredClone({ events, commands, labs }))
        store.changed(id)
        stir(id)
      }
    },
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      for (const off of undo) off()
      for (const session of sessions.values()) {
        clearTimeout(session.timer)
        clearTimeout(session.poll)
        clearTimeout(session.retry)
      }
      store.flush()
    },
  }
}

function forgetHolds(session: Session) {
  for (const entry of session.open.values()) delete entry.holds
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
