// The error coach: watches what fails on a tenant's host and explains it with a card, once per cause.
import Dockerode from 'dockerode'
import type { Log, Tenant, Tenants, Undo } from '#server/agent/part.ts'
import type { ApiCall, CoachCard, DockerEvent, ShellCommand } from '#server/protocol/lab.ts'
import { signatures } from './catalog.ts'
import { readEnd, readSurroundings } from './look.ts'
import { type Finding, findCall, findCommand, findEnd } from './match.ts'
import { fill, fillText, isFilled } from './signature.ts'

/** Cards kept per tenant. */
const CARDS_MAX = 50
/** One cause, seen from several sides (API answer, end of the container, CLI output), makes one card. ms */
const SAME_CAUSE_MS = 5_000
/** After hush: ends of containers and calls that were under way still come in. ms */
const HUSH_TAIL_MS = 1_000
/** Characters of the engine's line. */
const LINE_MAX = 500

export interface Coach {
  onCard(listener: (tenant: Tenant, card: CoachCard) => void): Undo
  /** Oldest first. */
  cards(tenant: string): CoachCard[]
  /** No cards from calls and containers until undone: something is being done in the learner's name. */
  hush(tenant: Tenant): Undo
  /** Resolves when nothing that has happened so far can lead to a card any more. */
  settled(tenant: string): Promise<void>
  /** Speaks again at once, even of what was just explained. For trying labs out. */
  forget(tenant: string): void
  close(): void
}

interface Pupil {
  tenant: Tenant
  docker: Dockerode
  cards: CoachCard[]
  n: number
  /** One for each that asked for silence, until its tail is over. */
  hushed: Set<symbol>
  /** Reading what the host says of a possible cause. */
  looking: Set<Promise<void>>
  /** Cause -> when it was last seen. */
  seen: Map<string, number>
  /** Command lines that run now or ended a moment ago. */
  last?: { line: string; time: number; ended?: number }
  oom: Set<string>
}

export function createCoach(options: {
  tenants: Tenants
  commands: (listener: (tenant: Tenant, command: ShellCommand) => void) => Undo
  log: Log
}): Coach {
  const { tenants, log } = options
  const pupils = new Map<string, Pupil>()
  const listeners = new Set<(tenant: Tenant, card: CoachCard) => void>()

  function pupilOf(tenant: Tenant): Pupil {
    let pupil = pupils.get(tenant.id)
    if (!pupil) {
      const docker = new Dockerode({ socketPath: tenant.internalSocketPath })
      pupil = {
        tenant,
        docker,
        cards: [],
        n: 0,
        hushed: new Set(),
        looking: new Set(),
        seen: new Map(),
        oom: new Set(),
      }
      pupils.set(tenant.id, pupil)
    }
    return pupil
  }

  const undo = [
    tenants.onCall((tenant, call) => onCall(pupilOf(learnerOf(tenant)), call)),
    tenants.onEvent((tenant, event) => onEvent(pupilOf(learnerOf(tenant)), event, tenant)),
    options.commands((tenant, command) => onCommand(pupilOf(tenant), command)),
    tenants.onRemove((tenant) => pupils.delete(tenant.id)),
  ]

  /** What happens on a learner's server is told to the learner. */
  const learnerOf = (tenant: Tenant) =>
    (tenant.serverOf === undefined ? undefined : tenants.get(tenant.serverOf)) ?? tenant

  function onCall(pupil: Pupil, call: ApiCall) {
    if (pupil.hushed.size === 0) tell(pupil, findCall(signatures, call))
  }

  function onEvent(pupil: Pupil, event: DockerEvent, where: Tenant) {
    if (event.kind !== 'container') return
    if (event.action === 'oom') pupil.oom.add(event.id)
    if (event.action === 'destroy') pupil.oom.delete(event.id)
    if (event.action !== 'die' || pupil.hushed.size > 0) return
    const oom = pupil.oom.delete(event.id)
    look(pupil, async () => {
      const docker = where === pupil.tenant ? pupil.docker : new Dockerode({ socketPath: where.internalSocketPath })
      const end = await readEnd(docker, event, oom)
      return end && findEnd(signatures, end)
    })
  }

  function onCommand(pupil: Pupil, command: ShellCommand) {
    const now = Date.now()
    if (command.exit === undefined) {
      pupil.last = { line: command.line, time: now }
      return
    }
    pupil.last = { line: command.line, time: command.time, ended: now }
    // Typed by the learner, always: what is done in their name has no terminal.
    look(pupil, async () => {
      const local = findCommand(signatures, command)
      if (local !== 'ask') return local
      return findCommand(signatures, command, await readSurroundings(pupil.docker))
    })
  }

  function look(pupil: Pupil, read: () => Promise<Finding | 'ask' | undefined>) {
    const looking = read()
      .then((finding) => {
        if (finding !== 'ask') tell(pupil, finding)
      })
      .catch((error: unknown) =>
        log.warn({ tenant: pupil.tenant.id, error: String(error) }, 'the coach could not look'),
      )
      .finally(() => pupil.looking.delete(looking))
    pupil.looking.add(looking)
  }

  function tell(pupil: Pupil, finding: Finding | undefined) {
    if (!finding || !pupils.has(pupil.tenant.id)) return
    const { signature, values } = finding
    const now = Date.now()
    for (const [cause, time] of pupil.seen) if (now - time > SAME_CAUSE_MS) pupil.seen.delete(cause)
    const repeated = finding.causes.some((cause) => pupil.seen.has(cause))
    for (const cause of finding.causes) pupil.seen.set(cause, now)
    if (repeated) return
    const card: CoachCard = {
      n: ++pupil.n,
      time: now,
      signature: signature.id,
      line: finding.line.slice(0, LINE_MAX),
      title: fillText(signature.title, values),
      meaning: fillText(signature.meaning, values),
      evidence: signature.evidence
        .map(({ command, why }) => ({ command: fill(command, values), why: fillText(why, values) }))
        .filter(({ command }) => isFilled(command)),
    }
    const command = pupil.last && (pupil.last.ended === undefined || now - pupil.last.ended < SAME_CAUSE_MS)
    if (command) card.command = pupil.last!.line
    pupil.cards.push(card)
    if (pupil.cards.length > CARDS_MAX) pupil.cards.shift()
    for (const listener of listeners) listener(pupil.tenant, card)
  }

  return {
    onCard(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    cards: (tenant) => [...(pupils.get(tenant)?.cards ?? [])],
    hush(tenant) {
      const pupil = pupilOf(tenant)
      const asked = Symbol()
      pupil.hushed.add(asked)
      return () => void setTimeout(() => pupil.hushed.delete(asked), HUSH_TAIL_MS).unref()
    },
    async settled(tenant) {
      await Promise.all(pupils.get(tenant)?.looking ?? [])
    },
    forget(tenant) {
      const pupil = pupils.get(tenant)
      pupil?.hushed.clear()
      pupil?.seen.clear()
    },
    close() {
      for (const off of undo) off()
      listeners.clear()
    },
  }
}
