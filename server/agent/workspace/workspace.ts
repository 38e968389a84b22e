// The workspaces of all tenants: made, started, watched, started again when they die.
import { createDefaultNetwork } from '#server/agent/gateway/default-network.ts'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { Catalog, Log, Tenant, Undo } from '#server/agent/part.ts'
import {
  SERVER_NAME,
  SHELLS,
  SHELLS_BY_ENGINE,
  SHELLS_LABEL,
  WORKSPACE_LABEL,
  workspaceName,
  workspaceSpec,
} from '#server/agent/workspace/spec.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { WorkspaceState } from '#server/protocol/lab.ts'

/** A workspace that dies more often than this within DEATHS_MS stays down until it is opened again. */
const DEATHS = 5
const DEATHS_MS = 60_000
const RESTART_MS = 200
const EVENTS_RETRY_MS = 1_000

export interface Running {
  container: string
  /** Differs after every start. */
  boot: string
  /** Process 1 of it, in the engine's pid namespace. */
  pid: number
  /** On the tenant's default network. */
  address: string
  /** Its first process starts shells. */
  starter: boolean
}

interface Place {
  tenant: Tenant
  state: WorkspaceState
  running?: Running
  opening?: Promise<Running>
  /** Times of its last deaths, ms. */
  deaths: number[]
}

interface Inspected {
  Id: string
  Image: string
  Config: { Labels: Record<string, string> }
  State: { Running: boolean; Pid: number; StartedAt: string }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
}

export interface WorkspacesOptions {
  engine: Upstream
  catalog: Pick<Catalog, 'ready'>
  log: Log
}

export type Workspaces = ReturnType<typeof createWorkspaces>

export function createWorkspaces({ engine, catalog, log }: WorkspacesOptions) {
  const places = new Map<string, Place>()
  const onState = new Set<(tenant: Tenant, state: WorkspaceState, running?: Running) => void>()
  const ending = new AbortController()
  /** What is being ended; who opens it meanwhile waits, and finds it ended and not half of it. */
  const resting = new Map<string, Promise<void>>()

  function set(place: Place, state: WorkspaceState, running?: Running) {
    place.state = state
    place.running = running
    for (const tell of onState) tell(place.tenant, state, running)
  }

  const inspect = async (tenant: Tenant): Promise<Inspected | undefined> => {
    try {
      return await engine.json<Inspected>('GET', { path: `/containers/${segment(workspaceName(tenant.id))}/json` })
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return undefined
      throw error
    }
  }

  const runningOf = ({ Id, Config, State, NetworkSettings }: Inspected): Running => ({
    container: Id,
    boot: State.StartedAt,
    pid: State.Pid,
    address: Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '',
    starter: Config.Labels[SHELLS_LABEL] === SHELLS,
  })

  async function make(tenant: Tenant): Promise<Running> {
    const image = await catalog.ready('workspace')
    let found = await inspect(tenant)
    const reached = [SHELLS, SHELLS_BY_ENGINE].includes(found?.Config.Labels[SHELLS_LABEL] ?? '')
    if (found?.State.Running && reached) return runningOf(found)
    // One that is made already is kept as it was left, unless the image is a newer one.
    if (found && (found.Image !== image.id || !reached)) {
      if (found.State.Running)
        log.info({ tenant: tenant.id }, 'Workspace is made anew: an earlier Drydock kept its shells another way')
      await engine.json('DELETE', { path: `/containers/${found.Id}`, query: { force: true } })
      found = undefined
    }
    if (!found) await createContainer(tenant, image.id)
    try {
      await start(tenant)
    } catch (error) {
      // Left from another time: its network or a mount is not there any more.
      if (!found) throw error
      await engine.json('DELETE', { path: `/containers/${found.Id}`, query: { force: true } })
      await createContainer(tenant, image.id)
      await start(tenant)
    }
    const made = await inspect(tenant)
    if (!made?.State.Running) throw new Error('the workspace ended as soon as it was started')
    return runningOf(made)
  }

  async function createContainer(tenant: Tenant, image: string) {
    const network = createDefaultNetwork(tenant, engine)
    // The engine looks for the network when the container starts, so both are made at the same time.
    await Promise.all([
      network.ensure(),
      engine.json('POST', {
        path: '/containers/create',
        query: { name: workspaceName(tenant.id) },
        body: workspaceSpec(tenant, image, network.name),
      }),
    ])
    if (tenant.serverOf) await joinLearner(tenant, tenant.serverOf)
  }

  /** A server is reached from its learner's workspace by a name. */
  async function joinLearner(server: Tenant, learner: string) {
    const { name } = await createDefaultNetwork({ id: learner }, engine).ensure()
    await engine.json('POST', {
      path: `/networks/${segment(name)}/connect`,
      body: { Container: workspaceName(server.id), EndpointConfig: { Aliases: [SERVER_NAME] } },
    })
  }

  const start = (tenant: Tenant) =>
    engine.json('POST', { path: `/containers/${segment(workspaceName(tenant.id))}/start` })

  function open(tenant: Tenant): Promise<Running> {
    const place = places.get(tenant.id) ?? { tenant, state: { state: 'starting', since: Date.now() }, deaths: [] }
    places.set(tenant.id, place)
    if (place.running) return Promise.resolve(place.running)
    if (!place.opening) {
      set(place, { state: 'starting', since: Date.now() })
      place.opening = (resting.get(tenant.id) ?? Promise.resolve())
        .then(() => make(tenant))
        .then((running) => {
          set(place, { state: 'ready' }, running)
          return running
        })
        .catch((error) => {
          const detail = error instanceof Error ? error.message : String(error)
          log.error({ tenant: tenant.id, error: detail }, 'workspace not started')
          set(place, { state: 'failed', error: detail })
          if (error instanceof DrydockError) throw error
          // An engine that is being restarted: the workspace is as good as it was.
          throw new DrydockError(
            error instanceof EngineError && error.status === 503 ? 'engine-away' : 'workspace-failed',
            detail,
          )
        })
        .finally(() => {
          place.opening = undefined
        })
    }
    return place.opening
  }

  // ---------------------------------------------------------------- deaths
  function died(id: string) {
    const place = places.get(id)
    if (!place?.running || ending.signal.aborted) return
    const now = Date.now()
    place.deaths = [...place.deaths.filter((time) => now - time < DEATHS_MS), now]
    if (place.deaths.length > DEATHS) {
      set(place, { state: 'failed', error: `it ended ${place.deaths.length} times within a minute` })
      place.deaths = []
      return
    }
    set(place, { state: 'starting', since: now })
    setTimeout(() => {
      if (places.get(id) === place && !ending.signal.aborted) open(place.tenant).catch(() => {})
    }, RESTART_MS * place.deaths.length)
  }

  async function watch() {
    const filters = JSON.stringify({ type: ['container'], event: ['die'], label: [WORKSPACE_LABEL] })
    while (!ending.signal.aborted) {
      try {
        const { stream } = await engine.stream('GET', { path: '/events', query: { filters }, signal: ending.signal })
        // What ended while nobody listened.
        await Promise.all([...places.values()].map(check))
        let rest = ''
        for await (const chunk of stream) {
          const lines = (rest + chunk).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) {
            const event = JSON.parse(line) as { Actor: { ID: string; Attributes: Record<string, string> } }
            const tenant = event.Actor.Attributes[WORKSPACE_LABEL]
            const place = tenant === undefined ? undefined : places.get(tenant)
            if (place?.running?.container === event.Actor.ID) await check(place)
          }
        }
      } catch (error) {
        if (!ending.signal.aborted) log.warn({ error: String(error) }, 'engine events interrupted')
      }
      if (!ending.signal.aborted) await new Promise((done) => setTimeout(done, EVENTS_RETRY_MS))
    }
  }

  async function check(place: Place) {
    if (!place.running || place.opening) return
    const found = await inspect(place.tenant).catch(() => null)
    if (found === null) return
    if (!found?.State.Running) died(place.tenant.id)
    else if (found.State.StartedAt !== place.running.boot) set(place, { state: 'ready' }, runningOf(found))
  }

  return {
    open,
    state: (tenant: Tenant): WorkspaceState | undefined => places.get(tenant.id)?.state,
    running: (tenant: Tenant): Running | undefined => places.get(tenant.id)?.running,
    /** `running` is there in the state `ready` only. */
    onState(listener: (tenant: Tenant, state: WorkspaceState, running?: Running) => void): Undo {
      onState.add(listener)
      return () => onState.delete(listener)
    },
    /** Takes up what runs already for these tenants, then follows the engine's events. */
    async start(tenants: Tenant[]) {
      const filters = JSON.stringify({ label: [WORKSPACE_LABEL], status: ['running'] })
      const list = await engine.json<{ Labels: Record<string, string> }[]>('GET', {
        path: '/containers/json',
        query: { filters },
      })
      const running = new Set(list.map(({ Labels }) => Labels[WORKSPACE_LABEL]))
      await Promise.all(tenants.filter(({ id }) => running.has(id)).map((tenant) => open(tenant).catch(() => {})))
      void watch()
    },
    /** From now on it is not started again by itself, only when it is opened. `end` ends its container. Rejects as `end` does. */
    async rest(tenant: Tenant, end: () => Promise<void>) {
      const place = places.get(tenant.id)
      await place?.opening?.catch(() => {})
      if (place) set(place, { state: 'resting' })
      const ended = end()
      const over = ended.catch(() => {})
      resting.set(tenant.id, over)
      await over
      if (resting.get(tenant.id) === over) resting.delete(tenant.id)
      await ended
    },
    async remove(tenant: Tenant) {
      await places.get(tenant.id)?.opening?.catch(() => {})
      places.delete(tenant.id)
      await engine
        .json('DELETE', { path: `/containers/${segment(workspaceName(tenant.id))}`, query: { force: true, v: true } })
        .catch((error) => {
          if (!(error instanceof EngineError) || error.status !== 404) throw error
        })
    },
    stop() {
      ending.abort()
    },
  }
}
