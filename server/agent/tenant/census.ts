// What all tenants have on the engine, counted in one call.
import { OWNER_LABEL } from '#server/agent/gateway/name.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import type { Tenant } from '#server/agent/part.ts'

/** Containers by state, as the engine names it: running, exited, … */
export type Counted = Record<string, number>

/** By tenant id; those without containers are not in it. */
export async function countContainers(engine: Upstream, tenants: Tenant[]): Promise<Map<string, Counted>> {
  // Another instance may use the same engine.
  const own = new Set(tenants.map(({ id }) => id))
  const list = await engine.json<{ State: string; Labels: Record<string, string> }[]>('GET', {
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify({ label: [OWNER_LABEL] }) },
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

export function sumOf(all: Iterable<Counted>): Counted {
  const sum: Counted = {}
  for (const states of all)
    for (const [state, number] of Object.entries(states)) sum[state] = (sum[state] ?? 0) + number
  return sum
}
