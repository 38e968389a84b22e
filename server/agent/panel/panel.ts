// The Docker panel's part of the agent: a client of each tenant's own gateway, so that the journal, the checks, the coach and the
// events see what is done with buttons as they see what is typed.
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { createUpstream, type Upstream } from '#server/agent/gateway/upstream.ts'
import { createLooker } from '#server/agent/look/look.ts'
import type { Tenant, Tenants } from '#server/agent/part.ts'
import type { Connection, Handlers } from '#server/agent/rpc.ts'
import type { DockerPart } from '#server/protocol/docker.ts'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import { act, inspect } from './act.ts'
import { type Following, follow } from './follow.ts'

/** Streams of one connection, which is a web's: all its learners'. */
const FOLLOWS_MAX = 2_000
/** One object, as JSON text. */
const INSPECT_MAX_BYTES = 1024 * 1024

type PanelMethods =
  | 'docker.act'
  | 'docker.inspect'
  | 'docker.look'
  | 'docker.follow'
  | 'docker.taken'
  | 'docker.unfollow'

interface PanelOptions {
  /** @throws DrydockError tenant-unknown, engine-away */
  tenantOf(id: string): Tenant
  /** The learner has done something. */
  touch(id: string): void
  onEvent: Tenants['onEvent']
}

export function createPanelHandlers({ tenantOf, touch, onEvent }: PanelOptions): Pick<Handlers, PanelMethods> {
  const hosts = new WeakMap<Tenant, Upstream>()
  const lookers = new WeakMap<Tenant, ReturnType<typeof lookerFor>>()
  const follows = new WeakMap<Connection, Map<string, Following>>()

  const hostOf = (id: string): Upstream => {
    const tenant = tenantOf(id)
    touch(id)
    const host = hosts.get(tenant) ?? createUpstream(tenant.socketPath)
    hosts.set(tenant, host)
    return host
  }
  /** Figures move by themselves: they are no sign of the learner, and no calls in the journal. */
  const lookerOf = (id: string) => {
    const tenant = tenantOf(id)
    const looker = lookers.get(tenant) ?? lookerFor(tenant)
    lookers.set(tenant, looker)
    return looker
  }
  const onUpdate = (id: string, listener: () => void) =>
    onEvent((tenant, { kind, action }) => {
      if (tenant.id === id && kind === 'container' && action === 'update') listener()
    })
  const followsOf = (connection: Connection) => {
    const known = follows.get(connection)
    if (known) return known
    const own = new Map<string, Following>()
    follows.set(connection, own)
    connection.onClose(() => {
      for (const one of own.values()) one.stop()
      own.clear()
    })
    return own
  }

  return {
    'docker.act': ({ tenant, action }) => act(hostOf(tenant), action).catch(refused),
    'docker.inspect': async ({ tenant, kind, id }) => {
      const text = await inspect(hostOf(tenant), kind, id).catch(refused)
      if (text.length > INSPECT_MAX_BYTES) throw new DrydockError('docker-refused', `over ${INSPECT_MAX_BYTES} bytes`)
      return { text }
    },
    'docker.look': ({ tenant, look }) => lookerOf(tenant).look(look).catch(refused),
    'docker.follow': ({ tenant, key, what }, connection) => {
      const own = followsOf(connection)
      if (own.has(key)) throw new DrydockError('bad-input', `${key} is in use`)
      if (own.size >= FOLLOWS_MAX) throw new DrydockError('stream-limit')
      const host = what.kind === 'gauge' ? lookerOf(tenant).host : hostOf(tenant)
      return {
        value: {},
        after() {
          const tell = (part: DockerPart) => {
            if (part.kind === 'end') own.delete(key)
            connection.event('docker.part', { key, part })
          }
          own.set(key, follow({ host, what, tell, onUpdate: (listener) => onUpdate(tenant, listener), problem }))
        },
      }
    },
    'docker.taken': ({ key }, connection) => {
      // One that ended meanwhile has nothing to be told.
      follows.get(connection)?.get(key)?.taken()
      return {}
    },
    'docker.unfollow': ({ key }, connection) => {
      follows.get(connection)?.get(key)?.stop()
      follows.get(connection)?.delete(key)
      return {}
    },
  }
}

function lookerFor(tenant: Tenant) {
  const host = createUpstream(tenant.internalSocketPath)
  return { host, look: createLooker(host) }
}

/** The engine's (or the gateway's) own sentence goes along; an engine that is away is no refusal. */
function problem(error: unknown): { error: ErrorId; detail: string } {
  if (error instanceof DrydockError) return { error: error.id, detail: error.detail ?? '' }
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof EngineError) return { error: error.status === 503 ? 'engine-away' : 'docker-refused', detail }
  return { error: 'internal', detail }
}

function refused(error: unknown): never {
  if (!(error instanceof EngineError)) throw error
  const { error: id, detail } = problem(error)
  throw new DrydockError(id, detail)
}
