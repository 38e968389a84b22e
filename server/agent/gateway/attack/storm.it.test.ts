// One host that behaves as badly as it can, beside one that only works: processes without end, bytes without end, events without end, all
// of them with the limits that learners have. Not shown on the raw engine: there the machine would be the victim.
import { readFileSync, statfsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Tenant } from '../../part.ts'
import { EVENTS_KEPT, PIDS_DEFAULT } from '../limit.ts'
import { call } from '../test-build.ts'
import { createStage, docker, follow, type Stage, until } from '../test-stage.ts'

const MIB = 1024 * 1024
/** So that the disk of the machine that tests isn't filled. */
const DISK_BYTES = 200 * MIB
/** What one tick of the watch may miss, at the speed of a fast disk. */
const SLACK_BYTES = 2_000 * MIB
const EVENT_ROUNDS = 200

let stage: Stage
let wild: Tenant
let calm: Tenant
beforeAll(async () => {
  stage = await createStage({ limits: { diskBytes: DISK_BYTES }, diskTickMs: 200 })
  wild = await stage.tenants.create()
  calm = await stage.tenants.create()
})
afterAll(() => stage?.end())

const ok = async (tenant: Tenant, args: string) => {
  const ran = await docker(tenant, args)
  expect(`${args}: ${ran.err}`).toBe(`${args}: `)
  return ran.out
}
/** What anybody does in a minute of work. */
async function work() {
  await ok(calm, 'run -d --name web busybox sleep 1000')
  expect(await ok(calm, 'exec web echo still here')).toBe('still here')
  expect(await ok(calm, 'ps --format {{.Names}}')).toBe('web')
  await ok(calm, 'rm -f web')
}
afterEach(async () => {
  const ids = await ok(wild, 'ps -aq')
  if (ids) await ok(wild, `rm -f ${ids.split('\n').join(' ')}`)
})

/** A file of a container's control group. The engine isn't asked while it may be stuck. */
async function groupOf(tenant: Tenant, name: string) {
  const id = await ok(tenant, `inspect -f {{.Id}} ${name}`)
  const { HostConfig } = await stage.raw.json('GET', { path: `/containers/${id}/json` })
  const place = `${HostConfig.CgroupParent || '/docker'}/${id}`
  return (controller: string, file: string) => {
    for (const path of [`/sys/fs/cgroup/${controller}${place}`, `/sys/fs/cgroup${place}`])
      try {
        return readFileSync(`${path}/${file}`, 'utf8').trim()
      } catch {}
    throw new Error(`no control group ${place}`)
  }
}

/** Processes of a container as the machine counts them. */
const processes = async (tenant: Tenant, name: string) => Number((await groupOf(tenant, name))('pids', 'pids.current'))

it('G-L6 a fork bomb stays in its box', { timeout: 180_000 }, async () => {
  const bombs = ['bomb1', 'bomb2']
  for (const name of bombs) {
    await ok(wild, `run -d --name ${name} busybox sleep 1000`)
    await ok(wild, `exec -d ${name} sh -c 'bomb() { sleep 1000 & bomb & bomb & }; bomb'`)
  }
  let most = 0
  await until('the bombs go off', async () => {
    for (const name of bombs) most = Math.max(most, await processes(wild, name))
    return most > PIDS_DEFAULT / 2
  })
  await work()
  for (const name of bombs) most = Math.max(most, await processes(wild, name))
  expect(most).toBeLessThanOrEqual(PIDS_DEFAULT)
  await ok(wild, `rm -f ${bombs.join(' ')}`)
})

it('G-L21 writing without end ends at the bound', { timeout: 180_000 }, async () => {
  const { DockerRootDir } = await stage.raw.json('GET', { path: '/info' })
  const free = () => {
    const { bavail, bsize } = statfsSync(DockerRootDir)
    return bavail * bsize
  }
  const before = free()
  let least = before
  // Into the container, into a volume, and into the log.
  await ok(wild, 'create --name log busybox yes 0123456789012345678901234567890123456789')
  await ok(wild, 'create --name volume -v full:/v busybox dd if=/dev/zero of=/v/big bs=1M')
  await ok(wild, 'create --name layer busybox dd if=/dev/zero of=/big bs=1M')
  await ok(wild, 'start log')
  await Promise.all([ok(wild, 'start volume'), ok(wild, 'start layer')])
  await until('the writers are stopped', async () => {
    least = Math.min(least, free())
    const running = await ok(wild, 'ps --format {{.Names}}')
    return !running.includes('layer') && !running.includes('volume')
  })
  expect((await docker(wild, 'run --rm busybox true')).err).toContain('of disk, the most this machine allows is')
  await work()
  least = Math.min(least, free())
  // What else writes on this disk meanwhile is not counted out: the slack holds it, too.
  expect(before - least).toBeLessThan(DISK_BYTES + SLACK_BYTES)
  await ok(wild, 'rm -f layer volume log')
  await ok(wild, 'volume rm full')
  await until('there is room again', async () => (await docker(wild, 'volume create probe')).code === 0)
})

it('G-603 events without end drown nobody else', { timeout: 180_000 }, async () => {
  const mine = follow(calm, ['events', '--format', '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'])
  const others = follow(wild, ['events', '--format', '{{.Action}}'])
  try {
    await ok(wild, 'run -d --name loud busybox sleep 1000')
    const storm = (async () => {
      for (let n = 0; n < EVENT_ROUNDS; n++) {
        await call(wild, 'POST', '/containers/loud/pause')
        await call(wild, 'POST', '/containers/loud/unpause')
      }
    })()
    await work()
    await storm
    await until('the storm is seen by who made it', () => others.text().includes('unpause'))
    await ok(calm, 'volume create end')
    await until('own events come', () => mine.text().includes('volume create'))
    expect(mine.text()).toContain('container start web')
    expect(mine.text()).not.toMatch(/loud|pause/)
    const kept = await ok(wild, 'events --since 0 --until 1s --format {{.Action}}')
    expect(kept.split('\n').length).toBeLessThanOrEqual(EVENTS_KEPT)
  } finally {
    mine.end()
    others.end()
  }
})

it('G-311 an exec in the moment of a pause wedges nobody', { timeout: 180_000 }, async () => {
  const { CgroupDriver } = await stage.raw.json('GET', { path: '/info' })
  // Elsewhere the agent has no control group of its own to thaw.
  if (CgroupDriver !== 'cgroupfs') return
  await ok(wild, 'run -d --name stuck busybox sleep 1000')
  const body = { Cmd: ['true'] }
  const group = await groupOf(wild, 'stuck')
  const halfMade = () =>
    group('freezer', 'cgroup.procs')
      .split('\n')
      .some((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('runc'))
  // On the raw engine this container could not be unpaused, killed or removed any more.
  const raw = await ok(wild, 'inspect -f {{.Id}} stuck')
  await until('an exec is caught half made', async () => {
    const { text } = await call(wild, 'POST', '/containers/stuck/exec', body)
    const { Id } = JSON.parse(text)
    const start = call(wild, 'POST', `/exec/${Id}/start`, { Detach: true })
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
    await call(wild, 'POST', '/containers/stuck/pause')
    if (halfMade()) return true
    await call(wild, 'POST', '/containers/stuck/unpause')
    await start
    return false
  })
  const unpaused = await call(wild, 'POST', '/containers/stuck/unpause')
  expect(`${unpaused.status} ${unpaused.text}`).toBe('204 ')
  expect(await ok(wild, 'inspect -f {{.State.Status}} stuck')).toBe('running')
  await ok(wild, 'rm -f stuck')
  expect(
    (await stage.raw.json('GET', { path: '/containers/json', query: { all: true } })).map(
      ({ Id }: { Id: string }) => Id,
    ),
  ).not.toContain(raw)
})

it('nothing of it was an error of the gateway itself', () => {
  // What the engine itself refuses (500 for an unpause that a limit of ours had kept from its pause) is its answer.
  expect(stage.errors.filter((one) => !JSON.stringify(one).includes('"error":"EngineError: '))).toEqual([])
})
