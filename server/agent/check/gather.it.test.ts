// What checks see of a real engine: facts read through the tenant's own gateway, judged as a lab would judge them.
import Dockerode from 'dockerode'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#server/agent/gateway/test-build.ts'
import { createStage, docker, type Stage } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'
import { Check } from '#server/protocol/content.ts'
import { evaluate } from './evaluate.ts'
import { needsOf } from './facts.ts'
import { startRound } from './gather.ts'

let stage: Stage
let tenant: Tenant
beforeAll(async () => {
  stage = await createStage()
  tenant = await stage.tenants.create()
})
afterAll(() => stage?.end())

async function judge(asked: object, stepBegan = 0) {
  const check = Check.parse(asked)
  if (check.type === 'answer') throw new Error('a question is not observed')
  const round = startRound({
    docker: new Dockerode({ socketPath: tenant.internalSocketPath }),
    homeDir: tenant.homeDir,
    dial: () => Promise.reject(new Error('nothing listens')),
  })
  const observed = await round.observe(needsOf(check))
  const past = { events: [], commands: [], since: { step: 0, lab: 0 } }
  return evaluate(check, { ...observed, ...past, began: { step: stepBegan, lab: 0 }, now: Date.now() })
}
const ok = async (asked: object, stepBegan?: number) => (await judge(asked, stepBegan)).ok

it('buildlog: which layers were taken over from an earlier build, even one of the same second', async () => {
  const dockerfile = 'FROM busybox\nCOPY list /srv/\nRUN touch /installed\nCOPY code /srv/\n'
  const files = (code: string): [string, string][] => [
    ['list', 'one'],
    ['code', code],
  ]
  const query = { t: 'app' }
  await build(tenant, dockerfile, { query, files: files('first') })
  const began = Date.now()
  await build(tenant, dockerfile, { query, files: files('second') })
  const layers = [
    { run: 'touch /installed', cached: true },
    { run: 'COPY file:\\w+ in /srv/', cached: false },
  ]
  expect(await judge({ type: 'buildlog', image: 'app', layers }, began)).toMatchObject({ ok: true })
  // Had the step begun earlier, all of it would be of its own making.
  expect(await ok({ type: 'buildlog', image: 'app', layers }, 1)).toBe(false)
  await build(tenant, dockerfile, { query: { ...query, nocache: '1' }, files: files('second') })
  expect(await ok({ type: 'buildlog', image: 'app', layers }, began)).toBe(false)
}, 180_000)

it('container, volume, network, logs, exec: by their names, as the learner gave them', async () => {
  await docker(tenant, 'volume create --label kind=test data')
  await docker(tenant, 'network create shore')
  const run = 'run -d --name box --network shore -v data:/data busybox sh -c "echo ready; sleep 60"'
  expect((await docker(tenant, run)).code).toBe(0)
  const where = { 'NetworkSettings.Networks': { contains: 'shore' }, Mounts: { length: 1 } }
  await expect.poll(() => ok({ type: 'container', name: 'box', state: 'running', where })).toBe(true)
  expect(await ok({ type: 'volume', name: 'data', where: { 'Labels.kind': 'test' } })).toBe(true)
  expect(await ok({ type: 'volume', name: 'dat' })).toBe(false)
  expect(await ok({ type: 'network', name: 'shore', where: { Driver: 'bridge' } })).toBe(true)
  expect(await ok({ type: 'network', name: 'sea' })).toBe(false)
  await expect.poll(() => ok({ type: 'logs', container: 'box', match: '^ready' })).toBe(true)
  // A check gives up after 2 s, and a busy machine may need more for the first one.
  const exec = { type: 'exec', container: 'box', argv: ['ls', '-d', '/data'], stdout: '/data' }
  await expect.poll(() => ok(exec), { timeout: 20_000 }).toBe(true)
  expect(await ok({ type: 'exec', container: 'box', argv: ['ls', '/none'] })).toBe(false)
})

it('up: a container that ends again never counts', async () => {
  await docker(tenant, 'run -d --name brief busybox true')
  await docker(tenant, 'run -d --name steady busybox sleep 60')
  const up = (name: string) => ok({ type: 'container', name, up: 1 })
  await expect.poll(() => up('steady'), { timeout: 10_000 }).toBe(true)
  expect(await up('brief')).toBe(false)
})

it('what a check runs in a container is no event that the learner sees', async () => {
  await docker(tenant, 'run -d --name quiet busybox sleep 60')
  const seen: string[] = []
  const undo = stage.tenants.onEvent((_, event) => seen.push(event.action))
  await judge({ type: 'exec', container: 'quiet', argv: ['true'] })
  await docker(tenant, 'exec quiet false')
  await stage.tenants.settled()
  undo()
  expect(seen.map((action) => action.trim()).filter((action) => action.startsWith('exec_create'))).toEqual([
    'exec_create: false',
  ])
})
