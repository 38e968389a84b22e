// What checks see of a real engine: facts read through the tenant's own gateway, judged as a lab would judge them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Dockerode from 'dockerode'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from '#server/agent/gateway/test-build.ts'
import { createStage, docker, type Stage } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'
import { heldBy } from '#server/agent/registry/view.ts'
import { Check } from '#server/protocol/content.ts'
import { evaluate } from './evaluate.ts'
import { needsOf } from './facts.ts'
import { startRound } from './gather.ts'

let stage: Stage
let tenant: Tenant
beforeAll(async () => {
  stage = await createStage({ registry: {} })
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
    registry: () => heldBy(stage.registry, tenant.id),
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

it('registry: a tag of one’s own is there, and is the image that is here', async () => {
  const { name, password } = await stage.registry.account(tenant.id, 'Alice')
  const config = await mkdtemp(join(tmpdir(), 'dd-config-'))
  const run = async (args: string, input?: string) =>
    expect((await docker(tenant, `--config ${config} ${args}`, input)).code, args).toBe(0)
  try {
    await expect.poll(() => stage.registry.health().state, { timeout: 60_000 }).toBe('ok')
    await run(`login -u ${name} --password-stdin`, password)
    await run(`tag busybox ${name}/tool:1.0`)
    const tool = { type: 'registry', repo: 'tool', tag: '1.0' }
    expect(await ok(tool)).toBe(false)
    await run(`push ${name}/tool:1.0`)
    expect(await ok(tool)).toBe(true)
    expect(await ok({ ...tool, tag: 'latest' })).toBe(false)
    expect(await ok({ ...tool, image: 'busybox' })).toBe(true)
    expect(await ok({ ...tool, image: 'debian' })).toBe(false)
    // Another image under the same tag.
    await run(`build -q -t ${name}/tool:1.0 -`, 'FROM busybox\nRUN touch /other\n')
    await run(`push ${name}/tool:1.0`)
    expect(await ok({ ...tool, image: 'busybox' })).toBe(false)
    expect(await ok({ ...tool, image: `${name}/tool:1.0` })).toBe(true)
  } finally {
    await rm(config, { recursive: true, force: true })
  }
}, 120_000)

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
