// A tenant that is put to rest: everything of it stops, nothing is lost, and opening it goes on. On a real engine.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docker } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'
import { countContainers } from '#server/agent/tenant/census.ts'
import { createAdmission } from '#server/agent/workspace/admission.ts'
import { restTenant } from '#server/agent/workspace/end.ts'
import { runLines } from '#server/agent/workspace/run.ts'
import { openStage, type Stage } from '#server/agent/workspace/test-stage.ts'
import type { WorkspaceState } from '#server/protocol/lab.ts'

let stage: Stage
let me: Tenant
let other: Tenant
const log = { info() {}, warn() {}, error() {} }
const states: WorkspaceState['state'][] = []

beforeAll(async () => {
  stage = await openStage()
  me = await stage.tenants.create()
  other = await stage.tenants.create()
  stage.workspaces.onState((tenant, { state }) => {
    if (tenant.id === me.id) states.push(state)
  })
  await Promise.all([stage.workspaces.open(me), stage.workspaces.open(other)])
})
afterAll(() => stage.end())

const lines = async (tenant: Tenant, ...run: string[]) => {
  const { container } = await stage.workspaces.open(tenant)
  return (await runLines(stage.api, container, run)).output
}

test('rest stops workspace and containers, keeps home and containers, and leaves others alone', async () => {
  for (const tenant of [me, other])
    expect((await docker(tenant, 'run -d --restart=always --name web busybox sleep 600')).err).toBe('')
  await lines(me, 'echo kept > ~/note')
  await restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, me)

  expect(stage.workspaces.state(me)).toEqual({ state: 'resting' })
  expect(stage.workspaces.running(me)).toBeUndefined()
  const counted = await countContainers(stage.api, [me, other])
  expect(counted.get(me.id)).toEqual({ exited: 1 })
  expect(counted.get(other.id)).toEqual({ running: 1 })
  // It is not taken for one that died, which would be started again within a second.
  await new Promise((done) => setTimeout(done, 1_500))
  expect(stage.workspaces.state(me)).toEqual({ state: 'resting' })
  expect(states).toEqual(['starting', 'ready', 'resting'])

  expect(await lines(me, 'cat ~/note')).toBe('kept\n')
  expect(stage.workspaces.state(me)).toEqual({ state: 'ready' })
  expect((await docker(me, 'start web')).out).toBe('web')
  expect((await countContainers(stage.api, [me])).get(me.id)).toEqual({ running: 1 })
})

test('a host at rest without containers holds no network and no workspace of the engine; opened, it has both and its home', async () => {
  const third = await stage.tenants.create()
  await lines(third, 'echo kept > ~/note')
  const held = async (tenant: Tenant) => {
    const networks = await stage.api.json<{ Name: string }[]>('GET', { path: '/networks' })
    const workspaces = await stage.api.json<{ Names: string[] }[]>('GET', {
      path: '/containers/json',
      query: { all: true },
    })
    return [
      networks.filter(({ Name }) => Name === `${tenant.id}_bridge`).length,
      workspaces.filter(({ Names }) => Names.includes(`/ws_${tenant.id}`)).length,
    ]
  }
  expect(await held(third)).toEqual([1, 1])
  for (let round = 0; round < 2; round++) {
    await restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, third)
    expect(await held(third)).toEqual([0, 0])
    expect(await lines(third, 'cat ~/note')).toBe('kept\n')
    expect(await held(third)).toEqual([1, 1])
    // The gateway has not kept the id of a network that is gone.
    expect((await docker(third, 'run --rm busybox true')).err).toBe('')
  }
  // One that has containers keeps both: they are started on the network that they were made for.
  await docker(third, 'create --name web busybox sleep 600')
  await restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, third)
  expect(await held(third)).toEqual([1, 1])
  await lines(third, 'true')
  expect((await docker(third, 'start web')).err).toBe('')
  await stage.tenants.remove(third.id)
})

test('a host that is opened while it is put to rest is opened after it', async () => {
  const third = await stage.tenants.create()
  await lines(third, 'echo kept > ~/note')
  const resting = restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, third)
  await expect.poll(() => stage.workspaces.state(third)?.state, { interval: 1 }).toBe('resting')
  const opening = stage.workspaces.open(third)
  await resting
  const { container } = await opening
  const { State } = await stage.docker.getContainer(container).inspect()
  expect(State.Running).toBe(true)
  expect(await lines(third, 'cat ~/note')).toBe('kept\n')
  await stage.tenants.remove(third.id)
})

test('a shell that was at rest comes back on its screen', async () => {
  const { id } = await stage.terminals.create(me, { cols: 80, rows: 24 })
  let text = ''
  const viewing = stage.terminals.attach(
    me,
    id,
    {
      snapshot() {},
      send(bytes) {
        text += Buffer.from(bytes).toString()
      },
    },
    { cols: 80, rows: 24 },
  )
  await expect.poll(() => text, { timeout: 10_000 }).toMatch(/\$ /)
  await restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, me)
  text = ''
  await stage.workspaces.open(me)
  await expect.poll(() => text, { timeout: 10_000 }).toMatch(/\$ /)
  expect(stage.terminals.figures()).toMatchObject({ terminals: 1, viewers: 1 })
  viewing.detach()
})

test('a full machine lets in who waits as soon as another rests', async () => {
  const admission = createAdmission({
    max: 1,
    running: () =>
      stage.tenants
        .list()
        .filter((tenant) => stage.workspaces.running(tenant))
        .map(({ id }) => id),
    hasMemory: async () => true,
    memoryFor: async () => 1,
  })
  const open = (tenant: Tenant) =>
    admission
      .enter(tenant.id, () => stage.workspaces.open(tenant))
      .then(
        () => 'in',
        (error) => error.message,
      )
  await restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, other)
  expect(stage.workspaces.running(me)).toBeDefined()
  expect(await open(other)).toBe('capacity-full: 1')
  await restTenant({ engine: stage.api, workspaces: stage.workspaces, tenants: stage.tenants, log }, me)
  expect(await open(other)).toBe('in')
  expect(await open(me)).toBe('capacity-full: 1')
})
