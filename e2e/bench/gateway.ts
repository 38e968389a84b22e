// What the gateway adds to a call: each call through a tenant's socket beside the same one on the engine's own, in turn.
import { execFile } from 'node:child_process'
import http from 'node:http'
import type { BenchAgent } from './agent.ts'
import { type BareProxy, startBareProxy } from './bare.ts'
import { inTurn, type Line, now, quantile } from './measure.ts'
import { call } from './raw.ts'
import { asFlags, limitsOf } from './same-limits.ts'

const TENANTS = 100
/** So many of them have containers. */
const BUSY_TENANTS = 10
const CONTAINERS = 3
const CALLS = 400
/** An agent that serves a class has long done so many; until then its code is still being compiled. What its first calls take is told, too. */
const WARM_UP = 500
const FIRST_CALLS = 50
const RUNS = 15
const IDLE_TENANTS = 500

type Report = (line: Line) => void
interface Made {
  id: string
  socket: string
}

export async function gateway(agent: BenchAgent, report: Report): Promise<void> {
  const made: Made[] = []
  try {
    await newTenants(agent, made, report)
    const containers = await fill(made.slice(0, BUSY_TENANTS))
    const tenant = made[0] as Made
    const bare = await startBareProxy('calls', agent.engine)
    await calls(agent, bare, tenant, containers[0] as string, report).finally(() => bare.stop())
    await runs(agent, tenant, report)
  } finally {
    await removeAll(agent, made)
  }
}

/** From the wish for a tenant to its first `docker ps`. */
async function newTenants(agent: BenchAgent, made: Made[], report: Report) {
  const times: number[] = []
  for (let at = 0; at < TENANTS; at++) {
    const start = now()
    const tenant = await agent.link.call('tenant.create', { catalog: 'local' })
    await call(tenant.socket, 'GET', '/_ping')
    await call(tenant.socket, 'GET', '/containers/json')
    times.push(now() - start)
    made.push(tenant)
  }
  report({ what: 'new tenant to its first ps, p50', figure: quantile(times, 0.5), unit: 'ms', target: 50 })
}

/** Running containers in the first tenant, created ones in the others. Returns all ids. */
async function fill(tenants: Made[]): Promise<string[]> {
  const ids: string[] = []
  for (const [index, { socket }] of tenants.entries())
    for (let at = 0; at < CONTAINERS; at++) {
      const body = { Image: 'busybox', Cmd: ['sleep', '3600'] }
      const { Id } = await call<{ Id: string }>(socket, 'POST', `/containers/create?name=web${at}`, { body })
      if (index === 0) await call(socket, 'POST', `/containers/${Id}/start`)
      ids.push(Id)
    }
  return ids
}

async function calls(agent: BenchAgent, bare: BareProxy, { id, socket }: Made, container: string, report: Report) {
  // The engine is asked for the same containers, by the label that tells whose they are.
  const own = encodeURIComponent(JSON.stringify({ label: [`drydock.tenant=${id}`] }))
  const asked = [
    ['docker ps -a', `/v1.41/containers/json?all=1&filters=${own}`, '/v1.41/containers/json?all=1'],
    ['docker inspect', `/v1.41/containers/${container}/json`, '/v1.41/containers/web0/json'],
  ] as const
  for (const [name, onEngine, onTenant] of asked)
    for (const kept of [true, false]) {
      const connections = kept ? new http.Agent({ keepAlive: true }) : undefined
      const works = {
        engine: () => call(agent.engine, 'GET', onEngine, { agent: connections }),
        tenant: () => call(socket, 'GET', onTenant, { agent: connections }),
        bare: () => call(bare.socket, 'GET', onEngine, { agent: connections }),
      }
      const how = kept ? 'kept connection' : 'new connections'
      const first = await inTurn(FIRST_CALLS, works)
      report({
        what: `  gateway adds to ${name}, ${how}, first ${FIRST_CALLS}, p50`,
        figure: quantile(first.tenant, 0.5) - quantile(first.engine, 0.5),
        unit: 'ms',
      })
      await inTurn(WARM_UP, works)
      const times = await inTurn(CALLS, works)
      connections?.destroy()
      for (const [label, q, target] of [
        ['p50', 0.5, 1],
        ['p99', 0.99, 5],
      ] as const) {
        const beside = quantile(times.engine, q)
        report({ what: `  ${name}, ${how}, engine, ${label}`, figure: beside, unit: 'ms' })
        report({ what: `  a bare Node proxy adds, ${label}`, figure: quantile(times.bare, q) - beside, unit: 'ms' })
        report({
          what: `gateway adds to ${name}, ${how}, ${label}`,
          figure: quantile(times.tenant, q) - beside,
          unit: 'ms',
          target,
        })
      }
    }
}

/** The docker command, with the limits on the engine's side that the gateway forces on the tenant's. */
async function runs(agent: BenchAgent, { socket }: Made, report: Report) {
  const limits = await limitsOf(agent.engine, socket)
  const command = ['true']
  const works = {
    engine: () => docker(agent.engine, ['run', '--rm', ...asFlags(limits), limits.image, ...command]),
    tenant: () => docker(socket, ['run', '--rm', 'busybox', ...command]),
  }
  await inTurn(1, works)
  const times = await inTurn(RUNS, works)
  report({
    what: 'docker run --rm busybox true, median',
    figure: quantile(times.tenant, 0.5),
    unit: 'ms',
    beside: { what: 'engine', figure: quantile(times.engine, 0.5) },
    target: 1.15,
  })
}

function docker(socket: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('docker', ['-H', `unix://${socket}`, ...args], { timeout: 60_000 }, (error, _out, text) =>
      error ? reject(new Error(`docker ${args[0]}: ${text}`)) : resolve(),
    )
  })
}

/** What an agent holds for a tenant that does nothing. */
export async function tenants(agent: BenchAgent, report: Report): Promise<void> {
  const made: Made[] = []
  try {
    const before = await agent.settledBytes()
    for (let at = 0; at < IDLE_TENANTS; at++) made.push(await agent.link.call('tenant.create', { catalog: 'local' }))
    const after = await agent.settledBytes()
    report({
      what: `agent's memory per idle tenant (of ${IDLE_TENANTS})`,
      figure: (after - before) / IDLE_TENANTS / 1000,
      unit: 'kB',
      target: 100,
    })
  } finally {
    await removeAll(agent, made)
  }
}

/** Removals at a time. */
const AT_ONCE = 8
export async function removeAll(agent: Pick<BenchAgent, 'link'>, made: readonly { id: string }[]): Promise<void> {
  const todo = [...made]
  const worker = async () => {
    for (let one = todo.pop(); one; one = todo.pop())
      // Said, not thrown: it would hide why a section ended.
      await agent.link
        .call('tenant.remove', { tenant: one.id })
        .catch((error) => console.error(`a tenant is left behind: ${error}`))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
