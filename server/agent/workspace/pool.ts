// Tenants made ahead: workspace running, shell at its prompt. The next learner is given one at once.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Log, Tenant, Tenants } from '#server/agent/part.ts'

const PROMPT_MS = 10_000
/** Filling waits this long after a claim, so that it does not compete with the learner who just came. */
const REFILL_MS = 1_500
const RETRY_MS = 15_000
/** Made ahead for a class at the most, beside the usual ones: an idle one costs 4 MiB, and a class that comes at once would wait for each. */
const EXTRA = 50

export interface PoolOptions {
  size: number
  tenants: Tenants
  /** Workspace and one spare shell. Rejects when that can't be had now. */
  prepare: (tenant: Tenant, promptMs: number) => Promise<void>
  /** Remembers who is unclaimed, so that a new agent process goes on with them. */
  file: string
  log: Log
}

export type Pool = ReturnType<typeof createPool>

export function createPool({ size, tenants, prepare, file, log }: PoolOptions) {
  const unclaimed = new Set<string>()
  const ready: Tenant[] = []
  let filling: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let started = false
  let stopped = false
  let wanted = size
  let writing = Promise.resolve()

  function remember(): Promise<void> {
    const now = JSON.stringify([...unclaimed])
    writing = writing
      .then(async () => {
        await writeFile(`${file}.new`, now)
        await rename(`${file}.new`, file)
      })
      .catch((error) => log.warn({ error: String(error) }, 'warm pool not written'))
    return writing
  }

  function fill(): Promise<void> {
    filling ??= fillAll().finally(() => {
      filling = undefined
    })
    return filling
  }

  async function fillAll() {
    while (!stopped && ready.length < wanted) {
      try {
        const kept = [...unclaimed].find((id) => !ready.some((tenant) => tenant.id === id))
        const tenant = (kept && tenants.get(kept)) || (await tenants.create({ catalog: 'remote' }))
        unclaimed.add(tenant.id)
        // Written before it is prepared: an agent that dies in between leaves no tenant behind that nobody knows.
        await remember()
        await prepare(tenant, PROMPT_MS)
        // Claimed or removed while it was prepared.
        if (unclaimed.has(tenant.id)) ready.push(tenant)
      } catch (error) {
        log.warn(
          { error: error instanceof Error ? error.message : String(error) },
          'warm pool not filled, trying again',
        )
        schedule(RETRY_MS)
        return
      }
    }
  }

  /** Fewer are wanted than before: the rest is given back. */
  async function giveBack() {
    while (!stopped && ready.length > wanted) {
      const tenant = ready.pop() as Tenant
      unclaimed.delete(tenant.id)
      await remember()
      await tenants.remove(tenant.id)
    }
  }

  function schedule(ms: number) {
    if (stopped) return
    clearTimeout(timer)
    timer = setTimeout(() => void fill(), ms).unref()
  }

  return {
    /** How many tenants wait for a learner. */
    unclaimed: () => unclaimed.size,
    async start() {
      const kept = await readFile(file, 'utf8').then(
        (text) => z.array(z.string()).parse(JSON.parse(text)),
        () => [],
      )
      for (const id of kept) if (tenants.get(id)) unclaimed.add(id)
      // A smaller pool than last time: the rest is given back.
      for (const id of [...unclaimed].slice(size)) {
        unclaimed.delete(id)
        await tenants.remove(id)
      }
      await remember()
      started = true
      schedule(0)
    },
    /** A prepared tenant, or undefined when there is none at the moment. */
    claim(): Tenant | undefined {
      const tenant = ready.shift()
      if (!tenant) return undefined
      unclaimed.delete(tenant.id)
      void remember()
      schedule(REFILL_MS)
      return tenant
    },
    /** So many are expected soon: as many more are made ready, within bounds. */
    grow(expected: number) {
      wanted = size === 0 ? 0 : size + Math.min(expected, EXTRA)
      if (!started) return
      if (ready.length < wanted) schedule(REFILL_MS)
      else giveBack().catch((error) => log.warn({ error: String(error) }, 'warm pool not made smaller'))
    },
    /** A tenant that is gone, or whose workspace failed, is nobody's to claim. */
    drop(tenant: Tenant) {
      const at = ready.findIndex(({ id }) => id === tenant.id)
      if (at >= 0) ready.splice(at, 1)
      if (unclaimed.delete(tenant.id)) {
        void remember()
        schedule(RETRY_MS)
      }
    },
    holds: (id: string) => unclaimed.has(id),
    /** How many are ready, and how many there should be. */
    /** How many are ready. */
    get ready() {
      return ready.length
    },
    get wanted() {
      return wanted
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await filling?.catch(() => {})
      await writing
    },
  }
}
