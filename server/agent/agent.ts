// The agent put together: engine, catalog, class registry, tenants with their gateways, workspaces, terminals, labs, and the door for the web.
import { readFileSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { loadContent } from '#content/load.ts'
import { type ContentWatch, watchContent } from '#content/watch.ts'
import { createAdmin } from '#server/agent/admin.ts'
import { createFaults, type Faults } from '#server/agent/check/fault.ts'
import { createLabs, type Labs } from '#server/agent/check/lab.ts'
import { type Coach, createCoach } from '#server/agent/coach/coach.ts'
import { createEngine } from '#server/agent/engine/engine.ts'
import { createUpstream } from '#server/agent/gateway/upstream.ts'
import { createHandlers } from '#server/agent/handler.ts'
import { createCatalog } from '#server/agent/image/catalog.ts'
import { createAgentMetrics } from '#server/agent/metric.ts'
import type { Log, Tenant } from '#server/agent/part.ts'
import { createRegistry } from '#server/agent/registry/registry.ts'
import { createRegistryPage, heldBy } from '#server/agent/registry/view.ts'
import { createRpc } from '#server/agent/rpc.ts'
import { createActivity } from '#server/agent/tenant/activity.ts'
import { countContainers, sumOf } from '#server/agent/tenant/census.ts'
import { createLearners } from '#server/agent/tenant/learner.ts'
import { createTenants } from '#server/agent/tenant/tenant.ts'
import { createTerminals } from '#server/agent/terminal/terminal.ts'
import { createViews, type Views } from '#server/agent/view/view.ts'
import { createVms } from '#server/agent/vm/vm.ts'
import { createAdmission } from '#server/agent/workspace/admission.ts'
import { createBreaker } from '#server/agent/workspace/breaker.ts'
import { leaveNetworks, stopContainers } from '#server/agent/workspace/end.ts'
import { createHost } from '#server/agent/workspace/host.ts'
import { memoryFree } from '#server/agent/workspace/memory.ts'
import { createPool } from '#server/agent/workspace/pool.ts'
import { runLines } from '#server/agent/workspace/run.ts'
import { STUDENT } from '#server/agent/workspace/spec.ts'
import { createStartGate } from '#server/agent/workspace/start-gate.ts'
import { createWorkspaces } from '#server/agent/workspace/workspace.ts'
import type { Env } from '#server/env.ts'
import { DrydockError } from '#server/protocol/error.ts'
import type { Health } from '#server/protocol/lab.ts'

const HEALTH_COALESCE_MS = 50
const HEALTH_TICK_MS = 10_000
const RETRY_MS = 3_000
/** With less than this the machine takes in nobody: those who are here would lose their containers. */
const MEMORY_FLOOR_BYTES = 256 * 1024 * 1024
/** What a lab at work takes, with its learner's containers; kept free for each place that a class holds. */
const MEMORY_LAB_BYTES = 64 * 1024 * 1024

export interface Agent {
  /** Resolves when the web can connect. Engine, catalog and tenants come up behind it; health says how far. */
  start(): Promise<void>
  /** Resolves when learners can be served. Rejects when stopped before. */
  ready(): Promise<void>
  health(): Health
  /** The parts themselves, for the stage that tries labs out. @throws DrydockError engine-away before ready */
  parts(): { tenants: ReturnType<typeof createTenants>; coach: Coach; labs: Labs }
  /** `engine`: end all containers and a private engine, too. Homes, volumes and stopped containers stay. */
  stop(options: { engine: boolean }): Promise<void>
}

export function createAgent({ env, log }: { env: Env; log: Log }): Agent {
  const version = (JSON.parse(readFileSync(join(env.root, 'package.json'), 'utf8')) as { version: string }).version
  const engine = createEngine({ env, log })
  const metrics = createAgentMetrics(async () => {
    const { state: engineState, problem } = engine.health()
    const own = tenants.list()
    return {
      tenants: learners.all().length,
      warmTenants: pool.unclaimed(),
      waiting: admission.waiting(),
      held: admission.held(),
      breaker: breaker.view(),
      ...terminals.figures(),
      queuedBytes: rpc.queued(),
      engineUp: engineState === 'ok',
      diskLow: problem === 'disk-low',
      diskWarn: problem === 'disk-warn',
      disk,
      containers: await countContainers(api, own).then(
        (counted) => sumOf(counted.values()),
        () => undefined,
      ),
    }
  })
  const api = createUpstream(engine.socketPath, metrics.engineCall)
  const catalog = createCatalog({ env, engine, log })
  const workspaces = createWorkspaces({ engine: api, catalog, log })
  const host = createHost({ engine, workspaces, bindDir: join(env.runDir, 'bind'), log })
  const registry = createRegistry({ home: env.home, api, engine, catalog, log })
  const tenants = createTenants({
    limits: env.tenant,
    runtime: env.runtime,
    home: env.home,
    runDir: env.runDir,
    engine,
    catalog,
    registry,
    host,
    timed: metrics.engineCall,
    log,
  })
  const terminals = createTerminals({
    engine: api,
    workspaceOf: workspaces.running,
    owner: () => ({ uid: engine.idBase.uid + STUDENT, gid: engine.idBase.gid + STUDENT }),
    dir: join(env.home, 'terminal'),
    log,
  })
  const startGate = createStartGate()
  const pool = createPool({
    size: env.warmPool,
    tenants,
    file: join(env.home, 'warm-pool.json'),
    async prepare(tenant, promptMs) {
      // Not beside those who wait for theirs already.
      await startGate.quiet()
      await workspaces.open(tenant)
      if (!terminals.hasSpare(tenant)) await terminals.spare(tenant, promptMs)
    },
    log,
  })
  const vms = createVms({
    engine: api,
    catalog,
    dir: join(env.home, 'vm'),
    slots: env.vmSlots,
    watched: (tenant) => rpc.watched(tenant),
    log,
  })
  const learners = createLearners({ tenants, pool, workspaces })
  const activity = createActivity()
  const admission = createAdmission({
    max: env.maxLabs,
    running: () => learners.running().map(({ id }) => id),
    memoryFor: async () => Math.max(0, Math.floor(((await memoryFree()) - MEMORY_FLOOR_BYTES) / MEMORY_LAB_BYTES)),
    hasMemory: async (held) => (await memoryFree()) >= MEMORY_FLOOR_BYTES + held * MEMORY_LAB_BYTES,
  })
  const breaker = createBreaker({
    onChange: (view) => log.warn({ ...view }, 'circuit breaker: the making of labs'),
  })
  const admin = createAdmin({
    engine: api,
    tenants,
    workspaces,
    vms,
    pool,
    activity,
    learners,
    admission,
    breaker,
    maxLabs: env.maxLabs,
    parts: () => mustParts(),
    log,
  })
  let writing: ContentWatch | undefined
  let parts: { coach: Coach; labs: Labs; views: Views; faults: Faults } | undefined
  let state: 'starting' | 'ready' | 'stopping' = 'starting'
  let disk: Health['disk']
  let raise: (() => void) | undefined
  const up = new Promise<void>((resolve) => {
    raise = resolve
  })

  const health = (): Health => ({
    web: 'starting',
    agent: state === 'ready' ? 'ok' : 'starting',
    engine: engine.health(),
    catalog: catalog.health(),
    registry: registry.health(),
    disk,
    tenants: learners.all().length,
    version,
  })

  // ---------------------------------------------------------------- the door
  const tenantOf = (id: string): Tenant => {
    const tenant = tenants.get(id)
    if (!tenant) throw new DrydockError(state === 'ready' ? 'tenant-unknown' : 'engine-away', id)
    return tenant
  }
  const mustParts = () => {
    if (!parts) throw new DrydockError('engine-away', 'the agent is starting')
    return parts
  }
  const rpc = createRpc({
    socketPath: env.agentSocket,
    handlers: createHandlers({
      tenants,
      workspaces,
      terminals,
      pool,
      health,
      metrics,
      admin,
      activity,
      learners,
      admission,
      breaker,
      startGate,
      diskLow: () => engine.health().problem === 'disk-low',
      tenantOf,
      parts: mustParts,
      ready: () => state === 'ready',
      catalog,
      registry: createRegistryPage(registry),
      vms,
      watched: (tenant) => rpc.watched(tenant),
      onWriter: (tenant, writer) => rpc.tell(tenant, 'file.writer', { tenant, writer }),
    }),
    dial: async (tenant, port) => host.dial(tenantOf(tenant), port),
    log,
  })

  let healthTimer: NodeJS.Timeout | undefined
  let healthTick: NodeJS.Timeout | undefined
  function tellHealth() {
    healthTimer ??= setTimeout(async () => {
      healthTimer = undefined
      disk = await statfs(env.home).then(
        ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }),
        () => undefined,
      )
      rpc.broadcast('health', health())
    }, HEALTH_COALESCE_MS)
  }

  // ---------------------------------------------------------------- what happens -> who watches
  function wire({ coach, labs, views }: NonNullable<typeof parts>) {
    views.onObjects((tenant, objects) => rpc.tell(tenant.id, 'objects', { tenant: tenant.id, objects }))
    coach.onCard((tenant, card) => rpc.tell(tenant.id, 'coach', { tenant: tenant.id, card }))
    labs.onState((tenant, lab) => rpc.tell(tenant.id, 'lab', { tenant: tenant.id, lab }))
    tenants.onEvent((tenant, event) => rpc.tell(tenant.id, 'event', { tenant: tenant.id, event }))
    tenants.onCall(({ id, serverOf: tenant = id }, call) => rpc.tell(tenant, 'call', { tenant, call }))
    tenants.onBuild((tenant, build) => rpc.tell(tenant.id, 'build', { tenant: tenant.id, build }))
    tenants.onTransfer((tenant, transfer) => rpc.tell(tenant.id, 'transfer', { tenant: tenant.id, transfer }))
    terminals.onCommand((tenant) => activity.touch(tenant.id))
    terminals.onCommand((tenant, command) => rpc.tell(tenant.id, 'command', { tenant: tenant.id, command }))
    terminals.onExit((tenant, terminal) => rpc.tell(tenant.id, 'terminal.exit', { tenant: tenant.id, terminal }))
    vms.onChange((tenant, vm) => rpc.tell(tenant.id, 'vm', { tenant: tenant.id, vm }))
    workspaces.onState((tenant, workspace, running) => {
      rpc.tell(tenant.id, 'workspace', { tenant: tenant.id, workspace })
      if (workspace.state === 'starting') void terminals.workspaceStarts(tenant)
      if (running) void terminals.workspaceReady(tenant)
      if (workspace.state === 'failed') pool.drop(tenant)
    })
    tenants.onRemove(async (tenant) => {
      pool.drop(tenant)
      activity.forget(tenant.id)
      await vms.remove(tenant)
      await terminals.remove(tenant)
      await workspaces.remove(tenant)
      await host.remove(tenant)
      await registry.forget(tenant.id)
      tellHealth()
    })
  }

  async function bringUp() {
    await engine.start()
    await catalog.start()
    await registry.start()
    await tenants.start()
    const coach = createCoach({ tenants, commands: terminals.onCommand, log })
    const contentDir = join(env.root, 'content')
    const content = loadContent({ dir: contentDir })
    if (env.watch)
      writing = watchContent({
        dir: contentDir,
        content,
        onRead: ({ revision, mistakes }) => log.info({ revision, mistakes }, 'content read again'),
      })
    const runInWorkspace = async (tenant: Tenant, lines: string[]) => {
      const { container } = await workspaces.open(tenant)
      return runLines(api, container, lines)
    }
    const labs = createLabs({
      tenants,
      content,
      contentDir,
      stateDir: join(env.home, 'lab'),
      dial: host.dial,
      dialServer: host.dialFromOutside,
      commands: terminals.onCommand,
      runInWorkspace,
      async server(tenant) {
        const server = await tenants.server(tenant.id)
        await workspaces.open(server)
        return server
      },
      registry: {
        // One that the learner's own page makes is named after them.
        account: (tenant) => registry.account(tenant.id, ''),
        held: (tenant) => heldBy(registry, tenant.id),
      },
      hush: coach.hush,
      timed: metrics.check,
      log,
    })
    const faults = createFaults({ faults: content.faults, labs, runInWorkspace, log })
    parts = { coach, labs, views: createViews({ tenants, log }), faults }
    wire(parts)
    tenants.resume()
    await vms.restore(tenants.list())
    await workspaces.start(tenants.list())
    await terminals.restore(tenants.list())
    state = 'ready'
    raise?.()
    tellHealth()
    await pool.start()
  }

  return {
    async start() {
      await mkdir(env.home, { recursive: true, mode: 0o755 })
      // Passed through by the engine's remapped root, looked into by nobody else.
      await mkdir(env.runDir, { recursive: true, mode: 0o755 })
      await mkdir(join(env.runDir, 'bind'), { recursive: true, mode: 0o711 })
      let was: Health['engine']['state'] | undefined
      engine.onHealth(({ state: now }) => {
        if (now === 'ok' && was !== 'ok') breaker.hint()
        was = now
        tellHealth()
      })
      // Learners come and the disk fills without an event of its own.
      healthTick = setInterval(tellHealth, HEALTH_TICK_MS)
      catalog.onHealth(tellHealth)
      registry.onHealth(tellHealth)
      await rpc.start()
      void (async () => {
        while (state === 'starting') {
          try {
            return await bringUp()
          } catch (error) {
            log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'not up yet')
            await new Promise((done) => setTimeout(done, RETRY_MS))
          }
        }
      })()
    },
    ready: () => up,
    health,
    parts: () => ({ tenants, ...mustParts() }),
    async stop({ engine: withEngine }) {
      const was = state
      state = 'stopping'
      clearInterval(healthTick)
      clearTimeout(healthTimer)
      writing?.stop()
      // The catalog first: the pool may be waiting for an image of it.
      await catalog.stop()
      await pool.stop()
      workspaces.stop()
      await vms.close()
      await terminals.stop()
      parts?.labs.close()
      parts?.coach.close()
      parts?.views.close()
      if (was === 'ready') {
        if (withEngine) {
          const worked = tenants.list().filter((tenant) => workspaces.running(tenant))
          await stopContainers({ engine: api, tenants, log }, tenants.list())
          await leaveNetworks({ engine: api, tenants, log }, worked)
        }
        await tenants.stop()
      }
      await registry.stop({ remove: withEngine })
      await host.stop({ unmount: withEngine })
      if (withEngine) await engine.stop()
      await rpc.stop()
    },
  }
}
