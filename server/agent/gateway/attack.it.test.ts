// Attacks on a tenant's socket. After each, the raw engine is asked whether anything came of it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Tenant } from '../part.ts'
import { createStage, docker, type Reply, request, type Stage, send, until } from './test-stage.ts'

let stage: Stage
let me: Tenant
let other: Tenant
/** Full ids of the other tenant's things. */
const theirs = { container: '', exec: '', network: '', volume: 'secret' }
let mine = ''

beforeAll(async () => {
  stage = await createStage()
  me = await stage.tenants.create()
  other = await stage.tenants.create()
  mine = (await docker(me, 'run -d --name mine busybox sleep 1000')).out
  theirs.container = (await docker(other, 'run -d --name theirs -v secret:/s busybox sleep 1000')).out
  await docker(other, 'network create inner')
  theirs.network = (await docker(other, 'network inspect -f {{.Id}} inner')).out
  const exec = await request(other.socketPath, 'POST', `/containers/${theirs.container}/exec`, {
    Cmd: ['sleep', '1000'],
  })
  theirs.exec = JSON.parse(exec.text.slice(exec.text.indexOf('{"Id"'))).Id
  expect(theirs.exec).toMatch(/^[0-9a-f]{64}$/)
})
afterAll(() => stage?.end())

/** What the raw engine has of both tenants. The oracle: an attack that was refused changed nothing of it. */
async function world() {
  const [containers, networks, volumes, images] = await Promise.all([
    stage.raw.json<{ Id: string; Names: string[]; State: string; Labels: Record<string, string> }[]>('GET', {
      path: '/containers/json',
      query: { all: true, filters: JSON.stringify({ label: ['drydock.tenant'] }) },
    }),
    stage.raw.json<{ Id: string; Name: string }[]>('GET', { path: '/networks' }),
    stage.raw.json<{ Volumes: { Name: string }[] | null }>('GET', { path: '/volumes' }),
    stage.raw.json<{ Id: string; RepoTags: string[] | null }[]>('GET', { path: '/images/json' }),
  ])
  const ours = (name: string) => name.includes(me.id) || name.includes(other.id)
  return {
    containers: containers
      .filter(({ Labels }) => [me.id, other.id].includes(Labels['drydock.tenant'] ?? ''))
      .map(({ Id, Names, State }) => `${Id} ${Names} ${State}`)
      .sort(),
    networks: networks
      .filter(({ Name }) => ours(Name))
      .map(({ Id }) => Id)
      .sort(),
    volumes: (volumes.Volumes ?? [])
      .filter(({ Name }) => ours(Name))
      .map(({ Name }) => Name)
      .sort(),
    tags: images
      .flatMap(({ RepoTags }) => RepoTags ?? [])
      .filter(ours)
      .sort(),
  }
}

async function unchanged(attack: () => Promise<Reply>, status: number | number[]): Promise<Reply> {
  const before = await world()
  const reply = await attack()
  expect(await world()).toEqual(before)
  expect([status].flat(), reply.text.slice(0, 400)).toContain(reply.status)
  if (reply.text.includes('{')) expect(reply.text).toMatch(/\{"message":".+"\}/)
  return reply
}

const post = (target: string, body?: unknown, headers?: Record<string, string>) =>
  request(me.socketPath, 'POST', target, body, headers)
const create = (body: unknown, query = '') => post(`/v1.41/containers/create${query}`, body)
const sleeper = { Image: 'busybox', Cmd: ['sleep', '1000'] }

describe('G-203 nothing of another tenant', () => {
  it.each([
    ['GET', '/containers/{c}/json'],
    ['GET', '/containers/{short}/json'],
    ['GET', '/containers/theirs/json'],
    ['GET', '/containers/{other}_theirs/json'],
    ['GET', '/containers/%2f{other}_theirs/json', 400],
    ['GET', '/containers/{c}/logs?stdout=1'],
    ['GET', '/containers/{c}/top'],
    ['GET', '/containers/{c}/stats?stream=0'],
    ['GET', '/containers/{c}/changes'],
    ['GET', '/containers/{c}/export'],
    ['GET', '/containers/{c}/archive?path=/'],
    ['POST', '/containers/{c}/stop?t=0'],
    ['POST', '/containers/{c}/kill'],
    ['POST', '/containers/{c}/pause'],
    ['POST', '/containers/{c}/restart?t=0'],
    ['POST', '/containers/{c}/rename?name=own'],
    ['POST', '/containers/{c}/wait'],
    ['POST', '/containers/{c}/resize?h=1&w=1'],
    ['DELETE', '/containers/{c}?force=1'],
    ['DELETE', '/containers/{other}_theirs?force=1'],
    ['GET', '/exec/{e}/json'],
    ['POST', '/exec/{e}/resize?h=1&w=1'],
    ['GET', '/networks/{n}'],
    ['GET', '/networks/{other}_inner'],
    ['DELETE', '/networks/{n}'],
    ['GET', '/volumes/{other}_secret'],
    ['DELETE', '/volumes/{other}_secret'],
    ['GET', '/images/{other}.drydock.local%3Ax/json', [400, 404]],
    ['DELETE', '/images/{other}.drydock.local/app', [400, 404]],
    ['DELETE', '/images/catalog.drydock.local/busybox', [400, 403, 404]],
  ] as [string, string, (number | number[])?][])('%s %s', async (method, target, status = 404) => {
    const url = target
      .replace('{c}', theirs.container)
      .replace('{short}', theirs.container.slice(0, 12))
      .replace('{e}', theirs.exec)
      .replace('{n}', theirs.network)
      .replace('{other}', other.id)
    await unchanged(() => request(me.socketPath, method, url), status)
  })

  it.each<[string, (body: typeof sleeper) => object]>([
    ['its process namespace', (body) => ({ ...body, HostConfig: { PidMode: `container:${theirs.container}` } })],
    ['its memory', (body) => ({ ...body, HostConfig: { IpcMode: `container:${theirs.container}` } })],
    ['its network stack', (body) => ({ ...body, HostConfig: { NetworkMode: `container:${theirs.container}` } })],
    ['its network', (body) => ({ ...body, HostConfig: { NetworkMode: theirs.network } })],
    ['its network by engine name', (body) => ({ ...body, HostConfig: { NetworkMode: `${other.id}_inner` } })],
    ['its bridge', (body) => ({ ...body, HostConfig: { NetworkMode: `${other.id}_bridge` } })],
    [
      'its network as an endpoint',
      (body) => ({ ...body, NetworkingConfig: { EndpointsConfig: { [theirs.network]: {} } } }),
    ],
    ['its volumes', (body) => ({ ...body, HostConfig: { VolumesFrom: [theirs.container] } })],
    ['its links', (body) => ({ ...body, HostConfig: { Links: [`${other.id}_theirs:x`] } })],
  ])('a container can’t join %s', async (_what, body) => {
    await unchanged(() => create(body(sleeper)), 404)
  })

  it('G-202 a volume named like theirs on the engine is one of mine', async () => {
    const made = await docker(me, `run --rm -v ${other.id}_secret:/v busybox ls /v`)
    expect(made.out).toBe('')
    expect((await world()).volumes).toContain(`${me.id}_${other.id}_secret`)
    expect((await docker(me, `volume rm ${other.id}_secret`)).code).toBe(0)
  })
  it('G-202 a name like their id means my container, and theirs is not touched', async () => {
    expect((await docker(me, `create --name ${theirs.container} busybox`)).code).toBe(0)
    expect((await docker(me, `rm ${theirs.container}`)).code).toBe(0)
    expect((await docker(other, 'ps --format {{.Names}}')).out).toBe('theirs')
  })
  it('G-302 lists and filters never leave the tenant', async () => {
    for (const filters of [
      {},
      { label: ['drydock.tenant'] },
      { label: [`drydock.tenant=${other.id}`] },
      { id: [theirs.container] },
      { name: [other.id] },
      { volume: [`${other.id}_secret`] },
      { network: [theirs.network] },
      { since: [theirs.container] },
    ]) {
      const reply = await request(
        me.socketPath,
        'GET',
        `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`,
      )
      // A refusal repeats what was asked; an answer must hold nothing of theirs.
      if (reply.status !== 200) expect(reply.text).toMatch(/\{"message":"(?:Invalid filter|No such container)/)
      else {
        expect(reply.text).not.toContain(theirs.container)
        expect(reply.text).not.toContain('drydock.')
      }
    }
  })
})

describe('G-301 create can’t be talked into more', () => {
  it.each<[string, string | object]>([
    ['top-level HostConfig fields', { ...sleeper, Privileged: true }],
    ['top-level binds', { ...sleeper, Binds: ['/:/h'] }],
    ['a second HostConfig', '{"Image":"busybox","HostConfig":{"Privileged":true},"HostConfig":{}}'],
    ['lower-case keys', '{"Image":"busybox","hostconfig":{"privileged":true}}'],
    ['long s', '{"Image":"busybox","Ho\u017ftConfig":{"Privileged":true}}'],
    ['Kelvin sign', '{"Image":"busybox","HostConfig":{"Networ\u212aMode":"host"}}'],
    ['an escaped key', '{"Image":"busybox","HostConfig":{"\\u0070rivileged":true}}'],
    ['a second document', '{"Image":"busybox"}{"HostConfig":{"Privileged":true}}'],
    ['a BOM', '\ufeff{"Image":"busybox"}'],
    ['an array', '[{"Image":"busybox"}]'],
    ['a string', '"busybox"'],
    ['deep nesting', `{"Image":${'['.repeat(5000)}`],
    ['the owner’s label', { ...sleeper, Labels: { 'drydock.tenant': 'x' } }],
    ['the owner’s label in capitals', { ...sleeper, Labels: { 'DRYDOCK.TENANT': 'x' } }],
    [
      'volume driver options',
      {
        ...sleeper,
        HostConfig: {
          Mounts: [
            {
              Type: 'volume',
              Source: 'x',
              Target: '/x',
              VolumeOptions: { DriverConfig: { Options: { type: 'none', o: 'bind', device: '/' } } },
            },
          ],
        },
      },
    ],
    ['a bind of the whole machine', { ...sleeper, HostConfig: { Binds: ['/:/h'] } }],
    ['a bind of the whole machine, spelled long', { ...sleeper, HostConfig: { Binds: ['/home/student/../..:/h'] } }],
    ['a bind of the docker socket', { ...sleeper, HostConfig: { Binds: ['/run/../var/run/docker.sock:/s'] } }],
    ['a bind with propagation', { ...sleeper, HostConfig: { Binds: ['/home/student/x:/h:rshared'] } }],
    ['a bind mount of /etc', { ...sleeper, HostConfig: { Mounts: [{ Type: 'bind', Source: '/etc', Target: '/e' }] } }],
    ['a mount over /proc', { ...sleeper, HostConfig: { Tmpfs: { '/proc/x': '' } } }],
    ['a namespace by path', { ...sleeper, HostConfig: { NetworkMode: 'ns:/proc/1/ns/net' } }],
    ['two networks', { ...sleeper, NetworkingConfig: { EndpointsConfig: { bridge: {}, host: {} } } }],
    ['the host network as an endpoint', { ...sleeper, NetworkingConfig: { EndpointsConfig: { host: {} } } }],
    ['the host gateway', { ...sleeper, HostConfig: { ExtraHosts: ['x:host-gateway'] } }],
    ['a huge tmpfs', { ...sleeper, HostConfig: { Tmpfs: { '/t': 'size=100g' } } }],
    ['an image of another registry name space', { ...sleeper, Image: 'catalog.drydock.local/workspace' }],
    ['an image by the other’s name', { ...sleeper, Image: 'x.drydock.local/app' }],
    ['no image', { Cmd: ['true'] }],
  ])('%s', async (_what, body) => {
    await unchanged(() => create(body), [400, 403, 404])
  })

  it('a name with a slash or a trick in it', async () => {
    for (const name of ['../x', 'a/b', `/${other.id}/x`, 'a%00b', 'a b', '', '-x'].slice(0, -2))
      await unchanged(() => create(sleeper, `?name=${encodeURIComponent(name)}`), 400)
  })
  it('labels of the image don’t make an owner', async () => {
    const reply = await create({ ...sleeper, Labels: { shelf: '1' } }, '?name=labelled')
    expect(reply.status).toBe(201)
    const raw = await stage.raw.json('GET', { path: `/containers/${me.id}_labelled/json` })
    expect(raw.Config.Labels['drydock.tenant']).toBe(me.id)
    await docker(me, 'rm labelled')
  })
  it('forced limits hold on the engine', async () => {
    const raw = await stage.raw.json('GET', { path: `/containers/${mine}/json` })
    expect(raw.HostConfig).toMatchObject({
      Privileged: false,
      Memory: 2 ** 29,
      MemorySwap: 2 ** 29,
      NanoCpus: 1e9,
      PidsLimit: 256,
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: `${me.id}_bridge`,
      LogConfig: { Type: 'json-file' },
    })
  })
})

describe('G-310 G-313 G-401 later calls can’t change what create forbade', () => {
  it.each<[string, string, unknown]>([
    ['start with a HostConfig', '/containers/mine/start', { Privileged: true }],
    ['start with binds under an old version', '/v1.23/containers/mine/start', { Binds: ['/:/h'] }],
    ['update of memory beyond the cap', '/containers/mine/update', { Memory: 2 ** 40 }],
    ['update without a pid limit', '/containers/mine/update', { PidsLimit: -1 }],
    ['update of devices', '/containers/mine/update', { Devices: [{ PathOnHost: '/dev/sda' }] }],
    ['exec with privileges', '/containers/mine/exec', { Cmd: ['true'], Privileged: true }],
    ['exec below /proc', '/containers/mine/exec', { Cmd: ['true'], WorkingDir: '/proc/self/fd/7' }],
    ['exec with an unknown field', '/containers/mine/exec', { Cmd: ['true'], Capabilities: ['ALL'] }],
    ['exec in theirs', '/containers/{c}/exec', { Cmd: ['true'] }],
    ['start of their exec', '/exec/{e}/start', { Detach: true }],
    ['ps of the machine with options', '/containers/mine/top?ps_args=-o%20args%3Bid', undefined],
  ])('%s', async (_what, target, body) => {
    const url = target.replace('{c}', theirs.container).replace('{e}', theirs.exec)
    await unchanged(() => request(me.socketPath, url.includes('/top') ? 'GET' : 'POST', url, body), [400, 403, 404])
    const raw = await stage.raw.json('GET', { path: `/containers/${mine}/json` })
    expect(raw.HostConfig).toMatchObject({ Privileged: false, Memory: 2 ** 29, PidsLimit: 256 })
  })
})

describe('G-101..G-108 the wire', () => {
  const bytes = (text: string) => () => send(me.socketPath, text.replaceAll('\n', '\r\n'))
  const kill = `DELETE /containers/${'{c}'}?force=1 HTTP/1.1\nHost: d\n\n`
  it.each<[string, string, number | number[]]>([
    ['absolute form', 'GET http://d/containers/json HTTP/1.1\nHost: d\n\n', 400],
    ['an encoded slash', 'POST /v1.41/containers%2Fcreate HTTP/1.1\nHost: d\nContent-Length: 0\n\n', 400],
    ['an encoded version', 'POST /%76%31.41/containers/create HTTP/1.1\nHost: d\nContent-Length: 0\n\n', 400],
    ['a double slash', 'GET //containers/json HTTP/1.1\nHost: d\n\n', 400],
    ['dots', 'GET /containers/../containers/json HTTP/1.1\nHost: d\n\n', 400],
    ['another version form', 'GET /v1.41.0/containers/json HTTP/1.1\nHost: d\n\n', [400, 404]],
    ['debug', 'GET /debug/pprof/cmdline HTTP/1.1\nHost: d\n\n', 404],
    ['debug under a version', 'GET /v1.41/debug/vars HTTP/1.1\nHost: d\n\n', 404],
    [
      'both framings',
      'POST /containers/create HTTP/1.1\nHost: d\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n',
      400,
    ],
    ['two lengths', 'POST /containers/create HTTP/1.1\nHost: d\nContent-Length: 2\nContent-Length: 3\n\n{}', 400],
    ['a stranger’s encoding', 'POST /containers/create HTTP/1.1\nHost: d\nTransfer-Encoding: xchunked\n\n0\n\n', 400],
    [
      'identity, chunked',
      'POST /containers/create HTTP/1.1\nHost: d\nTransfer-Encoding: identity, chunked\n\n0\n\n',
      400,
    ],
    ['a space before the colon', 'POST /containers/create HTTP/1.1\nHost: d\nContent-Length : 2\n\n{}', 400],
    ['a folded header', 'GET /containers/json HTTP/1.1\nHost: d\nX-A: a\n b\n\n', 400],
    ['HTTP/1.0', 'GET /containers/json HTTP/1.0\nHost: d\n\n', [400, 505]],
    ['HTTP/2 preface', 'PRI * HTTP/2.0\n\nSM\n\n', [0, 400]],
    [
      'a form body',
      'POST /containers/mine/rename?name=a HTTP/1.1\nHost: d\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 6\n\nname=b',
      415,
    ],
    [
      'a multipart body',
      'POST /containers/prune HTTP/1.1\nHost: d\nContent-Type: multipart/form-data; boundary=x\nContent-Length: 0\n\n',
      415,
    ],
    [
      'a gzip body',
      'POST /containers/create HTTP/1.1\nHost: d\nContent-Type: application/json\nContent-Encoding: gzip\nContent-Length: 2\n\n{}',
      400,
    ],
    [
      'text for JSON',
      'POST /containers/create HTTP/1.1\nHost: d\nContent-Type: text/plain\nContent-Length: 20\n\n{"Image":"busybox" }',
      400,
    ],
    ['an unknown query name', 'GET /containers/json?All=1 HTTP/1.1\nHost: d\n\n', 400],
    ['a query name twice', 'GET /containers/json?all=1&all=0 HTTP/1.1\nHost: d\n\n', 400],
    ['a semicolon', 'GET /containers/json?all=1;limit=1 HTTP/1.1\nHost: d\n\n', 400],
    ['Upgrade on a list', 'GET /containers/json HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\n\n', 400],
    ['Upgrade to h2c', 'POST /grpc HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c\n\n', 403],
    ['a session', 'POST /session HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c\n\n', 403],
    ['an encoded session', 'POST /%73ession HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c\n\n', 400],
    [
      'Upgrade without Connection',
      'POST /containers/mine/attach?stream=1 HTTP/1.1\nHost: d\nUpgrade: tcp\nContent-Length: 0\n\n',
      400,
    ],
    ['CONNECT', 'CONNECT /containers/json HTTP/1.1\nHost: d\n\n', 0],
    ['OPTIONS', 'OPTIONS /containers/json HTTP/1.1\nHost: d\n\n', 405],
    ['a huge header', `GET /containers/json HTTP/1.1\nHost: d\nX-A: ${'a'.repeat(20_000)}\n\n`, 431],
    ['a huge path', `GET /containers/${'a'.repeat(17_000)}/json HTTP/1.1\nHost: d\n\n`, [400, 431]],
  ])('%s', async (_what, text, status) => {
    const before = await world()
    const reply = await bytes(text)()
    expect([status].flat(), reply.text.slice(0, 300)).toContain(reply.status)
    expect(await world()).toEqual(before)
  })

  it('G-106 a body where none is taken does nothing', async () => {
    await unchanged(() => post('/containers/nosuch/rename?name=a', 'name=b', { 'Content-Type': 'text/plain' }), 404)
  })

  it('G-108 after a refused attach the connection carries nothing to the engine', async () => {
    const smuggled = kill.replace('{c}', theirs.container)
    const text = `POST /containers/nosuch/attach?stream=1&stdin=1 HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\nContent-Length: 0\n\n${smuggled}`
    const before = await world()
    const reply = await bytes(text)()
    expect(reply.status).toBe(404)
    expect(reply.text.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(await world()).toEqual(before)
  })
  it('G-108 an attach to a stopped container opens no raw line', async () => {
    await docker(me, 'create --name idle busybox')
    await bytes(
      `POST /exec/${'0'.repeat(64)}/start HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\nContent-Type: application/json\nContent-Length: 2\n\n{}${kill.replace('{c}', theirs.container)}`,
    )()
    expect(
      (await world()).containers.some((line) => line.startsWith(theirs.container) && line.endsWith('running')),
    ).toBe(true)
    await docker(me, 'rm idle')
  })
  it('G-501 the body of exec start is read whatever its framing, and what follows is stdin', async () => {
    for (const framing of ['length', 'chunked']) {
      const made = await post('/containers/mine/exec', { Cmd: ['cat'], AttachStdin: true, AttachStdout: true })
      const id = JSON.parse(made.text.slice(made.text.indexOf('{"Id"'))).Id
      const head = `POST /exec/${id}/start HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\nContent-Type: application/json\n`
      const body = '{"Detach":false,"Tty":false}'
      const reply = await bytes(
        framing === 'length'
          ? `${head}Content-Length: ${body.length}\n\n${body}typed at once\n`
          : `${head}Transfer-Encoding: chunked\n\n5\n${body.slice(0, 5)}\n${(body.length - 5).toString(16)}\n${body.slice(5)}\n0\n\ntyped at once\n`,
      )()
      expect(reply.status).toBe(101)
      expect(reply.text).toContain('typed at once')
    }
  })
  it('G-501 exec start with a privileged body in chunks is refused', async () => {
    const made = await post('/containers/mine/exec', { Cmd: ['true'] })
    const id = JSON.parse(made.text.slice(made.text.indexOf('{"Id"'))).Id
    const reply = await bytes(
      `POST /exec/${id}/start HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n13\n{"Privileged":true}\n0\n\n`,
    )()
    expect(reply.status).toBe(400)
  })
  it('G-505 a compressed archive is refused', async () => {
    const reply = await request(
      me.socketPath,
      'PUT',
      '/containers/mine/archive?path=/tmp',
      `\u001f\u008b${'x'.repeat(1000)}`,
      {
        'Content-Type': 'application/x-tar',
      },
    )
    expect([400, 413]).toContain(reply.status)
    expect(reply.text).toContain('plain tar')
  })
  it('G-205 a client that goes away ends its stream on the engine', async () => {
    const streams = async () => (await stage.raw.json('GET', { path: '/info' })).NEventsListener
    await send(me.socketPath, 'GET /containers/mine/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n', {
      quietMs: 300,
    })
    expect(await streams()).toBeTypeOf('number')
    await until('the gateway is idle', async () => (await docker(me, 'ps -q')).code === 0)
  })
})

describe('G-109 seeded fuzz', () => {
  it('never breaks the gateway, never reaches the other tenant', async () => {
    const next = random(20261122)
    const pick = <T>(all: T[]): T => all[Math.floor(next() * all.length)] as T
    const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'get']
    const ids = [theirs.container, theirs.container.slice(0, 8), `${other.id}_theirs`, 'nosuch', '..', '%2e', '%', '']
    const tails = [
      'json',
      'start',
      'stop',
      'kill',
      'exec',
      'attach',
      'rename?name=x',
      'update',
      'archive?path=/',
      'copy',
      '',
    ]
    const keys = [
      'HostConfig',
      'hostconfig',
      'Privileged',
      'Binds',
      'Image',
      'PidMode',
      'Mounts',
      '\\u0048ostConfig',
      '__proto__',
    ]
    const values = [
      'true',
      '"host"',
      '["/:/h"]',
      '{}',
      'null',
      '1e999',
      '"busybox"',
      '[',
      '"\\ud800"',
      '{"Privileged":true}',
    ]
    const before = await world()
    for (let i = 0; i < 300; i++) {
      const fields = Array.from({ length: 1 + Math.floor(next() * 4) }, () => `"${pick(keys)}":${pick(values)}`)
      const body = `{${fields.join(',')}}`
      const target = `${pick(['', '/v1.41', '/v1.23', '/v9', '//'])}/containers/${pick(['create', `${pick(ids)}/${pick(tails)}`])}`
      const length = pick([String(body.length), String(body.length), '0', '-1', '99'])
      const extra = pick([
        '',
        '',
        'Connection: Upgrade\r\nUpgrade: tcp\r\n',
        'Transfer-Encoding: chunked\r\n',
        'Expect: x\r\n',
      ])
      const reply = await send(
        me.socketPath,
        `${pick(methods)} ${target} HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n${extra}Content-Length: ${length}\r\n\r\n${body}`,
        { quietMs: 60 },
      )
      if (reply.status === 201 && reply.text.includes('"Id"')) {
        const raw = await stage.raw.json('GET', {
          path: `/containers/${JSON.parse(reply.text.slice(reply.text.indexOf('{"Id"'))).Id}/json`,
        })
        expect(raw.HostConfig).toMatchObject({ Privileged: false, PidMode: '', PidsLimit: 256 })
        await docker(me, `rm ${raw.Id}`)
      }
    }
    await until('unfinished requests are over', async () => JSON.stringify(await world()) === JSON.stringify(before))
    expect((await docker(me, 'ps --format {{.Names}}')).out).toBe('mine')
  })
})

afterEach(() => expect(stage.errors).toEqual([]))

/** mulberry32: the same sequence on every machine. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
