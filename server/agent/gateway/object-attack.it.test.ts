// Attacks on images, builds, volumes and networks of another tenant, or on the machine. The raw engine is the oracle.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { build, call, collectAll, type Packed, packTar, postTar, unpackTar } from './test-build.ts'
import { createStage, docker, type Stage } from './test-stage.ts'
import { createUpstream } from './upstream.ts'

let stage: Stage
let me: Tenant
let other: Tenant
/** Of the other tenant. */
let secret = { id: '', step: '', archive: Buffer.alloc(0) as Buffer }

beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
  other = await stage.tenants.create()
  const { text } = await build(other, 'FROM busybox\nRUN echo hidden > /secret\nENV X=1\n', {
    query: { t: 'secret:1' },
  })
  secret.id = /"ID":"(sha256:[0-9a-f]{64})"/.exec(text)?.[1] as string
  secret.step = /---> ([0-9a-f]{12})\\n"}\s+{"stream":"Step 3/.exec(text)?.[1] as string
  expect(secret.step, text).toMatch(/^[0-9a-f]{12}$/)
  const saved = await createUpstream(other.socketPath).stream('GET', {
    path: '/images/get',
    query: { names: ['secret:1'] },
  })
  secret = { ...secret, archive: await collectAll(saved.stream) }
  await docker(other, 'network create inner')
  await docker(other, 'volume create data')
})
afterAll(() => stage?.end())

/** Everything on the engine that is not the attacker's. */
async function world() {
  const mine = (text: string) => text.includes(me.id)
  const images = await stage.raw.json<{ RepoTags: string[] | null; Id: string }[]>('GET', { path: '/images/json' })
  const volumes = await stage.raw.json<{ Volumes: { Name: string }[] | null }>('GET', { path: '/volumes' })
  const networks = await stage.raw.json<{ Name: string; Id: string }[]>('GET', { path: '/networks' })
  return {
    tags: images
      .flatMap((image) =>
        (image.RepoTags ?? []).filter((tag) => tag.includes(other.id)).map((tag) => `${tag} ${image.Id}`),
      )
      .sort(),
    catalog: images
      .flatMap((image) =>
        (image.RepoTags ?? []).filter((tag) => tag.startsWith('catalog.')).map((tag) => `${tag} ${image.Id}`),
      )
      .sort(),
    volumes: (volumes.Volumes ?? [])
      .map(({ Name }) => Name)
      .filter((name) => name.startsWith(other.id) && !mine(name))
      .sort(),
    networks: networks
      .map(({ Name, Id }) => `${Name} ${Id}`)
      .filter((name) => name.startsWith(other.id))
      .sort(),
  }
}
let before: Awaited<ReturnType<typeof world>>
beforeEach(async () => {
  before = await world()
})
afterEach(async () => {
  expect(await world()).toEqual(before)
})
/** Runs an attack that must be refused; what the world is like afterwards is looked at after each test. */
async function refused(attack: () => Promise<{ status: number; text: string }>, statuses = [400, 403, 404, 409, 503]) {
  const { status, text } = await attack()
  expect(statuses, `${status} ${text}`).toContain(status)
}
const ask = (method: string, path: string, body?: unknown) => call(me, method, path, body)

describe('G-I images of others', () => {
  it('are not found by name, alias, id, prefix or step', async () => {
    const names = () => [
      'secret:1',
      `${other.id}.drydock.local/secret:1`,
      secret.id,
      secret.id.slice(7),
      secret.id.slice(7, 19),
      secret.step,
      `${other.id}.drydock.local/x__own:${secret.id.slice(7)}`,
      `x__own:${secret.id.slice(7)}`,
      'catalog.drydock.local/workspace:latest',
      'workspace',
    ]
    for (const name of names()) {
      await refused(() => ask('GET', `/images/${name}/json`))
      await refused(() => ask('GET', `/images/${name}/history`))
      await refused(() => ask('GET', `/images/${name}/get`))
      await refused(() => ask('GET', `/images/get?names=${name}`))
      await refused(() => ask('POST', `/images/${name}/tag?repo=mine&tag=1`))
      await refused(() => ask('DELETE', `/images/${name}?force=1`))
      await refused(() => ask('POST', '/containers/create', { Image: name }))
      await refused(async () => build(me, `FROM ${name}\nRUN true\n`))
      await refused(async () => build(me, `FROM busybox\nCOPY --from=${name} / /x\n`))
    }
  })
  it('nor by the short id of an image nobody tagged', async () => {
    const { Id } = await stage.raw.json<{ Id: string }>('GET', {
      path: '/images/catalog.drydock.local%2Fworkspace:latest/json',
    })
    // Not shorter: two digits may well be those of an image that everybody may see.
    for (const name of [Id, Id.slice(7, 19), Id.slice(7, 15)]) await refused(() => ask('GET', `/images/${name}/json`))
  })
  it('tags through aliases land in the own space, never on the catalog', async () => {
    for (const repo of ['busybox', 'docker.io/library/busybox', 'index.docker.io/busybox', 'library/busybox'])
      expect((await ask('POST', `/images/nginx/tag?repo=${repo}&tag=latest`)).status).toBe(201)
    for (const repo of [
      'catalog.drydock.local/busybox',
      `${other.id}.drydock.local/secret`,
      `${me.id}.drydock.local/x`,
      'x__own',
      'CATALOG.drydock.local/busybox',
    ])
      await refused(() =>
        ask('POST', `/images/nginx/tag?repo=${encodeURIComponent(repo).replaceAll('%2F', '/')}&tag=latest`),
      )
    expect((await docker(me, 'rmi busybox')).code).toBe(0)
  })
  it('lists, filters and prune stay inside', async () => {
    for (const path of [
      '/images/json?all=1',
      `/images/json?filters={"reference":["${other.id}.drydock.local/*"]}`,
      '/images/json?filters={"dangling":["true"]}',
    ]) {
      const { text } = await ask(
        'GET',
        path
          .replaceAll('"', '%22')
          .replaceAll('{', '%7B')
          .replaceAll('}', '%7D')
          .replaceAll('[', '%5B')
          .replaceAll(']', '%5D'),
      )
      expect(text).not.toContain(secret.id)
      expect(text).not.toContain(other.id)
    }
    expect((await ask('POST', '/images/prune?filters=%7B%22dangling%22%3A%5B%22false%22%5D%7D')).status).toBe(200)
  })
  it('import, pull and push reach nothing', async () => {
    await refused(() => ask('POST', '/images/create?fromSrc=http://127.0.0.1/x&repo=x'))
    await refused(() => ask('POST', '/images/create?fromImage=127.0.0.1:5000/x&tag=latest'))
    await refused(() => ask('POST', `/images/create?fromImage=${other.id}.drydock.local/secret&tag=1`))
    await refused(() => ask('POST', '/images/create?fromImage=workspace&tag=latest'))
    await refused(() => ask('POST', '/images/127.0.0.1:5000/busybox/push?tag=latest'))
    // Refused inside the stream, as the engine does it. There is no class registry on this stage; see registry.it.test.ts.
    expect((await ask('POST', '/images/busybox/push?tag=latest')).text).toContain(
      '"error":"this machine has no class registry"',
    )
    await refused(() => ask('POST', '/images/create?fromSrc=-&repo=x&changes=LABEL%20drydock.tenant=x'))
    await refused(() =>
      ask('POST', '/images/create?fromSrc=-&repo=x&changes=ENV%20A=1%0AONBUILD%20COPY%20--from=x%20/%20/'),
    )
  })
})

describe('G-I11 archives', () => {
  const load = async (entries: Packed[]) => postTar(me, '/images/load', {}, await packTar(entries))
  const parts = async () => {
    const files = await unpackTar(secret.archive)
    const [item] = JSON.parse(String(files.get('manifest.json')))
    const config: Packed = [item.Config, files.get(item.Config) as Buffer]
    const layers: Packed[] = item.Layers.map((path: string) => [path, files.get(path) as Buffer])
    const manifest = (more: object = {}): Packed => ['manifest.json', JSON.stringify([{ ...item, ...more }])]
    return { item, config, layers, manifest }
  }
  it('can’t name what only another tenant has', async () => {
    const { config, layers, manifest } = await parts()
    // The configuration is known, the layers are not: the engine would take its own.
    await refused(() => load([config, manifest()]))
    await refused(() => load([config, ...layers.map(([path]): Packed => [path, 'forged']), manifest()]))
    await refused(() =>
      load([
        config,
        ...layers.map(([path]): Packed => [path, '', { type: 'symlink', linkname: '/etc/passwd' }]),
        manifest(),
      ]),
    )
    await refused(() => ask('GET', `/images/${secret.id}/json`))
  })
  it('can’t forge tags', async () => {
    const { config, layers, manifest } = await parts()
    const forged = [
      `${other.id}.drydock.local/secret:1`,
      'catalog.drydock.local/busybox:latest',
      `${me.id}.drydock.local/x:1`,
    ]
    for (const tag of forged) await refused(() => load([config, ...layers, manifest({ RepoTags: [tag] })]))
    const { status } = await load([
      config,
      ...layers,
      ['repositories', JSON.stringify({ 'catalog.drydock.local/busybox': { latest: 'x' } })],
      manifest({ RepoTags: ['busybox:latest'] }),
    ])
    expect(status).toBe(200)
    expect((await docker(me, 'rmi busybox')).code).toBe(0)
  })
  it.each<[string, (manifest: Packed) => Packed[]]>([
    ['two manifests', (manifest) => [manifest, manifest]],
    ['two spellings of the manifest', (manifest) => [manifest, ['./manifest.json', '[]']]],
    ['keys in another case', () => [['manifest.json', '[{"config":"x","Config":"y","Layers":[]}]']]],
    ['a path that leaves', () => [['manifest.json', '[{"Config":"../../etc/passwd","Layers":[]}]']]],
    ['no manifest', () => [['repositories', '{}']]],
    ['a manifest that is a link', () => [['manifest.json', '', { type: 'symlink', linkname: '/etc/passwd' }]]],
  ])('%s', async (_what, entries) => {
    const { config, layers, manifest } = await parts()
    await refused(() => load([config, ...layers, ...entries(manifest())]))
  })
})

describe('G-B builds', () => {
  it.each([
    ['a URL as context', { remote: 'http://127.0.0.1/' }],
    ['BuildKit', { version: '2' }],
    ['a session', { remote: 'client-session', session: 'x' }],
    ['the host network', { networkmode: 'host' }],
    ['a container’s network', { networkmode: 'container:x' }],
    ['another tenant’s network', { networkmode: 'inner' }],
    ['a cgroup', { cgroupparent: '/' }],
    ['security options', { securityopt: '["seccomp=unconfined"]' }],
    ['our labels', { labels: '{"drydock.tenant":"x"}' }],
    ['more memory', { memory: String(64 * 1024 ** 3) }],
    ['foreign tags', { t: 'catalog.drydock.local/busybox:latest' }],
    ['outputs', { outputs: '[{"Type":"local"}]' }],
    ['squash', { squash: '1' }],
    ['duplicate keys', { buildargs: '{"A":"1","A":"2"}' }],
  ])('refuse %s', async (_what, query) => {
    await refused(async () => build(me, 'FROM busybox\nRUN true\n', { query: query as Record<string, string> }))
  })
  it('find no image of others through ARG, ONBUILD or a base image', async () => {
    await refused(async () => build(me, `ARG X\nFROM $X\n`, { query: { buildargs: JSON.stringify({ X: secret.id }) } }))
    await refused(async () => build(me, `FROM busybox\nONBUILD COPY --from=${secret.id} / /\n`))
    const { status } = await build(me, 'FROM busybox\nONBUILD COPY --from=secret:1 / /x\n', { query: { t: 'trap' } })
    // The name could be a stage of the build that comes; there it is looked at again.
    if (status === 200) await refused(async () => build(me, 'FROM trap\nRUN ls /x\n'))
  })
  it('find no image of others through a trigger that commit or load put there', async () => {
    await docker(me, 'create --name t busybox true')
    await refused(() =>
      ask(
        'POST',
        `/commit?container=t&repo=trap2&changes=${encodeURIComponent(`ONBUILD COPY --from=${secret.id} / /x`)}`,
      ),
    )
    await refused(() => ask('POST', '/commit?container=t&repo=trap2', { OnBuild: [`COPY --from=${secret.id} / /x`] }))
  })
  it('fetch nothing for the tenant', async () => {
    for (const line of [
      'ADD http://169.254.169.254/ /x',
      'ARG U=http://127.0.0.1/\nADD $U /x',
      'ADD ["http://127.0.0.1/","/x"]',
      'ADD ht"tp"://127.0.0.1/ /x',
    ])
      await refused(async () => build(me, `FROM busybox\n${line}\n`))
  })
  it('take one Dockerfile, whatever the tar says', async () => {
    const evil = `FROM ${secret.id}\n`
    await refused(async () => build(me, 'FROM busybox\n', { files: [['./Dockerfile', evil]] }))
    await refused(async () => build(me, 'FROM busybox\n', { files: [['.drydock.Dockerfile', evil]] }))
    await refused(async () =>
      build(me, 'FROM busybox\n', {
        files: [
          ['x', '', { type: 'symlink', linkname: '.' }],
          ['x/../Dockerfile', evil],
        ],
      }),
    )
    // Through a link in the context: ours comes last and replaces it.
    const { status, text } = await build(me, 'FROM busybox\nRUN echo fine\n', {
      files: [
        ['y', '', { type: 'symlink', linkname: '.' }],
        ['y/.drydock.Dockerfile', evil],
      ],
    })
    expect(`${status} ${text}`).toMatch(/^400|fine/)
    expect(text).not.toContain('hidden')
  })
  it('see nothing of the engine in their output', async () => {
    const { text } = await build(me, 'FROM busybox\nRUN echo x\nCOPY nope /\n', { query: { t: 'me/x' } })
    expect(text).not.toMatch(/drydock|t[a-z2-7]{12}/)
  })
  it('share no cached step', async () => {
    const dockerfile = 'FROM busybox\nRUN echo hidden > /secret\nENV X=1\n'
    const { text } = await build(me, dockerfile)
    expect(text).not.toContain('Using cache')
    expect((await build(me, dockerfile, { query: { cachefrom: JSON.stringify([secret.id]) } })).text).not.toContain(
      secret.step,
    )
  })
})

describe('G-V and G-N', () => {
  it('volumes of others and of the machine', async () => {
    for (const name of ['data', `${other.id}_data`]) {
      await refused(() => ask('GET', `/volumes/${name}`))
      await refused(() => ask('DELETE', `/volumes/${name}?force=0`))
    }
    const opts = { type: 'none', o: 'bind', device: '/' }
    await refused(() => ask('POST', '/volumes/create', { Name: 'v', DriverOpts: opts }))
    await refused(() => ask('POST', '/volumes/create', { Name: 'v', driveropts: opts }))
    await refused(() => ask('POST', '/volumes/create', { Name: 'v', Driver: 'vieux/sshfs' }))
    await refused(() => ask('POST', '/volumes/create', { Name: '../x' }))
    await refused(() => ask('POST', '/volumes/create', { Name: 'v', Labels: { 'drydock.tenant': other.id } }))
    await refused(() => ask('PUT', '/volumes/data', {}))
    expect((await ask('POST', '/volumes/prune')).status).toBe(200)
    expect((await ask('GET', '/volumes')).text).not.toContain('data')
  })
  it('networks of others and of the machine', async () => {
    const { Id } = await stage.raw.json<{ Id: string }>('GET', { path: `/networks/${other.id}_inner` })
    await docker(me, 'create --name joiner busybox true')
    for (const name of ['inner', `${other.id}_inner`, Id, Id.slice(0, 12), 'docker0']) {
      await refused(() => ask('GET', `/networks/${name}`))
      await refused(() => ask('DELETE', `/networks/${name}`))
      await refused(() => ask('POST', `/networks/${name}/connect`, { Container: 'joiner' }))
    }
    for (const name of ['host', 'none'])
      await refused(() => ask('POST', `/networks/${name}/connect`, { Container: 'joiner' }))
    for (const more of [
      { Options: { 'com.docker.network.bridge.name': 'docker0' } },
      { Driver: 'macvlan' },
      { Driver: 'host' },
      { IPAM: { Config: [{ Subnet: '8.8.8.0/24' }] } },
      { IPAM: { Driver: 'null' } },
      { ConfigFrom: { Network: 'x' } },
      { Ingress: true },
      { EnableIPv6: true },
      { Scope: 'swarm' },
      { Labels: { 'drydock.tenant': other.id } },
      { Name: 'bridge' },
    ])
      await refused(() => ask('POST', '/networks/create', { Name: 'n', ...more }))
    await refused(() =>
      ask('POST', '/networks/bridge/connect', { Container: 'joiner', EndpointConfig: { DriverOpts: { a: 'b' } } }),
    )
    expect((await ask('POST', '/networks/prune')).status).toBe(200)
    expect((await ask('GET', '/networks')).text).not.toContain('inner')
  })
})

it('nothing of it was an error of the gateway itself', () => {
  expect(stage.errors).toEqual([])
})
