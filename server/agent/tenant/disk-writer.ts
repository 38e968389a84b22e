// Ends what fills the disk: the containers that write to a part of it, or the process that has written most in the workspace.
import { closeSync, constants, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { OWNER_LABEL, ownerFilter } from '#server/agent/gateway/name.ts'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import { type Freezer, unwedged } from '#server/agent/gateway/wedge.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { DiskPart } from './disk-measure.ts'

interface Running {
  Id: string
  Labels: Record<string, string>
  Mounts: { Type: string; Name?: string }[]
}

export function createWriterStop(options: {
  engine: Upstream
  workspaceOf: (tenant: Tenant) => string | undefined
  freezerOf: (tenant: Tenant) => Freezer
  /** A learner's container was ended: its inspect says why. */
  onStopped: (tenant: Tenant, container: string, reason: string) => void
}) {
  const { engine, workspaceOf, freezerOf, onStopped } = options

  return async (tenant: Tenant, part: DiskPart, reason: string): Promise<void> => {
    const running = (
      await engine.json<Running[]>('GET', {
        path: '/containers/json',
        query: { filters: JSON.stringify(ownerFilter(tenant.id)) },
      })
    ).filter(({ Labels }) => Labels[OWNER_LABEL] === tenant.id)
    const writes = ({ Id, Mounts }: Running) => {
      if (part.kind === 'container') return Id === part.id
      if (part.kind === 'volume') return Mounts.some(({ Name }) => Name === part.id)
      return part.kind === 'home' && Mounts.some(({ Type }) => Type === 'bind')
    }
    const writers = running.filter(writes)
    for (const { Id } of writers) {
      onStopped(tenant, Id, reason)
      await endContainer(engine, Id, freezerOf(tenant))
    }
    const workspace = workspaceOf(tenant)
    const inShell = part.kind === 'workspace' || (part.kind === 'home' && writers.length === 0)
    if (workspace && inShell) endBusiest(await pidsOf(workspace), reason)
  }

  /** Process ids on the machine, without the container's first. */
  async function pidsOf(id: string): Promise<number[]> {
    const top = await engine.json<{ Processes: string[][] }>('GET', {
      path: `/containers/${segment(id)}/top`,
      query: { ps_args: '-eo pid' },
    })
    return top.Processes.map(([pid]) => Number(pid)).slice(1)
  }
}

const END_TRIES = 20
const END_RETRY_MS = 500

/**
 * For good: a restart policy would only start it again. The engine refuses to change the policy of a container that it is just starting
 * or ending, and puts the old one back; one that stands still takes it. Frozen or wedged (gateway/wedge.ts), it would hold up whoever ends it.
 */
export async function endContainer(engine: Upstream, id: string, freezer: Freezer): Promise<void> {
  const path = `/containers/${segment(id)}`
  const stop = () => unwedged(freezer, id, engine.json('POST', { path: `${path}/stop`, query: { t: 0 } })).catch(gone)
  for (let tries = 1; ; tries++) {
    await stop()
    try {
      await engine.json('POST', { path: `${path}/update`, body: { RestartPolicy: { Name: 'no' } } })
      // It may have been started in between.
      return void (await stop())
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return
      if (tries >= END_TRIES) throw error
    }
    await sleep(END_RETRY_MS)
  }
}

const gone = (error: unknown) => {
  if (!(error instanceof EngineError && (error.status === 404 || error.status === 409 || error.status === 304)))
    throw error
}

/** Every process has written a little. */
const WRITER_MIN_BYTES = 1024 * 1024

const written = (pid: number): number => {
  try {
    return Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function endBusiest(pids: readonly number[], reason: string): void {
  const [busiest] = pids.map((pid) => ({ pid, bytes: written(pid) })).sort((a, b) => b.bytes - a.bytes)
  if (!busiest || busiest.bytes < WRITER_MIN_BYTES) return
  say(busiest.pid, reason)
  try {
    process.kill(busiest.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** On the terminal that the process complains on, if it has one. The descriptor's link leads to the very terminal, by no path. */
function say(pid: number, text: string): void {
  const link = `/proc/${pid}/fd/2`
  try {
    if (!/^\/dev\/pts\/\d+$/.test(readlinkSync(link))) return
    const terminal = openSync(link, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    writeSync(terminal, `\r\n${text}\r\n`)
    closeSync(terminal)
  } catch {
    // It has ended, or its terminal is full.
  }
}
