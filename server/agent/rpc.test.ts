import { mkdtemp, rm, stat } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { type Connection, createRpc, type Handlers, type Rpc } from '#server/agent/rpc.ts'
import { DrydockError } from '#server/protocol/error.ts'

const tenant = 'tabcdefghijkl'
let dir: string
let rpc: Rpc
let connections: Connection[]
let typed: string[]
let acked: number[]
let blocks: [channel: number, on: boolean][]
let web: net.Server

const log = { info() {}, warn() {}, error() {} }

beforeEach(async () => {
  dir = await mkdtemp('/tmp/drydock-rpc-')
  connections = []
  typed = []
  acked = []
  blocks = []
  web = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.pipe(socket)
  })
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done))
  const handlers = {
    'tenant.remove': () => {
      throw new DrydockError('tenant-unknown', 'who')
    },
    'tenant.list': () => {
      throw new Error('broken')
    },
    'tenant.unwatch': ({ tenant: id }: { tenant: string }, connection: Connection) => {
      connections.push(connection)
      connection.watched.add(id)
      return {}
    },
    'terminal.attach': ({ channel }: { channel: number }, connection: Connection) => ({
      value: {},
      after() {
        connection.channels.set(channel, {
          input: (bytes) => typed.push(Buffer.from(bytes).toString()),
          resize() {},
          ack: (bytes) => acked.push(bytes),
          block: (on) => blocks.push([channel, on]),
          allow: () => false,
          detach: () => typed.push('detached'),
        })
        connection.event('terminal.snapshot', { channel, bytes: 2 })
        connection.bytes(channel, Buffer.from('hi'))
      },
    }),
  } as unknown as Handlers
  rpc = createRpc({
    socketPath: join(dir, 'run', 'agent.sock'),
    handlers,
    async dial(_tenant, port) {
      if (port !== 80) throw new DrydockError('preview-unreachable')
      return net.connect({ port: (web.address() as net.AddressInfo).port, allowHalfOpen: true })
    },
    log,
  })
  await rpc.start()
})
afterEach(async () => {
  await rpc.stop()
  web.close()
  await rm(dir, { recursive: true })
})

async function open() {
  const ws = new WebSocket(`ws+unix://${dir}/run/agent.sock:/rpc`)
  const received: unknown[] = []
  ws.on('message', (data: Buffer, binary) => received.push(binary ? Buffer.from(data) : JSON.parse(data.toString())))
  await new Promise((done) => ws.once('open', done))
  const until = (count: number) => expect.poll(() => received.length).toBeGreaterThanOrEqual(count)
  return {
    ws,
    received,
    until,
    call: (method: string, params: unknown, id = 1) => ws.send(JSON.stringify({ id, method, params })),
  }
}

test('only the owner may open the socket', async () => {
  expect((await stat(join(dir, 'run', 'agent.sock'))).mode & 0o777).toBe(0o600)
})

test('errors are ids: of the method, of wrong parameters, of an unknown method, of a fault', async () => {
  const { call, received, until } = await open()
  call('tenant.remove', { tenant }, 1)
  await until(1)
  call('tenant.remove', { tenant: 'x; rm -rf /' }, 2)
  await until(2)
  call('constructor', {}, 3)
  await until(3)
  call('tenant.list', {}, 4)
  await until(4)
  expect(received).toMatchObject([
    { id: 1, ok: false, error: 'tenant-unknown', detail: 'who' },
    { id: 2, ok: false, error: 'bad-input' },
    { id: 3, ok: false, error: 'bad-input' },
    { id: 4, ok: false, error: 'internal' },
  ])
})

test('events reach those who watch the tenant, broadcasts everybody', async () => {
  const one = await open()
  const other = await open()
  one.call('tenant.unwatch', { tenant })
  await one.until(1)
  rpc.tell(tenant, 'terminal.exit', { tenant, terminal: 'a' })
  rpc.broadcast('terminal.exit', { tenant, terminal: 'all' })
  await one.until(3)
  await other.until(1)
  expect(other.received).toEqual([{ event: 'terminal.exit', data: { tenant, terminal: 'all' } }])
  expect(rpc.watched(tenant)).toBe(true)
})

test('a channel: the answer, then the snapshot, then bytes; input the other way; detached with the connection', async () => {
  const { ws, call, received, until } = await open()
  call('terminal.attach', { tenant, terminal: 'a', channel: 7, cols: 80, rows: 24 })
  await until(3)
  expect(received).toEqual([
    { id: 1, ok: true, value: {} },
    { event: 'terminal.snapshot', data: { channel: 7, bytes: 2 } },
    Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('hi')]),
  ])
  ws.send(Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ls\r')]))
  ws.send(Buffer.from([0, 0, 0, 9, 1]))
  ws.send(Buffer.from([0]))
  await expect.poll(() => typed).toEqual(['ls\r'])
  ws.close()
  await expect.poll(() => typed).toEqual(['ls\r', 'detached'])
})

test('what was drawn is told for its channel only; it is no input', async () => {
  const { ws, call, until } = await open()
  call('terminal.attach', { tenant, terminal: 'a', channel: 7, cols: 80, rows: 24 })
  await until(3)
  ws.send(Buffer.from([0x80, 0, 0, 9, 0, 0, 0, 4]))
  ws.send(Buffer.from([0x80, 0, 0, 7, 0, 0, 1]))
  ws.send(Buffer.from([0x80, 0, 0, 7, 0, 0, 1, 2]))
  await expect.poll(() => acked).toEqual([258])
  expect(typed).toEqual([])
})

test('while the web does not read, its terminals are held; afterwards they go on', async () => {
  const { ws, call, until } = await open()
  call('tenant.unwatch', { tenant })
  call('terminal.attach', { tenant, terminal: 'a', channel: 7, cols: 80, rows: 24 }, 2)
  await until(4)
  ws.pause()
  const chunk = Buffer.alloc(256 * 1024)
  for (let n = 0; n < 40 && blocks.length === 0; n++) {
    connections[0]!.bytes(7, chunk)
    await new Promise(setImmediate)
  }
  expect(blocks).toEqual([[7, true]])
  ws.resume()
  await expect
    .poll(() => blocks)
    .toEqual([
      [7, true],
      [7, false],
    ])
})

test('those that flood are held, each for itself; one that is typed into goes on beside them', async () => {
  const { ws, call, until } = await open()
  call('tenant.unwatch', { tenant })
  for (const channel of [1, 2, 3]) call('terminal.attach', { tenant, terminal: 'a', channel, cols: 80, rows: 24 })
  await until(10)
  ws.pause()
  for (let n = 0; n < 40; n++) {
    for (const channel of [1, 2])
      if (!blocks.some(([held]) => held === channel)) connections[0]!.bytes(channel, Buffer.alloc(64 * 1024))
    connections[0]!.bytes(3, Buffer.from('k'))
    await new Promise(setImmediate)
  }
  expect(new Set(blocks.map(([channel, on]) => `${channel} ${on}`))).toEqual(new Set(['1 true', '2 true']))
  // What an echo may have to wait for.
  expect(rpc.queued()).toBeLessThan(2 * 1024 * 1024)
  ws.resume()
  await expect.poll(() => blocks.filter(([, on]) => !on).length).toBe(2)
})

function connect(target: string): Promise<{ status: number; socket: net.Socket }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath: join(dir, 'run', 'agent.sock'), method: 'CONNECT', path: target })
    request.on('connect', (response, socket) => resolve({ status: response.statusCode!, socket: socket as net.Socket }))
    request.on('error', reject)
    request.end()
  })
}

test('a tunnel carries bytes both ways to the end; what can’t be reached is refused', async () => {
  const { status, socket } = await connect(`${tenant}:80`)
  expect(status).toBe(200)
  socket.end('all of it')
  let text = ''
  for await (const part of socket) text += part
  expect(text).toBe('all of it')
  expect((await connect(`${tenant}:81`)).status).toBe(502)
  expect((await connect('localhost:80')).status).toBe(400)
  expect((await connect(`${tenant}:99999`)).status).toBe(400)
})
