// The door that every start of a container goes through: how often, how many at a time, how many run, and, where the tenant has no
// control group of its own, how much memory the running ones may take together.
import type { Tenant } from '../part.ts'
import { STARTS_AT_A_TIME, type TenantLimits } from './limit.ts'
import { ownerFilter } from './name.ts'
import { forbidden, tooMany } from './refusal.ts'
import type { Answer } from './rule.ts'
import type { Upstream } from './upstream.ts'

export interface StartGate {
  /** @throws Refusal 403 or 429 that says the limit and what to do */
  pass(id: string, work: () => Promise<Answer>): Promise<Answer>
  /** A container's event told that it runs, or that it does not. True: the engine started it by itself (restart policy). */
  note(id: string, running: boolean): boolean
  /** What runs has to be read from the engine anew (events were missed). */
  forget(): void
}

const MIB = 1024 * 1024

export function createStartGate(options: {
  tenant: Pick<Tenant, 'id'>
  engine: Upstream
  limits: TenantLimits
  /** True where the tenant's control group bounds the memory of all. */
  grouped: () => boolean
}): StartGate {
  const { tenant, engine, limits, grouped } = options
  let tokens = limits.startsBurst
  let filled = performance.now()
  /** Undefined: not known yet. */
  let running: Set<string> | undefined
  /** Those that are about to run. */
  const starting = new Set<string>()
  /** Starts asked for here whose event has not come. */
  const asked = new Map<string, number>()
  let busy = 0
  const waiting: (() => void)[] = []

  const takeToken = () => {
    const now = performance.now()
    tokens = Math.min(limits.startsBurst, tokens + ((now - filled) / 1000) * limits.startsPerSecond)
    filled = now
    if (tokens < 1)
      throw tooMany(
        `Containers were started too often (${limits.startsPerSecond} a second over a longer time is the most on this machine). Wait a few seconds and try again; see with docker ps -a whether something is restarted in a loop.`,
      )
    tokens--
  }

  const read = async () => {
    const list = await engine.json<{ Id: string }[]>('GET', {
      path: '/containers/json',
      query: { filters: JSON.stringify(ownerFilter(tenant.id)) },
    })
    return new Set(list.map(({ Id }) => Id))
  }

  const others = (id: string) => {
    const all = new Set([...(running ?? []), ...starting])
    all.delete(id)
    return all
  }

  /** From the last look on it counts as starting, so two that ask at once do not both take the last place. */
  const checkRunning = async (id: string) => {
    running ??= await read()
    if (running.has(id)) return
    // An event may still be on its way: the engine has the last word before a refusal.
    if (others(id).size >= limits.running) running = await read()
    const count = others(id).size
    if (count >= limits.running)
      throw forbidden(
        `${count} of your containers are running, the most this machine allows is ${limits.running}: stop some with docker stop.`,
      )
  }

  const checkMemory = async (id: string) => {
    if (grouped()) return
    const memoryOf = async (one: string) =>
      (await engine.json<{ HostConfig: { Memory: number } }>('GET', { path: `/containers/${one}/json` })).HostConfig
        .Memory
    const sums = await Promise.all([memoryOf(id), ...[...others(id)].map((one) => memoryOf(one).catch(() => 0))])
    const sum = sums.reduce((all, one) => all + one, 0)
    if (sum > limits.memoryBytes)
      throw forbidden(
        `Your running containers may use ${Math.round(limits.memoryBytes / MIB)} MiB of memory together, and with this one they could use ${Math.round(sum / MIB)} MiB: stop some with docker stop, or give them less with docker run -m 64m.`,
      )
  }

  const turn = () =>
    busy++ < STARTS_AT_A_TIME ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))
  const done = () => {
    busy--
    waiting.shift()?.()
  }

  /** One start that was asked for is over; false when none was. */
  const settle = (id: string): boolean => {
    const count = asked.get(id) ?? 0
    if (count > 1) asked.set(id, count - 1)
    else asked.delete(id)
    return count > 0
  }

  return {
    async pass(id, work) {
      takeToken()
      await turn()
      try {
        await checkRunning(id)
        starting.add(id)
        asked.set(id, (asked.get(id) ?? 0) + 1)
        try {
          await checkMemory(id)
          const answer = await work()
          // It ran already, so no event comes.
          if ('status' in answer && answer.status === 304) settle(id)
          running?.add(id)
          return answer
        } catch (error) {
          settle(id)
          throw error
        } finally {
          starting.delete(id)
        }
      } finally {
        done()
      }
    },
    note(id, runs) {
      if (!runs) {
        running?.delete(id)
        return false
      }
      running?.add(id)
      return !settle(id)
    },
    forget() {
      running = undefined
      asked.clear()
    },
  }
}
