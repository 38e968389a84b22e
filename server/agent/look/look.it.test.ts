// What figures are drawn from, beside what a learner's own commands say: on a real engine, through the tenant's own gateway.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packTar, postTar } from '#server/agent/gateway/test-build.ts'
import { createStage, docker, type Stage } from '#server/agent/gateway/test-stage.ts'
import { createUpstream } from '#server/agent/gateway/upstream.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { HostLook, LookedAt } from '#server/protocol/look.ts'
import { createLooker } from './look.ts'

let stage: Stage
let tenant: Tenant
let ask: ReturnType<typeof createLooker>

const ok = async (args: string) => {
  const ran = await docker(tenant, args)
  expect(`${args}: ${ran.code} ${ran.code ? ran.err : ''}`).toBe(`${args}: 0 `)
  return ran.out
}
const look = async <L extends HostLook>(what: L) => (await ask(what)) as LookedAt<L['at']>

const DOCKERFILE = `FROM busybox
WORKDIR /srv
RUN sleep 1 && echo made > /made
ENTRYPOINT ["sleep"]
CMD ["300"]
`
const build = async (name: string, more = '') =>
  postTar(tenant, '/build', { t: name }, await packTar([['Dockerfile', DOCKERFILE + more]]))

beforeAll(async () => {
  stage = await createStage()
  tenant = await stage.tenants.create()
  ask = createLooker(createUpstream(tenant.internalSocketPath))
  await build('app')
  await Promise.all([
    ok('run -d --name one --hostname harbor --tmpfs /fast:ro busybox sh -c "sleep 300 & exec sleep 301"'),
    ok('run -d --name two -v notes:/data:ro --mount type=tmpfs,target=/tmp app'),
    ok('create --name three -v notes:/srv/data app 5'),
  ])
})
afterAll(() => stage.end())

it('processes: numbers and users outside are docker top’s, those inside are what the container sees', async () => {
  const { processes, hostname, address, namespaces } = await look({ at: 'processes', container: 'one' })
  expect(hostname).toBe('harbor')
  expect(address).toBe(await ok('inspect -f {{.NetworkSettings.IPAddress}} one'))
  const top = (await ok('top one -o pid,uid')).split('\n').slice(1)
  expect(processes.map(({ pid, inside }) => `${pid} ${inside?.hostUid}`).toSorted()).toEqual(
    top.map((line) => line.trim().replace(/\s+/, ' ')).toSorted(),
  )
  const seen = (await ok('exec one ps -o pid,user,args')).split('\n').filter((line) => line.includes('sleep 30'))
  expect(processes.map(({ inside, command }) => `${inside?.pid} ${inside?.uid} ${command}`).toSorted()).toEqual(
    seen.map((line) => line.trim().replace(/^(\d+) root +/, '$1 0 ')).toSorted(),
  )
  expect(processes.map(({ inside }) => inside?.pid)).toContain(1)
  expect(namespaces.map(({ kind }) => kind)).toEqual(['pid', 'net', 'mnt', 'uts', 'ipc', 'user'])
  for (const { kind, id, own } of namespaces.slice(0, 5)) {
    expect(own, kind).toBe(true)
    expect(`${kind}:[${id}]`).toBe(await ok(`exec one readlink /proc/1/ns/${kind}`))
  }
  // One that does not run has neither.
  expect(await look({ at: 'processes', container: 'three' })).toMatchObject({ processes: [], namespaces: [] })
})

it('layers: a built image stands on its base’s own, and a container’s writes are in its writable layer', async () => {
  await ok('exec two sh -c "head -c 5000 /dev/zero > /srv/mine; rm /made"')
  const id = await ok('inspect -f {{.Id}} app')
  const { images } = await look({ at: 'layers' })
  const { containers } = await look({ at: 'writable', image: id })
  const of = (tag: string) => images.find(({ tags }) => tags.includes(tag))!.layers
  const base = of('busybox:latest')
  const app = of('app:latest')
  expect(app.slice(0, base.length)).toEqual(base)
  expect(app.length).toBe(Number(await ok('inspect -f "{{len .RootFS.Layers}}" app')))
  expect(app[0]!.id).toBe(await ok('inspect -f "{{index .RootFS.Layers 0}}" app'))
  expect(app.at(-1)!.made).toEqual({ by: expect.stringContaining('echo made > /made'), size: 'made\n'.length })
  const two = containers.find(({ name }) => name === 'two')!
  expect(two).toMatchObject({ size: 5000, more: false })
  const diff = (await ok('diff two')).split('\n')
  expect(two.changes).toEqual(
    expect.arrayContaining([
      { mark: 'A', path: '/srv/mine' },
      { mark: 'D', path: '/made' },
    ]),
  )
  for (const { mark, path } of two.changes) expect(diff).toContain(`${mark} ${path}`)
  expect(containers.map(({ name }) => name).toSorted()).toEqual(['three', 'two'])
})

it('mounts: what is mounted where, from every kind of option', async () => {
  const { containers } = await look({ at: 'mounts' })
  const of = async (name: string) => {
    const id = await ok(`inspect -f {{.Id}} ${name}`)
    return containers.find((one) => one.id === id)!.mounts
  }
  expect(await of('one')).toEqual([{ type: 'tmpfs', source: '', target: '/fast', readOnly: true }])
  expect(await of('two')).toEqual([
    { type: 'volume', source: 'notes', target: '/data', readOnly: true },
    { type: 'tmpfs', source: '', target: '/tmp', readOnly: false },
  ])
  expect(await of('three')).toEqual([{ type: 'volume', source: 'notes', target: '/srv/data', readOnly: false }])
})

it('argv: what the image says, what was said at docker run, and what was started', async () => {
  const image = { entrypoint: ['sleep'], cmd: ['300'] }
  expect(await look({ at: 'argv', container: 'two' })).toEqual({
    at: 'argv',
    image,
    container: image,
    argv: ['sleep', '300'],
  })
  expect(await look({ at: 'argv', container: 'three' })).toMatchObject({
    image,
    container: { entrypoint: ['sleep'], cmd: ['5'] },
    argv: ['sleep', '5'],
  })
  await expect(look({ at: 'argv', container: 'nobody' })).rejects.toMatchObject({ status: 404 })
})

it('builds: a hit names what the run of that very layer took; what changed is run', async () => {
  const { text } = await build('app', 'LABEL shop=open\n')
  const builds = stage.tenants.builds(tenant.id)
  expect(builds.map(({ names, state }) => [names, state])).toEqual([
    [['app:latest'], 'done'],
    [['app:latest'], 'done'],
  ])
  const [first, again] = builds
  expect(first!.steps.map(({ state }) => state)).toEqual(['base', 'run', 'run', 'run', 'run'])
  const slept = first!.steps[2]!
  expect(slept).toMatchObject({ text: 'RUN sleep 1 && echo made > /made', ms: expect.any(Number) })
  expect(slept.ms).toBeGreaterThan(1_000)
  expect(again!.steps.map(({ state }) => state)).toEqual(['base', 'hit', 'hit', 'hit', 'hit', 'run'])
  expect(again!.steps[2]).toEqual({ text: slept.text, state: 'hit', saved: slept.ms })
  expect(text.match(/ ---> Using cache/g)).toHaveLength(4)
  expect(stage.errors).toEqual([])
})
