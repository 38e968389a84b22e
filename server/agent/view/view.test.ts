// Against a small HTTP server that answers as the engine does; how the real one fills the lists is tested end to end.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Tenant, Tenants } from '#server/agent/part.ts'
import type { DockerEvent, DockerObjects } from '#server/protocol/lab.ts'
import { createViews, type Views } from './view.ts'

const log = { info() {}, warn() {}, error() {} }
let dir: string
let server: Server
let views: Views
let asked: string[]
let containers: object[]
let networks: object[]
let tell: (event: DockerEvent) => void
const told: DockerObjects[] = []

const container = (more: object) => ({
  Id: 'c1',
  Names: ['/web'],
  Image: 'nginx',
  Command: 'nginx',
  State: 'running',
  Status: 'Up 1 second',
  Created: 1,
  Ports: [
    { PrivatePort: 80, PublicPort: 8080, Type: 'tcp', IP: '0.0.0.0' },
    { PrivatePort: 80, PublicPort: 8080, Type: 'tcp', IP: '::' },
    { PrivatePort: 443, Type: 'tcp' },
  ],
  NetworkSettings: { Networks: { bridge: {} } },
  Mounts: [{ Type: 'volume', Name: 'data', Destination: '/data' }],
  ...more,
})
const event = (action: string): DockerEvent => ({ time: 0, kind: 'container', action, id: 'c1', attributes: {} })

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-view-'))
  asked = []
  told.length = 0
  containers = [container({})]
  networks = [{ Id: 'n1', Name: 'bridge', Driver: 'bridge', IPAM: { Config: [{ Subnet: '10.0.0.0/26' }] } }]
  const answers: Record<string, () => unknown> = {
    '/containers/json': () => containers,
    '/images/json': () => [{ Id: 'sha256:1', RepoTags: ['nginx:latest'], Size: 5, Created: 2 }],
    '/images/sha256:1/json': () => ({ RootFS: { Layers: ['a', 'b', 'c'] } }),
    '/containers/c1/json': () => ({
      State: { OOMKilled: true },
      NetworkSettings: { Networks: { harbor: { Aliases: ['db', 'c1'] } } },
    }),
    '/volumes': () => ({ Volumes: [{ Name: 'data', CreatedAt: 'then' }] }),
    '/networks': () => networks,
  }
  server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname.replace(/^\/v[\d.]+/, '')
    asked.push(path)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers[decodeURIComponent(path)]?.() ?? {}))
  })
  const internalSocketPath = join(dir, 'docker.sock')
  await new Promise<void>((resolve) => server.listen(internalSocketPath, resolve))
  const tenant = { id: 't1', internalSocketPath } as Tenant
  const tenants = {
    get: (id: string) => (id === 't1' ? tenant : undefined),
    onEvent(listener: (tenant: Tenant, event: DockerEvent) => void) {
      tell = (e) => listener(tenant, e)
      return () => {}
    },
    onRemove: () => () => {},
  } as unknown as Tenants
  views = createViews({ tenants, log })
  views.onObjects((_, objects) => told.push(objects))
})
afterEach(() => {
  views.close()
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

it('lists what is there as the learner knows it', async () => {
  const objects = await views.snapshot('t1')
  expect(objects.containers[0]).toMatchObject({
    name: 'web',
    state: 'running',
    ports: [{ host: 8080, container: 80, proto: 'tcp' }],
    networks: ['bridge'],
    mounts: [{ type: 'volume', name: 'data', target: '/data' }],
  })
  expect(objects.images).toEqual([{ id: 'sha256:1', tags: ['nginx:latest'], size: 5, created: 2000, layers: 3 }])
  expect(objects.volumes).toEqual([{ name: 'data', created: 'then' }])
  expect(objects.networks).toEqual([
    { id: 'n1', name: 'bridge', driver: 'bridge', subnet: '10.0.0.0/26', endpoints: [{ container: 'c1', names: [] }] },
  ])
})

it('tells who is found on a network by which names, and asks for them once per endpoint', async () => {
  const on = (endpoint: string) =>
    container({ NetworkSettings: { Networks: { bridge: { IPAddress: '10.0.0.2' }, harbor: endpointOf(endpoint) } } })
  const endpointOf = (EndpointID: string) => ({ EndpointID, IPAddress: '172.18.0.2' })
  networks.push({ Id: 'n2', Name: 'harbor', Driver: 'bridge' })
  containers = [on('e1')]
  const endpoints = async () => (await views.snapshot('t1')).networks.map((network) => network.endpoints)
  const onBridge = { container: 'c1', address: '10.0.0.2', names: [] }
  const onHarbor = { container: 'c1', address: '172.18.0.2', names: ['web', 'db', 'c1'] }
  expect(await endpoints()).toEqual([[onBridge], [onHarbor]])
  asked.length = 0
  expect(await endpoints()).toEqual([[onBridge], [onHarbor]])
  expect(asked).not.toContain('/containers/c1/json')
  containers = [on('e2')]
  await endpoints()
  expect(asked).toContain('/containers/c1/json')
  // Stopped: no address, no name.
  containers = [container({ State: 'exited', NetworkSettings: { Networks: { harbor: {} } } })]
  expect(await endpoints()).toEqual([[], [{ container: 'c1', names: [] }]])
})

it('says how a container ended, and asks only about killed ones', async () => {
  containers = [container({ State: 'exited', Status: 'Exited (0) 2 seconds ago' })]
  expect((await views.snapshot('t1')).containers[0]).toMatchObject({ exitCode: 0 })
  expect(asked).not.toContain('/containers/c1/json')
  containers = [container({ State: 'exited', Status: 'Exited (137) 2 seconds ago' })]
  expect((await views.snapshot('t1')).containers[0]).toMatchObject({ exitCode: 137, oomKilled: true })
})

it('reads once for many events, and an image’s layers once for ever', async () => {
  const undo = views.watch('t1')
  await expect.poll(() => told.length).toBe(1)
  asked.length = 0
  containers = [container({ State: 'paused' })]
  for (let i = 0; i < 20; i++) tell(event('pause'))
  await expect.poll(() => told.length).toBe(2)
  expect(told[1]!.rev).toBeGreaterThan(told[0]!.rev)
  expect(told[1]!.containers[0]!.state).toBe('paused')
  expect(asked.filter((path) => path === '/containers/json')).toHaveLength(1)
  expect(asked.filter((path) => path.startsWith('/images/sha256'))).toHaveLength(0)
  undo()
})

it('says nothing when nothing changed, and reads nothing when nobody watches', async () => {
  const undo = views.watch('t1')
  await expect.poll(() => told.length).toBe(1)
  asked.length = 0
  tell(event('start'))
  await expect.poll(() => asked.includes('/networks')).toBe(true)
  await views.snapshot('t1')
  expect(told).toHaveLength(1)
  undo()
  asked.length = 0
  tell(event('stop'))
  await new Promise((resolve) => setTimeout(resolve, 120))
  expect(asked).toEqual([])
})

it('reads once for a page that opens, which watches and asks at the same time', async () => {
  const undo = views.watch('t1')
  await views.snapshot('t1')
  await new Promise((resolve) => setTimeout(resolve, 120))
  expect(asked.filter((path) => path === '/containers/json')).toHaveLength(1)
  expect(told).toHaveLength(1)
  undo()
})

it('does not know an unknown tenant', () => {
  expect(() => views.watch('t2')).toThrow(/tenant-unknown/)
})

it('what the engine had not written down when it told of it is seen, too', async () => {
  views.watch('t1')
  await expect.poll(() => told.length).toBe(1)
  tell(event('connect'))
  const before = asked.length
  await expect.poll(() => asked.length).toBeGreaterThan(before)
  containers = [container({ State: 'paused' })]
  await expect.poll(() => told.at(-1)?.containers[0]?.state, { timeout: 3_000 }).toBe('paused')
})
