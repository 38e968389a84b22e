// The Docker panel on a real engine, through a tenant's own gateway.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStage, docker, type Stage, until } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { Connection } from '#server/agent/rpc.ts'
import type { DockerAction, DockerFollow, DockerPart, LogLine } from '#server/protocol/docker.ts'
import type { ApiCall } from '#server/protocol/lab.ts'
import { createPanelHandlers } from './panel.ts'

let stage: Stage
let tenant: Tenant
let handlers: ReturnType<typeof createPanelHandlers>
const calls: ApiCall[] = []
let touched = 0

beforeAll(async () => {
  stage = await createStage()
  tenant = await stage.tenants.create()
  stage.tenants.onCall((_, call) => calls.push(call))
  handlers = createPanelHandlers({ tenantOf: () => tenant, touch: () => touched++, onEvent: stage.tenants.onEvent })
})
afterAll(() => stage.end())

/** One web's connection: what it was told, and its end. */
function connect() {
  const parts: { key: string; part: DockerPart }[] = []
  const closing: (() => void)[] = []
  const connection = {
    event: (_: string, data: { key: string; part: DockerPart }) => parts.push(data),
    onClose: (job: () => void) => closing.push(job),
  } as unknown as Connection
  const close = () => {
    for (const job of closing) job()
  }
  return { connection, parts, close }
}
const web = connect()
const act = (action: DockerAction) =>
  handlers['docker.act']({ tenant: tenant.id, action }, web.connection) as Promise<{ id: string }>
const run = (more: Partial<Extract<DockerAction, { do: 'run' }>>) =>
  act({ do: 'run', image: 'busybox', ports: [], env: [], volumes: [], command: [], remove: false, ...more })

function follow(what: DockerFollow, on = web) {
  const key = randomUUID()
  const answer = handlers['docker.follow']({ tenant: tenant.id, key, what }, on.connection) as { after(): void }
  answer.after()
  const parts = () => on.parts.filter((one) => one.key === key).map(({ part }) => part)
  return {
    key,
    parts,
    lines: (): LogLine[] => parts().flatMap((part) => (part.kind === 'logs' ? part.lines : [])),
    take: () => handlers['docker.taken']({ key }, on.connection),
    end: () => handlers['docker.unfollow']({ key }, on.connection),
  }
}

it('runs from a form as docker run -d does, and every client sees it', async () => {
  const { id } = await run({
    name: 'panel',
    ports: [{ host: 8081, container: 80, proto: 'tcp' }],
    env: [{ name: 'COLOR', value: 'deep blue' }],
    volumes: [{ source: 'data', target: '/data', readOnly: true }],
    command: ['sh', '-c', 'echo "$COLOR"; sleep 60'],
  })
  const [seen] = JSON.parse((await docker(tenant, 'inspect panel')).out)
  expect(seen).toMatchObject({
    Id: id,
    Name: '/panel',
    State: { Running: true },
    Config: { Image: 'busybox', Cmd: ['sh', '-c', 'echo "$COLOR"; sleep 60'] },
    HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8081' }] }, Binds: ['data:/data:ro'], AutoRemove: false },
  })
  expect(seen.Config.Env).toContain('COLOR=deep blue')
  expect(seen.Mounts).toMatchObject([{ Name: 'data', Destination: '/data', RW: false }])
  // In the journal as any client's, which is what checks, X-ray and the coach read.
  await expect
    .poll(() => calls.map(({ route }) => route))
    .toEqual(expect.arrayContaining(['container.create', 'container.start']))
})

it('passes on the engine’s own sentence', async () => {
  await expect(run({ name: 'panel' })).rejects.toMatchObject({
    id: 'docker-refused',
    detail: expect.stringContaining('The container name "/panel" is already in use'),
  })
  await expect(run({ image: 'not-an-image' })).rejects.toMatchObject({
    id: 'docker-refused',
    detail: expect.stringMatching(/not-an-image/),
  })
  await expect(act({ do: 'remove', kind: 'container', id: 'panel', force: false })).rejects.toMatchObject({
    id: 'docker-refused',
    detail: expect.stringContaining('You cannot remove a running container'),
  })
  await expect(act({ do: 'start', container: 'nobody' })).rejects.toMatchObject({
    id: 'docker-refused',
    detail: 'No such container: nobody',
  })
})

it('a name leads to no other route and to nobody else’s container', async () => {
  await expect(act({ do: 'start', container: 'panel/../../volumes' })).rejects.toMatchObject({ id: 'bad-input' })
  const other = await stage.tenants.create()
  const theirs = createPanelHandlers({ tenantOf: () => other, touch: () => {}, onEvent: stage.tenants.onEvent })
  const asked = theirs['docker.inspect']({ tenant: other.id, kind: 'container', id: 'panel' }, web.connection)
  await expect(asked).rejects.toMatchObject({ id: 'docker-refused', detail: 'No such container: panel' })
})

it('shows each kind of object', async () => {
  const text = async (kind: 'container' | 'image' | 'volume' | 'network', id: string) => {
    const answer = await handlers['docker.inspect']({ tenant: tenant.id, kind, id }, web.connection)
    return JSON.parse((answer as { text: string }).text)
  }
  expect(await text('container', 'panel')).toMatchObject({ Name: '/panel' })
  expect(await text('image', 'busybox')).toMatchObject({ RepoTags: ['busybox:latest'] })
  expect(await text('volume', 'data')).toMatchObject({ Name: 'data' })
  expect(await text('network', 'bridge')).toMatchObject({ Name: 'bridge', Driver: 'bridge' })
})

it('follows logs in parts that wait to be taken, and ends with the container', async () => {
  await run({ name: 'talk', command: ['sh', '-c', 'echo one; echo two >&2; sleep 1; seq 1 1200'] })
  const logs = follow({ kind: 'logs', container: 'talk' })
  await until('the first line', () => logs.lines().some(({ text }) => text === 'one'))
  const before = logs.parts().length
  await until(
    'the end of the container',
    async () => (await docker(tenant, 'ps -aq -f status=exited -f name=talk')).out,
  )
  expect(logs.parts(), 'nothing comes before the first part was taken').toHaveLength(before)
  await until('the end', () => {
    logs.take()
    return logs.parts().at(-1)?.kind === 'end'
  })
  expect(logs.lines().filter(({ source }) => source === 'err')).toMatchObject([{ text: 'two' }])
  const out = logs.lines().filter(({ source }) => source === 'out')
  expect(out.map(({ text }) => text)).toEqual(['one', ...Array.from({ length: 1200 }, (_, index) => String(index + 1))])
  expect(Math.abs(out[0]!.time! - Date.now())).toBeLessThan(60_000)
})

it('draws real seconds of a running container, and stops when told or when the web is gone', async () => {
  const other = connect()
  const told = follow({ kind: 'stats', container: 'panel' })
  const gone = follow({ kind: 'stats', container: 'panel' }, other)
  const sample = await until('a second', () => {
    const part = told.parts().at(-1)
    return part?.kind === 'stats' && part.sample
  })
  expect(sample).toMatchObject({ limit: 512 * 1024 * 1024, pids: expect.any(Number), cpu: expect.any(Number) })
  expect(sample.memory).toBeGreaterThan(0)
  expect(sample.memory).toBeLessThan(64 * 1024 * 1024)
  await until('the other’s second', () => gone.parts().length)
  told.end()
  other.close()
  const counts = () => [told.parts().length, gone.parts().length]
  const then = counts()
  told.take()
  gone.take()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(counts()).toEqual(then)
  await docker(tenant, 'ps')
  expect(stage.errors).toEqual([])
})

it('a gauge tells what a container takes of what it was given, and is no call of the learner’s', async () => {
  const before = { calls: calls.length, touched }
  await docker(tenant, 'run -d --name busy --cpus 0.2 --memory 48m busybox sh -c "while :; do :; done"')
  await until('the start in the journal', () => calls.length > before.calls)
  const then = calls.length
  const gauge = follow({ kind: 'gauge', container: 'busy' })
  const reading = (want: (part: Extract<DockerPart, { kind: 'gauge' }>) => boolean) =>
    until('a reading', () => {
      gauge.take()
      const part = gauge.parts().at(-1)
      return part?.kind === 'gauge' && want(part) && part
    })
  const throttled = await reading(({ sample }) => sample.throttled > 0)
  expect(throttled.bounds).toEqual({
    memory: { at: 48 * 1024 * 1024, asked: true },
    cpu: { at: 20, asked: true },
  })
  expect(throttled.sample.cpu).toBeLessThan(40)
  expect(throttled.sample.periods).toBeGreaterThanOrEqual(throttled.sample.throttled)
  // Its calls are the learner's own two: run's and update's.
  expect(calls.slice(then).filter(({ route }) => /inspect|stats/.test(route))).toEqual([])
  await docker(tenant, 'update --cpus 0.5 busy')
  await reading(({ bounds }) => bounds.cpu.at === 50)
  // Frozen: no time, but its memory stays.
  await docker(tenant, 'pause busy')
  const frozen = await reading(({ sample }) => sample.cpu === 0)
  expect(frozen.sample.memory).toBeGreaterThan(0)
  expect(touched).toBe(before.touched)
  gauge.end()
  await docker(tenant, 'rm -f busy')
})

it('stops, starts, restarts, pauses and removes', async () => {
  const state = async () => (await docker(tenant, 'inspect -f {{.State.Status}} quick')).out
  await run({ name: 'quick', command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'] })
  for (const [verb, after] of [
    ['pause', 'paused'],
    ['unpause', 'running'],
    ['restart', 'running'],
    ['stop', 'exited'],
    ['stop', 'exited'],
    ['start', 'running'],
  ] as const) {
    await act({ do: verb, container: 'quick' })
    expect(await state(), verb).toBe(after)
  }
  await act({ do: 'remove', kind: 'container', id: 'quick', force: true })
  await act({ do: 'remove', kind: 'container', id: 'panel', force: true })
  await act({ do: 'remove', kind: 'volume', id: 'data', force: false })
  expect((await docker(tenant, 'ps -aq -f name=quick -f name=panel')).out).toBe('')
  expect((await docker(tenant, 'volume ls -q')).out).toBe('')
})
