// A container's life: start, stop, restart, kill, pause, unpause, rename, update, remove, prune.
import { removeAnonymous } from '../tenant/clear.ts'
import type { OwnedContainer } from './container-index.ts'
import { forcedLimits, limitFields } from './create-limit.ts'
import { restartPolicy } from './create-shape.ts'
import type { Json } from './json.ts'
import { STOP_TIMEOUT_MAX_S } from './limit.ts'
import { checkName, engineName, OWNER_LABEL } from './name.ts'
import { pruneInTurn } from './prune-turn.ts'
import { bool, dropped, filters, int, onlyFilters, text } from './query.ts'
import { bad, EngineError, forbidden, Refusal } from './refusal.ts'
import { type Answer, type Call, empty, json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { given, ignored, readObject } from './shape.ts'
import { unpause, unwedged } from './wedge.ts'

/** The container of the path, by its full id. An engine 404 of an id that the index still had says the learner's word, not the id. */
export async function own<T>(call: Call<never>, work: (container: OwnedContainer) => Promise<T>): Promise<T> {
  const reference = call.params.id as string
  const container = await call.scope.containers.resolve(reference)
  call.about(container.name)
  try {
    return await work(container)
  } catch (error) {
    if (error instanceof EngineError && error.message.includes(container.id) && reference !== container.id) {
      if (error.status === 404 && /^No such container/.test(error.message)) {
        call.scope.containers.remove(container.id)
        throw new EngineError(404, `No such container: ${reference}`)
      }
      throw new EngineError(error.status, error.message.replaceAll(container.id, reference))
    }
    throw error
  }
}

const seconds = (value: number | undefined) => {
  if (value === undefined) return undefined
  if (value < -1 || value > STOP_TIMEOUT_MAX_S) throw bad(`t must be between 0 and ${STOP_TIMEOUT_MAX_S} seconds`)
  return value < 0 ? STOP_TIMEOUT_MAX_S : value
}

/** Makes what the engine does not know ready for a start: mounts of paths, published ports, the default network. */
async function ready(call: Call<never>, { id, name, asked }: OwnedContainer): Promise<void> {
  const { scope } = call
  // A reboot forgets control groups; the engine would make the path again without bounds.
  scope.room.group()
  if (asked.network === 'default' || asked.network === 'bridge') await scope.network.ensure()
  if (asked.key) await scope.host.rebind(scope.tenant, asked.key)
  await scope.ports.reserve(id, name, asked)
}

function started(call: Call<never>, container: OwnedContainer, path: string, query = {}): Promise<Answer> {
  return call.scope.starts
    .pass(container.id, () => start(call, container, path, query))
    .catch(async (error) => {
      // The engine removes a --rm container whose start fails; one that is refused here it never hears of, and its client
      // would wait for the removal for ever.
      if (error instanceof Refusal && container.asked.autoRemove) await removeUnstarted(call.scope, container)
      throw error
    })
}

async function removeUnstarted(scope: Scope, { id, asked }: OwnedContainer): Promise<void> {
  try {
    // Without force: one that runs stays.
    await scope.engine.json('DELETE', { path: `/containers/${id}` })
    scope.containers.remove(id)
    scope.ports.release(id)
    await removeAnonymous(scope, asked.anonymous)
  } catch (error) {
    if (!(error instanceof EngineError && (error.status === 404 || error.status === 409))) throw error
  }
}

async function start(
  call: Call<never>,
  container: OwnedContainer,
  path: string,
  query: { t?: number | undefined },
): Promise<Answer> {
  const { scope } = call
  const { id, asked } = container
  await ready(call, container)
  try {
    const go = () => scope.engine.answer('POST', { path: `/containers/${id}/${path}`, query, signal: call.signal })
    const { status } = await scope.alone(archiveTurn(id), () => unwedged(scope, id, go()))
    if (asked.ports.length > 0) await scope.ports.settle(id)
    return empty(status)
  } catch (error) {
    if (asked.ports.length > 0) await scope.ports.settle(id)
    throw error
  }
}

const simple = (action: 'pause' | 'unpause', spec: string): Rule =>
  rule({
    id: `container.${action}`,
    spec,
    method: 'POST',
    path: `/containers/:id/${action}`,
    run: (call) =>
      own(call as never, async ({ id }) => {
        const { scope } = call
        const go = () => scope.engine.json('POST', { path: `/containers/${id}/${action}` })
        await (action === 'unpause' ? scope.alone(archiveTurn(id), () => unpause(scope, id, go)) : go())
        return empty()
      }),
  })

/** What must not happen while files are copied to or from a container waits for this turn (see container-stream.ts). */
export const archiveTurn = (id: string) => `archive ${id}`

export const lifeRules: Rule[] = [
  rule({
    id: 'container.start',
    spec: 'G-310',
    method: 'POST',
    path: '/containers/:id/start',
    query: { detachKeys: dropped },
    body: 'json',
    async run(call) {
      // Engines before 25 take a HostConfig here, with everything in it.
      readObject(call.body, '', {})
      return own(call as never, (container) => started(call as never, container, 'start'))
    },
  }),
  rule({
    id: 'container.stop',
    spec: 'G-311',
    method: 'POST',
    path: '/containers/:id/stop',
    query: { t: int, signal: dropped },
    run: (call) =>
      own(call as never, async ({ id }) => {
        const query = { t: seconds(call.query.t) }
        const stop = call.scope.engine.answer('POST', { path: `/containers/${id}/stop`, query })
        const { status } = await unwedged(call.scope, id, stop)
        return empty(status)
      }),
  }),
  rule({
    id: 'container.restart',
    spec: 'G-311',
    method: 'POST',
    path: '/containers/:id/restart',
    query: { t: int, signal: dropped },
    run: (call) =>
      own(call as never, (container) => started(call as never, container, 'restart', { t: seconds(call.query.t) })),
  }),
  rule({
    id: 'container.kill',
    spec: 'G-311',
    method: 'POST',
    path: '/containers/:id/kill',
    query: { signal: text },
    run: (call) =>
      own(call as never, async ({ id }) => {
        const { signal } = call.query
        if (signal && !/^[A-Za-z0-9+-]{1,16}$/.test(signal)) throw bad(`Invalid signal: ${signal}`)
        const kill = call.scope.engine.json('POST', { path: `/containers/${id}/kill`, query: { signal } })
        await unwedged(call.scope, id, kill)
        return empty()
      }),
  }),
  simple('pause', 'G-311'),
  simple('unpause', 'G-311'),
  rule({
    id: 'container.rename',
    spec: 'G-312',
    method: 'POST',
    path: '/containers/:id/rename',
    query: { name: text },
    run: (call) =>
      own(call as never, async ({ id }) => {
        const name = (call.query.name ?? '').replace(/^\//, '')
        if (name === '') throw bad('Neither old nor new names may be empty')
        checkName('container', name)
        const { scope } = call
        await scope.engine.json('POST', {
          path: `/containers/${id}/rename`,
          query: { name: engineName(scope.tenant.id, name) },
        })
        scope.containers.rename(id, name)
        return empty()
      }),
  }),
  rule({
    id: 'container.update',
    spec: 'G-313',
    method: 'POST',
    path: '/containers/:id/update',
    body: 'json',
    run: (call) =>
      own(call as never, async (container) => {
        const body = readObject(call.body, '', updateBody)
        const { engine: limits } = forcedLimits(body)
        const asked = Object.keys(given(body))
        const request: Record<string, Json> = {}
        // Zero means "leave as it is" to update, so only what is given goes on, with its bounds.
        if (body.Memory) Object.assign(request, { Memory: limits.Memory, MemorySwap: limits.MemorySwap })
        else if (body.MemorySwap)
          throw bad('You should always set the Memory limit when using Memoryswap limit, see usage')
        if (body.NanoCpus || (body.CpuQuota ?? 0) > 0) request.NanoCpus = limits.NanoCpus as Json
        if (body.PidsLimit) request.PidsLimit = limits.PidsLimit as Json
        for (const name of ['MemoryReservation', 'CpuShares', 'CpusetCpus', 'CpusetMems'] as const)
          if (body[name]) request[name] = body[name] as Json
        if (body.RestartPolicy?.Name) request.RestartPolicy = body.RestartPolicy as Json
        if (asked.length === 0) return json({ Warnings: [] })
        const answer = await call.scope.engine.json<{ Warnings: string[] | null }>('POST', {
          path: `/containers/${container.id}/update`,
          body: request,
        })
        return json({ Warnings: answer.Warnings ?? [] })
      }),
  }),
  rule({
    id: 'container.remove',
    spec: 'G-314',
    method: 'DELETE',
    path: '/containers/:id',
    query: { v: bool, force: bool, link: bool },
    run: (call) =>
      own(call as never, async ({ id, asked }) => {
        const { scope, query } = call
        if (query.link)
          throw forbidden('Removing links (docker rm --link) is not served here. Use networks: docker network connect.')
        const remove = scope.engine.json('DELETE', {
          path: `/containers/${id}`,
          query: { v: query.v, force: query.force },
        })
        await unwedged(scope, id, remove)
        scope.containers.remove(id)
        scope.ports.release(id)
        if (query.v) await removeAnonymous(scope, asked.anonymous)
        return empty()
      }),
  }),
  rule({
    id: 'container.prune',
    spec: 'G-315',
    method: 'POST',
    path: '/containers/prune',
    query: { filters },
    async run({ scope, query }) {
      onlyFilters(query.filters, ['label', 'label!', 'until'])
      const engine: Record<string, string[]> = Object.fromEntries(query.filters)
      engine.label = [...(engine.label ?? []), `${OWNER_LABEL}=${scope.tenant.id}`]
      const answer = await pruneInTurn(() =>
        scope.engine.json<{ ContainersDeleted: string[] | null; SpaceReclaimed: number }>('POST', {
          path: '/containers/prune',
          query: { filters: JSON.stringify(engine) },
        }),
      )
      for (const id of answer.ContainersDeleted ?? []) scope.containers.remove(id)
      return json({ ContainersDeleted: answer.ContainersDeleted, SpaceReclaimed: answer.SpaceReclaimed })
    },
  }),
]

const updateBody = { ...limitFields, RestartPolicy: restartPolicy, BlkioWeight: ignored }
