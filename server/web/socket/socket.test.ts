// A browser's socket over a real web server and socket.io; the agent is played.
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DockerPart } from '#server/protocol/docker.ts'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'
import { FILE_TEXT_BYTES } from '#server/protocol/file-limit.ts'
import type { WorkspaceState } from '#server/protocol/lab.ts'
import type { ClientEvents, ServerEvents } from '#server/protocol/socket.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import { openStore, type Store } from '../store/store.ts'
import { createUsers } from '../user/user.ts'
import { startTestServer, type TestServer } from './test-server.ts'

type Client = Socket<ServerEvents, ClientEvents>

let dir: string
let store: Store
let client: Client
let server: TestServer
let stop: () => Promise<void>
let agent: EventEmitter
/** What the agent answers to the next calls; afterwards it is well. */
let opening: ErrorId[]
let attaching: ErrorId[]
let attached: unknown[]
let called: { method: string; params: Record<string, unknown> }[]
let acked: [channel: number, bytes: number][]

/** Of one address, at once. */
const NEW_LEARNERS = 3

const log = { info() {}, warn() {}, error() {} }
const fail = (errors: ErrorId[]) => {
  const error = errors.shift()
  if (error) throw new DrydockError(error)
}

beforeEach(async () => {
  agent = new EventEmitter()
  opening = []
  attaching = []
  attached = []
  called = []
  acked = []
  dir = mkdtempSync(join(tmpdir(), 'drydock-socket-'))
  store = await openStore(join(dir, 'test.db'))
  const link = {
    on(event: string, listener: (data: unknown) => void) {
      agent.on(event, listener)
      return () => agent.off(event, listener)
    },
    async call(method: string, params: unknown) {
      called.push({ method, params: params as Record<string, unknown> })
      if (method === 'terminal.attach') {
        fail(attaching)
        attached.push(params)
      }
      return {}
    },
    openChannel: () => 7,
    ack: (...told: [channel: number, bytes: number]) => void acked.push(told),
    closeChannel() {},
  } as unknown as AgentLink
  const labs = {
    async open(_: unknown, slug: string) {
      fail(opening)
      return { tenant: 't1', state: { slug, rev: 1 }, objects: {}, terminals: [], workspace: { state: 'ready' } }
    },
    close() {},
    onState: () => () => {},
    owner: () => undefined,
    gates() {},
    regate() {},
  } as unknown as Labs
  const users = createUsers(store, { newByAddress: { perMinute: 1, burst: NEW_LEARNERS } })
  server = await startTestServer({ store, dir, link, labs, log, users })
  client = io(server.base, {
    parser,
    transports: ['websocket'],
    forceNew: true,
  })
  stop = async () => {
    client.disconnect()
    await server.stop()
    await store.destroy()
    rmSync(dir, { recursive: true })
  }
})
afterEach(() => stop())

/** A lab with one terminal, and every workspace state that came since. */
async function openLab() {
  const ask = client.timeout(5_000).emitWithAck.bind(client.timeout(5_000)) as (
    event: string,
    payload: unknown,
  ) => Promise<{ ok: boolean }>
  expect(await ask('lab:open', { slug: 'first' })).toMatchObject({ ok: true })
  const attach = { terminal: '0123456789abcdef', cols: 80, rows: 24 }
  expect(await ask('terminal:attach', attach)).toMatchObject({ ok: true })
  const states: WorkspaceState[] = []
  const gone: unknown[] = []
  client.on('workspace', (state) => states.push(state))
  client.on('terminal:exit', (exit) => gone.push(exit))
  attached.length = 0
  return { states, gone }
}
const last = (states: WorkspaceState[]) => states.at(-1)?.state

test('what a browser has drawn is told to the agent; what can be no count of it, or of no channel of its own, is dropped', async () => {
  await openLab()
  for (const told of [0, -1, 1.5, '9', null, 2 ** 40, 5]) client.emit('a', 7, told as number)
  client.emit('a', 8, 5)
  client.emit('a', 7, 6)
  await expect.poll(() => acked.at(-1)).toEqual([7, 6])
  expect(acked).toEqual([
    [7, 5],
    [7, 6],
  ])
})

test('an agent that answers before its engine is ready is asked again until it is', async () => {
  const { states, gone } = await openLab()
  opening = ['engine-away', 'engine-away']
  agent.emit('down')
  agent.emit('up')
  await expect.poll(() => last(states), { timeout: 5_000 }).toBe('ready')
  expect(states.map(({ state }) => state)).toEqual(['starting', 'ready'])
  expect(attached).toEqual([expect.objectContaining({ tenant: 't1', channel: 7, cols: 80, rows: 24 })])
  expect(gone).toEqual([])
})

test('terminals stay for the next time when the agent goes away while they are attached again', async () => {
  const { states, gone } = await openLab()
  attaching = ['agent-away']
  agent.emit('down')
  agent.emit('up')
  await expect.poll(() => attaching.length, { timeout: 5_000 }).toBe(0)
  agent.emit('up')
  await expect.poll(() => last(states), { timeout: 5_000 }).toBe('ready')
  expect(attached).toHaveLength(1)
  expect(gone).toEqual([])
})

test('a terminal that is gone is said to be; a workspace that fails is said to', async () => {
  const { states, gone } = await openLab()
  attaching = ['terminal-unknown']
  agent.emit('up')
  await expect.poll(() => last(states), { timeout: 5_000 }).toBe('ready')
  expect(gone).toHaveLength(1)
  opening = ['workspace-failed']
  agent.emit('up')
  await expect.poll(() => last(states), { timeout: 5_000 }).toBe('failed')
})

/** As `openLab`, and a way to ask. */
async function openDesk() {
  await openLab()
  const ask = (event: string, payload: unknown) =>
    (client.timeout(5_000).emitWithAck as (event: string, payload: unknown) => Promise<unknown>).call(
      client.timeout(5_000),
      event,
      payload,
    )
  const parts: { stream: number; part: DockerPart; taken: () => void }[] = []
  client.on('docker:part', (stream, part, taken) => parts.push({ stream, part, taken }))
  const asked = (method: string) => called.filter((one) => one.method === method).map(({ params }) => params)
  return { ask, parts, asked }
}
const logs = { kind: 'logs', container: 'web' }

test('a click goes to the tenant whose lab is open; what the panel does not know is refused at the door', async () => {
  const { ask, asked } = await openDesk()
  expect(await ask('docker:act', { do: 'stop', container: 'web' })).toMatchObject({ ok: true })
  expect(asked('docker.act')).toEqual([{ tenant: 't1', action: { do: 'stop', container: 'web' } }])
  for (const bad of [{ do: 'prune' }, { do: 'stop', container: '' }, { do: 'stop', container: 'a', tenant: 't2' }])
    expect(await ask('docker:act', bad)).toMatchObject({ ok: false, error: 'bad-input' })
  expect(await ask('lab:close', {})).toMatchObject({ ok: true })
  expect(await ask('docker:act', { do: 'stop', container: 'web' })).toMatchObject({ error: 'lab-not-open' })
  expect(asked('docker.act')).toHaveLength(1)
})

test('a stream’s parts reach the browser one by one, and it ends with the tab', async () => {
  const { ask, parts, asked } = await openDesk()
  expect(await ask('docker:follow', { stream: 1, what: logs })).toEqual({ ok: true, value: null })
  const [{ key }] = asked('docker.follow') as [{ key: string }]
  const part: DockerPart = { kind: 'logs', lines: [{ source: 'out', text: 'hi' }] }
  agent.emit('docker.part', { key: 'of somebody else', part })
  agent.emit('docker.part', { key, part })
  await expect.poll(() => parts).toMatchObject([{ stream: 1, part }])
  expect(asked('docker.taken')).toEqual([])
  parts[0]!.taken()
  await expect.poll(() => asked('docker.taken')).toEqual([{ key }])
  client.disconnect()
  await expect.poll(() => asked('docker.unfollow')).toEqual([{ key }])
})

test('streams are few, and the browser is told when the agent is gone', async () => {
  const { ask, parts } = await openDesk()
  for (let stream = 1; stream <= 6; stream++)
    expect(await ask('docker:follow', { stream, what: logs })).toMatchObject({ ok: true })
  expect(await ask('docker:follow', { stream: 6, what: logs })).toMatchObject({ error: 'bad-input' })
  expect(await ask('docker:follow', { stream: 7, what: logs })).toMatchObject({ error: 'stream-limit' })
  expect(await ask('docker:unfollow', { stream: 6 })).toMatchObject({ ok: true })
  expect(await ask('docker:follow', { stream: 8, what: logs })).toMatchObject({ ok: true })
  agent.emit('down')
  await expect.poll(() => parts.map(({ stream }) => stream).sort()).toEqual([1, 2, 3, 4, 5, 8])
  expect(parts.every(({ part }) => part.kind === 'end' && part.error === 'agent-away')).toBe(true)
})

test('a page of the editor writes in its own name, hears who else does, and gives it back when it goes', async () => {
  const { ask, asked } = await openDesk()
  const heard: string[] = []
  client.on('file:writer', (writer) => heard.push(writer))
  const claimed = (await ask('file:claim', { force: false })) as { value: { mine: boolean; key: string } }
  const { key: writer } = claimed.value
  expect(asked('file.claim')).toEqual([{ tenant: 't1', writer, force: false }])
  // The largest text there is fits into one message.
  const file = { path: 'app/Dockerfile', text: '\u{ac00}'.repeat(FILE_TEXT_BYTES / 3), version: 'v1' }
  expect(await ask('file:write', file)).toMatchObject({ ok: true })
  expect(asked('file.write')).toEqual([{ tenant: 't1', writer, ...file }])
  for (const bad of ['../a', '/etc/passwd', 'a/../../b', ''])
    expect(await ask('file:read', { path: bad })).toMatchObject({ ok: false, error: 'bad-input' })
  expect(await ask('file:write', { ...file, writer: 'another' })).toMatchObject({ error: 'bad-input' })
  agent.emit('file.writer', { tenant: 't2', writer: null })
  agent.emit('file.writer', { tenant: 't1', writer })
  agent.emit('file.writer', { tenant: 't1', writer: 'another' })
  agent.emit('file.writer', { tenant: 't1', writer: null })
  await expect.poll(() => heard).toEqual(['mine', 'other', 'nobody'])
  client.disconnect()
  await expect.poll(() => asked('file.release')).toEqual([{ tenant: 't1', writer }])
})

test('who asks for files without end is told to wait, in every page of theirs', async () => {
  const { ask, asked } = await openDesk()
  const answers = (await Promise.all(Array.from({ length: 230 }, () => ask('file:list', { path: '' })))) as {
    ok: boolean
    error?: string
  }[]
  const refused = answers.filter(({ ok }) => !ok)
  expect(refused.length).toBeGreaterThan(10)
  expect(new Set(refused.map(({ error }) => error))).toEqual(new Set(['rate-limited']))
  expect(asked('file.list')).toHaveLength(230 - refused.length)
  // Nothing else is held back by it.
  expect(await ask('lab:hint', { step: 's1', level: 1 })).toMatchObject({ ok: true })
})

test('a new learner too many hears why, and one that is known still comes in', async () => {
  const { token } = await createUsers(store).create()
  const reach = async (address: string, more: object = {}) => {
    const extraHeaders = { 'x-forwarded-for': address, ...more }
    const one: Client = io(server.base, { parser, transports: ['websocket'], forceNew: true, extraHeaders })
    const outcome = await new Promise<string>((resolve) => {
      one.once('connect', () => resolve('in'))
      one.once('connect_error', ({ message }) => resolve(message))
    })
    one.disconnect()
    return outcome
  }
  const outcomes = []
  for (let at = 0; at <= NEW_LEARNERS; at++) outcomes.push(await reach('198.51.100.9'))
  expect(outcomes).toEqual([...Array(NEW_LEARNERS).fill('in'), 'rate-limited'])
  expect(await reach('198.51.100.9', { cookie: `drydock=${token}` })).toBe('in')
  expect(await reach('198.51.100.10')).toBe('in')
})

test('the end of the web hangs up in a way that makes the page come back by itself', async () => {
  await openLab()
  const reason = new Promise((hear) => client.once('disconnect', hear))
  server.hangUp()
  expect(await reason).toBe('transport close')
  expect(client.active).toBe(true)
})
