// Published ports of one tenant: kept in step with what runs. The engine publishes nothing; the workspace plays the host.
import type { Log, Publish, Tenant, WorkspaceHost } from '../part.ts'
import { PortTaken } from '../part.ts'
import { type Asked, type AskedPort, askedOf } from './asked.ts'
import { EPHEMERAL_PORT_MAX, EPHEMERAL_PORT_MIN } from './limit.ts'
import { EngineError, Refusal } from './refusal.ts'
import type { Upstream } from './upstream.ts'

export interface Ports {
  /** What a container has published now; undefined when it does not run. */
  of(id: string): readonly Publish[] | undefined
  /** Takes the ports before a start. @throws Refusal 500 in the engine's words when one is taken */
  reserve(id: string, name: string, asked: Asked): Promise<void>
  /** Brings ports and relays in line with the container's state, whatever it is. Idempotent. */
  settle(id: string): Promise<void>
  release(id: string): void
}

interface State {
  ports: Publish[]
  address?: string
}

/** Tries for an ephemeral port before giving up. */
const EPHEMERAL_TRIES = 50

export function createPorts(options: {
  tenant: Tenant
  engine: Upstream
  host: WorkspaceHost
  log: Log
  /** Ports as they were before the agent restarted: container id -> ports. */
  remembered: Map<string, Publish[]>
  /** Told after every change, to be written down. */
  changed: (now: Map<string, Publish[]>) => void
}): Ports {
  const { tenant, engine, host, log, remembered, changed } = options
  const states = new Map<string, State>()
  const queues = new Map<string, Promise<unknown>>()

  const inTurn = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const next = (queues.get(id) ?? Promise.resolve()).catch(() => {}).then(work)
    const guarded = next
      .catch(() => {})
      .finally(() => {
        if (queues.get(id) === guarded) queues.delete(id)
      })
    queues.set(id, guarded)
    return next
  }
  const tell = () => changed(new Map([...states].map(([id, state]) => [id, state.ports])))

  const take = async (id: string, asked: AskedPort[]): Promise<void> => {
    if (states.has(id) || asked.length === 0) return
    const before = remembered.get(id)
    remembered.delete(id)
    if (before) {
      try {
        states.set(id, { ports: await host.reserve(tenant, id, before) })
        return tell()
      } catch (error) {
        if (!(error instanceof PortTaken)) throw error
      }
    }
    states.set(id, { ports: await choose(id, asked) })
    tell()
  }

  /** Ranges and "any free port": try one after the other. All of a container's ports are reserved in one call, so the choice is made first. */
  const choose = async (id: string, asked: AskedPort[]): Promise<Publish[]> => {
    const skip = new Set<string>()
    for (let tries = 0; ; tries++) {
      const used = new Set<string>()
      const ports = asked.map((port) => pick(port, skip, used))
      try {
        return await host.reserve(tenant, id, ports)
      } catch (error) {
        if (!(error instanceof PortTaken)) throw error
        const key = keyOf(error.port.hostPort, error.port.proto)
        const flexible = asked.some((port, i) => {
          const chosen = ports[i] as Publish
          return keyOf(chosen.hostPort, chosen.proto) === key && !/^[0-9]+$/.test(port.hostPort)
        })
        if (!flexible || tries >= EPHEMERAL_TRIES) throw error
        skip.add(key)
      }
    }
  }

  const release = (id: string) => {
    if (!states.delete(id)) return
    host.release(tenant, id)
    tell()
  }

  const settle = (id: string): Promise<void> =>
    inTurn(id, async () => {
      let info: Inspected
      try {
        info = await engine.json<Inspected>('GET', { path: `/containers/${id}/json` })
      } catch (error) {
        if (error instanceof EngineError && error.status === 404) return release(id)
        throw error
      }
      const asked = askedOf(info.Config.Labels)
      if (!asked || asked.ports.length === 0) return
      if (!info.State.Running) return release(id)
      const address = Object.values(info.NetworkSettings.Networks).find((network) => network.IPAddress)?.IPAddress
      if (!address) return release(id)
      try {
        await take(id, asked.ports)
      } catch (error) {
        // Started by the engine itself (restart policy) while something else took the port: it runs without it.
        if (!(error instanceof PortTaken)) throw error
        log.warn({ tenant: tenant.id, container: id, port: error.port.hostPort }, 'port taken at an automatic start')
        return
      }
      const state = states.get(id)
      if (!state || state.address === address) return
      await host.open(tenant, id, address)
      state.address = address
    })

  return {
    of: (id) => states.get(id)?.ports,
    release(id) {
      release(id)
      // Its ports may be being taken right now (a restart policy): whoever does that doesn't know yet that it is gone.
      if (queues.has(id))
        settle(id).catch((error) =>
          log.warn({ tenant: tenant.id, container: id, error: String(error) }, 'ports not settled'),
        )
    },
    settle,
    reserve: (id, name, asked) =>
      inTurn(id, async () => {
        try {
          await take(id, asked.ports)
        } catch (error) {
          if (error instanceof PortTaken) throw taken(id, name, error.port)
          throw error
        }
      }),
  }
}

interface Inspected {
  Config: { Labels: Record<string, string> | null }
  State: { Running: boolean }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
}

const keyOf = (port: number, proto: string) => `${port}/${proto}`

function pick(asked: AskedPort, skip: Set<string>, used: Set<string>): Publish {
  const fixed = { hostIp: asked.hostIp, containerPort: asked.containerPort, proto: asked.proto }
  const range = /^([0-9]+)-([0-9]+)$/.exec(asked.hostPort)
  const [low, high] = range
    ? [Number(range[1]), Number(range[2])]
    : asked.hostPort
      ? [Number(asked.hostPort), Number(asked.hostPort)]
      : [EPHEMERAL_PORT_MIN, EPHEMERAL_PORT_MAX]
  for (let port = low; port <= high; port++) {
    const key = keyOf(port, asked.proto)
    if (low !== high && (skip.has(key) || used.has(key))) continue
    used.add(key)
    return { ...fixed, hostPort: port }
  }
  throw new PortTaken({ ...fixed, hostPort: high })
}

function taken(id: string, name: string, port: Publish): Refusal {
  const bind = `Bind for ${port.hostIp || '0.0.0.0'}:${port.hostPort} failed: port is already allocated`
  return new Refusal(500, `driver failed programming external connectivity on endpoint ${name} (${id}): ${bind}`, false)
}
