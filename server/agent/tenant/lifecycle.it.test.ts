// Ends: of a client, of a tenant, of the engine's answers, of the agent. The raw engine and the machine say what is left.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, packTar } from '#server/agent/gateway/test-build.ts'
import { createEngineProxy, type EngineProxy } from '#server/agent/gateway/test-engine-proxy.ts'
import { createStage, docker, follow, type Stage, until } from '#server/agent/gateway/test-stage.ts'
import { createUpstream } from '#server/agent/gateway/upstream.ts'
import type { Tenant } from '#server/agent/part.ts'

/** Many commands; each takes seconds on a busy machine. */
const SLOW_MS = 180_000

const socketPath = process.env.DRYDOCK_TEST_DOCKER as string
let directory: string
let proxy: EngineProxy
let stage: Stage
/** Past the proxy. */
const raw = createUpstream(socketPath)
beforeAll(async () => {
  directory = await mkdtemp('/tmp/dd-life-')
  proxy = await createEngineProxy(join(directory, 'engine.sock'), socketPath)
  process.env.DRYDOCK_TEST_DOCKER = proxy.path
  stage = await createStage()
})
afterAll(async () => {
  process.env.DRYDOCK_TEST_DOCKER = socketPath
  await stage?.end()
  await proxy?.stop()
  await rm(directory, { recursive: true, force: true })
})

const ok = async (tenant: Tenant, args: string, input?: string) => {
  const ran = await docker(tenant, args, input)
  expect(`${args}: ${ran.err}`).toBe(`${args}: `)
  return ran.out
}

/** What of the engine and of the machine speaks of the tenant. */
async function traces(id: string): Promise<string[]> {
  const out: string[] = []
  const lists = {
    containers: await raw.json('GET', { path: '/containers/json', query: { all: true } }),
    networks: await raw.json('GET', { path: '/networks' }),
    volumes: (await raw.json('GET', { path: '/volumes' })).Volumes ?? [],
    images: await raw.json('GET', { path: '/images/json', query: { all: true } }),
  }
  for (const [kind, list] of Object.entries(lists))
    for (const one of list) if (JSON.stringify(one).includes(id)) out.push(`${kind} ${one.Id ?? one.Name}`)
  if (readFileSync('/proc/self/mountinfo', 'utf8').includes(id)) out.push('mounts')
  const found = execFileSync('sh', [
    '-c',
    `find /sys/fs/cgroup ${directory.replace(/life-.*/, 'gw-*')} -path '*${id}*' 2>/dev/null || true`,
  ])
  out.push(...found.toString().split('\n').filter(Boolean))
  return out
}
const kinds = (found: string[]) => [...new Set(found.map((one) => one.split(/[ /]/)[0] || 'file'))].sort()

describe('a client that goes away', () => {
  let me: Tenant
  beforeAll(async () => {
    me = await stage.tenants.create()
    await ok(me, 'run -d --name web busybox sh -c "while :; do echo x; sleep 1; done"')
  })

  /** Sends a request, waits until the engine has its own, goes away: the engine's must end. */
  const leaves = async (request: string, upstream: RegExp) => {
    const before = proxy.open(upstream).length
    const socket = net.connect(me.socketPath)
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (part) => {
      text += part
    })
    socket.write(request)
    await until('the engine works on it', () => proxy.open(upstream).length > before).catch((error: Error) => {
      throw new Error(`${error.message}: ${request} ${text.slice(0, 300)}`)
    })
    socket.destroy()
    await until('the engine has ended it', () => proxy.open(upstream).length <= before)
  }
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: docker\r\n\r\n`
  const post = (path: string, body = '', headers = '') =>
    `POST ${path} HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`

  it('G-205 ends logs -f, stats, wait, attach, export on the engine', async () => {
    await leaves(get('/containers/web/logs?follow=1&stdout=1'), /\/logs\?/)
    await leaves(get('/containers/web/stats?stream=1'), /\/stats/)
    await leaves(post('/containers/web/wait'), /\/wait/)
    const upgrade = 'Connection: Upgrade\r\nUpgrade: tcp\r\n'
    await leaves(post('/containers/web/attach?stream=1&stdout=1', '', upgrade), /\/attach/)
    await leaves(post('/containers/web/attach?stream=1&stdout=1'), /\/attach/)
    await docker(me, 'exec web dd if=/dev/urandom of=/big bs=1M count=30')
    const slow = net.connect(me.socketPath)
    slow.write(get('/containers/web/export'))
    await until('the engine works on it', () => proxy.open(/\/export/).length === 1)
    slow.destroy()
    await until('the engine has ended it', () => proxy.open(/\/export/).length === 0)
    await ok(me, 'exec web rm /big')
  })

  it('G-205 ends events without leaving a listener behind', async () => {
    const socket = net.connect(me.socketPath)
    let text = ''
    socket.on('data', (part) => {
      text += part
    })
    socket.write(get('/events'))
    await until('the stream stands', async () => {
      await docker(me, 'exec web true')
      return text.includes('exec_create')
    })
    socket.destroy()
    // One stream of the engine feeds all tenants, and it stays.
    expect(proxy.open(/\/events/)).toHaveLength(1)
  })

  it('G-205 an exec loses its stdin: what reads from it ends', async () => {
    const { text } = await call(me, 'POST', '/containers/web/exec', {
      Cmd: ['sh'],
      AttachStdin: true,
      AttachStdout: true,
    })
    const { Id } = JSON.parse(text)
    const upgrade = 'Connection: Upgrade\r\nUpgrade: tcp\r\n'
    await leaves(post(`/exec/${Id}/start`, '{}', upgrade), /\/exec\/[0-9a-f]+\/start/)
    await until('its shell has ended', async () => !(await raw.json('GET', { path: `/exec/${Id}/json` })).Running)
  })

  it(
    'G-205 ends a build with the container of its step; what it had made is the learner’s',
    async () => {
      const steps = async () =>
        (await raw.json<{ Labels: Record<string, string> }[]>('GET', { path: '/containers/json' })).filter(
          ({ Labels }) => Labels['drydock.build'] === me.id,
        )
      const body = (await packTar([['Dockerfile', 'FROM busybox\nRUN echo made > /made\nRUN sleep 1000\n']])).toString(
        'latin1',
      )
      const socket = net.connect(me.socketPath)
      let text = ''
      socket
        .on('error', () => {})
        .on('data', (part) => {
          text += part
        })
      const head = `POST /build?version=1 HTTP/1.1\r\nHost: docker\r\nContent-Type: application/x-tar\r\nContent-Length: ${body.length}\r\n\r\n`
      socket.write(Buffer.from(head + body, 'latin1'))
      await until(
        'the second step runs',
        async () => /Step 3[\s\S]*Running in/.test(text) && (await steps()).length === 1,
      )
      socket.destroy()
      await until('its container is gone', async () => (await steps()).length === 0)
      await until('the engine’s request has ended', () => proxy.open(/\/build\?/).length === 0)
      await until(
        'what was made is there',
        async () => (await ok(me, 'images -q --filter dangling=true')).length === 12,
      )
      expect((await docker(me, 'build -q -', 'FROM busybox\nRUN true\n')).code).toBe(0)
    },
    SLOW_MS,
  )
})

describe('a tenant that is removed', () => {
  it(
    'G-705 leaves nothing, whatever state its things are in and whatever is under way',
    async () => {
      const me = await stage.tenants.create()
      await ok(me, 'run -d --name runs -v data:/d -v /anonymous busybox sleep 1000')
      await ok(me, 'run -d --name paused busybox sleep 1000')
      await ok(me, 'pause paused')
      await ok(me, 'run -d --name again --restart always busybox false')
      await ok(me, 'run -d --name deaf busybox sh -c "trap : TERM INT; while :; do sleep 1; done"')
      await ok(me, 'create --name created -v /home/student/app:/app busybox')
      await ok(me, 'run --name ended busybox true')
      const renamed = await ok(me, 'create --name renamed busybox')
      // By somebody at the engine itself.
      await stage.raw.json('POST', { path: `/containers/${renamed}/rename`, query: { name: `by_hand_${Date.now()}` } })
      await ok(me, 'network create inner')
      await ok(me, 'network connect inner runs')
      // Somebody else's container in it, by a hand at the engine itself.
      const guest = await stage.tenants.create()
      const other = await ok(guest, 'run -d busybox sleep 1000')
      await stage.raw.json('POST', { path: `/networks/${me.id}_inner/connect`, body: { Container: other } })
      await ok(me, 'exec -d runs sleep 1000')
      await docker(me, 'build -t app:1 -', 'FROM busybox\nRUN echo a > /a\nRUN echo b > /b\n')
      await docker(me, 'build -', 'FROM busybox\nRUN echo c > /c\nRUN false\n')
      await ok(me, 'tag busybox mine')
      const streams = [['logs', '-f', 'runs'], ['events'], ['attach', 'deaf'], ['stats']].map((args) =>
        follow(me, args),
      )
      const building = docker(me, 'build -', 'FROM busybox\nRUN echo d > /d\nRUN sleep 1000\n')
      await until('the build is under way', () => proxy.open(/\/build\?/).length === 1)
      const before = kinds(await traces(me.id))
      expect(before).toEqual(['containers', 'file', 'images', 'networks', 'volumes'])
      await stage.tenants.remove(me.id)
      for (const stream of streams) stream.end()
      await building
      await until('nothing is left', async () => (await traces(me.id)).length === 0)
      expect(stage.tenants.get(me.id)).toBeUndefined()
      expect(await ok(guest, 'ps -q --no-trunc')).toBe(other)
    },
    SLOW_MS,
  )

  it(
    'G-706 takes what calls under way still make',
    async () => {
      const me = await stage.tenants.create()
      const calls = Array.from({ length: 12 }, (_, n) =>
        n % 3 === 0
          ? call(me, 'POST', '/volumes/create', { Name: `vol${n}` })
          : call(me, 'POST', `/containers/create?name=box${n}`, { Image: 'busybox', Cmd: ['true'] }),
      )
      await until('the engine makes one', () => proxy.open(/\/create/).length > 0)
      const [made] = await Promise.all([Promise.allSettled(calls), stage.tenants.remove(me.id)])
      // Cut off in the middle, or the test would prove nothing.
      expect(made.some(({ status }) => status === 'rejected')).toBe(true)
      expect(await traces(me.id)).toEqual([])
    },
    SLOW_MS,
  )

  it(
    'G-707 is removed in the end when the engine was away, and by the next agent',
    async () => {
      const [me, next] = [await stage.tenants.create(), await stage.tenants.create()]
      for (const tenant of [me, next]) await ok(tenant, 'run -d --name web -v data:/d busybox sleep 1000')
      proxy.leave()
      const removal = stage.tenants.remove(me.id)
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(stage.tenants.get(me.id)).toBeUndefined()
      expect(existsSync(me.homeDir)).toBe(true)
      proxy.comeBack()
      await removal
      expect(await traces(me.id)).toEqual([])

      proxy.leave()
      const cut = stage.tenants.remove(next.id).catch((error: Error) => error)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const restarted = stage.restart().catch((error: Error) => error)
      proxy.comeBack()
      await Promise.all([cut, restarted])
      if ((await restarted) instanceof Error) await stage.restart()
      expect(stage.tenants.get(next.id)).toBeUndefined()
      stage.tenants.resume()
      await until('the next agent has removed it', async () => (await traces(next.id)).length === 0)
    },
    SLOW_MS,
  )
})

describe('an agent that is dropped in the middle of work', () => {
  it(
    'G-702 finds tenants, ports, limits, journal; G-704 what happened meanwhile',
    async () => {
      const me = await stage.tenants.create({ note: 'kept' })
      await ok(me, 'run -d --name web -p 8080:80 -v data:/d busybox sleep 1000')
      await ok(me, 'run -d --name brief -p 9090:90 busybox sleep 3')
      await ok(me, 'network create inner')
      await docker(me, 'build -t app -', 'FROM busybox\nRUN echo a > /a\n')
      const see = async () => ({
        ps: await ok(me, 'ps -a --filter name=web --format "{{.ID}} {{.Names}} {{.Image}} {{.Ports}} {{.State}}"'),
        volumes: await ok(me, 'volume ls -q'),
        networks: await ok(me, 'network ls -q'),
        images: await ok(me, 'images -q'),
        limits: await ok(me, 'inspect -f "{{json .HostConfig}}" web'),
      })
      const before = await see()
      const calls = stage.tenants.calls(me.id).map(({ n, route }) => `${n} ${route}`)
      const cut = docker(me, 'build -', 'FROM busybox\nRUN sleep 1000\n')
      const logs = follow(me, ['logs', '-f', 'web'])
      await until('the build is under way', () => proxy.open(/\/build\?/).length === 1)
      await stage.restart()
      await cut
      logs.end()
      // Relays are opened again one after the other.
      await until('everything is as it was', async () => isDeepStrictEqual(await see(), before))
      expect(stage.tenants.get(me.id)).toMatchObject({ id: me.id, note: 'kept' })
      const kept = stage.tenants.calls(me.id).map(({ n, route }) => `${n} ${route}`)
      expect(kept.slice(0, calls.length)).toEqual(calls)
      await until('relays are as the containers are', () => {
        const relays = stage.host.relays(me)
        return relays.has('8080/tcp') && !relays.has('9090/tcp')
      })
      expect((await docker(me, 'run --rm -p 8080:80 busybox true')).err).toContain('port is already allocated')
      await ok(me, 'rm -f web')
      await until('its port is free', () => stage.host.relays(me).size === 0)
    },
    SLOW_MS,
  )

  it('G-704 events of a gap come when the stream stands again', async () => {
    const me = await stage.tenants.create()
    await ok(me, 'run -d --name web busybox sleep 1000')
    const events = follow(me, ['events', '--format', '{{.Action}} {{.Actor.Attributes.name}}'])
    await until('events come', async () => {
      await docker(me, 'exec web true')
      return events.text().includes('exec_create')
    })
    proxy.leave()
    // Past the gateway, as a container that ends by itself.
    await raw.json('POST', { path: `/containers/${me.id}_web/stop`, query: { t: 0 } })
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(events.text()).not.toMatch(/^die web$/m)
    proxy.comeBack()
    await until('the gap is told', () => /^die web$/m.test(events.text()))
    expect(events.text().match(/^die web$/gm)).toHaveLength(1)
    events.end()
  })
})
