// What all tenants have on the engine, counted in few calls.
import { OWNER_LABEL } from '#server/agent/gateway/name.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import type { Tenant } from '#server/agent/part.ts'

/** Containers by state, as the engine names it: running, exited, … */
export type Counted = Record<string, number>

const filters = JSON.stringify({ label: [OWNER_LABEL] })

/** By tenant id; those without containers are not in it. */
export async function countContainers(engine: Upstream, tenants: Tenant[]): Promise<Map<string, Counted>> {
  // Another instance may use the same engine.
  const own = new Set(tenants.map(({ id }) => id))
  const list = await engine.json<{ State: string; Labels: Record<string, string> }[]>('GET', {
    path: '/containers/json',
    query: { all: true, filters },
  })
  const counted = new Map<string, Counted>()
  for (const { State, Labels } of list) {
    const owner = Labels[OWNER_LABEL] ?? ''
    if (!own.has(owner)) continue
    const states = counted.get(owner) ?? {}
    states[State] = (states[State] ?? 0) + 1
    counted.set(owner, states)
  }
  return counted
}

/** By tenant id, as above. */
export async function countVolumes(engine: Upstream): Promise<Map<string, number>> {
  const { Volumes } = await engine.json<{ Volumes: { Labels: Record<string, string> | null }[] | null }>('GET', {
    path: '/volumes',
    query: { filters },
  })
  const counted = new Map<string, number>()
  for (const { Labels } of Volumes ?? []) {
    const owner = Labels?.[OWNER_LABEL] ?? ''
    counted.set(owner, (counted.get(owner) ?? 0) + 1)
  }
  return counted
}

export function sumOf(all: Iterable<Counted>): Counted {
  const sum: Counted = {}
  for (const states of all)
    for (const [state, number] of Object.entries(states)) sum[state] = (sum[state] ?? 0) + number
  return sum
}
