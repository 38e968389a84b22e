// Exercises of a class over real sockets: a web server on port 0, a real SQLite file, clients as browsers are. The agent is played.
import { EventEmitter } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import type { StudentClass } from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import { openInstructor } from '../live/instructor.ts'
import { openStore, type Store } from '../store/store.ts'
import { createUsers } from '../user/user.ts'
import { connectLive, startTestServer, type TestServer } from './test-server.ts'

const problems: object[] = []
const log = { info() {}, warn() {}, error: (detail: object) => problems.push(detail) }
const called: { method: string; params: { tenant: string } }[] = []
/** What the agent answers next time, by method: a value, or an error's id. */
const answers = new Map<string, (tenant: string) => unknown>()
const agent = new EventEmitter()
/** Whose tenant it is: the agent's events name tenants. */
const owners = new Map<string, string>()
const link = {
  on(event: string, listener: (data: unknown) => void) {
    agent.on(event, listener)
    return () => agent.off(event, listener)
  },
  async call(method: string, params: { tenant: string }) {
    called.push({ method, params })
    return answers.get(method)?.(params.tenant) ?? {}
  },
  ack: () => {},
  openChannel(onBytes: (bytes: Buffer) => void) {
    output = onBytes
    return 7
  },
  closeChannel() {},
} as unknown as AgentLink
/** What the agent sends on the channel that was opened last. */
let output: (bytes: Buffer) => void = () => {}
const labs = {
  onState: () => () => {},
  owner: (tenant: string) => owners.get(tenant),
  close() {},
  look: async () => ({ terminals: [{ id: 'abc' }] }),
  gates() {},
  regate() {},
} as unknown as Labs

let dir: string
let store: Store
let server: TestServer
let cookie: string
const clients: { disconnect(): void }[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-exercise-'))
  store = await openStore(join(dir, 'test.db'))
  cookie = `drydock_instructor=${openInstructor(dir).token}`
  server = await startTestServer({ store, dir, link, labs, log })
})
beforeEach(() => {
  called.length = 0
  answers.clear()
  answers.set('fault.inject', () => ({ target: 'web' }))
  answers.set('tenant.watch', () => ({ objects: null, calls: [], cards: [], transfers: [], builds: [], terminals: [] }))
})
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect()
  expect(problems).toEqual([])
})
afterAll(async () => {
  await server.stop()
  await store.destroy()
  rmSync(dir, { recursive: true })
})

function connect(headers: { cookie: string }) {
  const one = connectLive(server.base, headers)
  clients.push(one.socket)
  return one
}

async function openClass() {
  const teacher = connect({ cookie })
  const { id } = await teacher.must('board:start', { title: 'Monday', lessons: ['first'] })
  const board = { now: await teacher.must('board:open', { class: id }) }
  teacher.socket.on('board:rest', (rest: object) => Object.assign(board.now, rest))
  return { ...teacher, id, code: board.now.info.code, board }
}

async function enter(code: string, name: string) {
  const { user, token } = await createUsers(store).create()
  const tenant = `t${user.id.slice(0, 12)}`
  await createUsers(store).setTenant(user.id, tenant)
  owners.set(tenant, user.id)
  const one = connect({ cookie: `drydock=${token}` })
  const seen: { state: StudentClass | null } = { state: null }
  one.socket.on('class', (state: StudentClass | null) => {
    seen.state = state
  })
  seen.state = await one.must('class:join', { code, name })
  const { id: member } = await store
    .selectFrom('member')
    .select('id')
    .where('user_id', '=', user.id)
    .executeTakeFirstOrThrow()
  return { ...one, seen, tenant, member }
}

/** The agent tells of a command that ended. */
function tell({ tenant }: { tenant: string }, line: string, output: string, exit = 0) {
  agent.emit('command', { tenant, command: { terminal: 'abc', n: 1, time: Date.now(), line, output, exit } })
}

test('a fault: told openly, its cause only when it is shown, taken back once', async () => {
  const teacher = await openClass()
  const [kim, lee] = [await enter(teacher.code, 'Kim'), await enter(teacher.code, 'Lee')]
  expect((await teacher.must('fault:list', {})).map(({ id }) => id)).toEqual(['stopped'])
  await teacher.must('fault:inject', { members: [kim.member], fault: 'stopped' })
  await expect.poll(() => kim.seen.state?.fault).toMatchObject({ found: null, cause: null })
  expect(JSON.stringify(kim.seen.state)).not.toContain('It was stopped')
  expect(lee.seen.state?.fault).toBe(null)
  await expect
    .poll(() => teacher.board.now.faults)
    .toMatchObject([{ member: kim.member, fault: 'stopped', found: null }])
  expect(JSON.stringify(teacher.board.now.faults)).not.toContain('web')

  await kim.must('fault:found', { text: 'web has exited' })
  await expect.poll(() => teacher.board.now.faults[0]?.found).toBe('web has exited')
  await teacher.must('fault:show', { members: [kim.member] })
  await expect
    .poll(() => kim.seen.state?.fault?.cause)
    .toMatchObject({ look: 'docker ps -a', cause: { en: 'It was stopped.' } })
  expect(await teacher.must('fault:undo', { members: [kim.member, lee.member] })).toEqual({ failed: [] })
  await expect.poll(() => kim.seen.state?.fault).toBe(null)
  await teacher.must('fault:undo', { members: [kim.member] })
  expect(called).toMatchObject([
    { method: 'fault.inject', params: { tenant: kim.tenant, fault: 'stopped' } },
    { method: 'fault.undo', params: { tenant: kim.tenant, fault: 'stopped', target: 'web' } },
  ])
})

test('a second fault takes the first one back; where nothing can be broken it says whose host that is', async () => {
  const teacher = await openClass()
  const [kim, lee] = [await enter(teacher.code, 'Kim'), await enter(teacher.code, 'Lee')]
  const members = [kim.member, lee.member]
  answers.set('fault.inject', (tenant) => {
    if (tenant === lee.tenant) throw new DrydockError('fault-unfit')
    return { target: 'web' }
  })
  expect(await teacher.must('fault:inject', { members, fault: 'stopped' })).toEqual({ failed: [lee.member] })
  expect(await teacher.must('fault:inject', { members: [kim.member], fault: 'stopped' })).toEqual({ failed: [] })
  expect(called.filter(({ params }) => params.tenant === kim.tenant).map(({ method }) => method)).toEqual([
    'fault.inject',
    'fault.undo',
    'fault.inject',
  ])
  expect(await teacher.call('fault:inject', { members, fault: 'no-such' })).toMatchObject({ error: 'fault-unknown' })
  expect(await kim.call('fault:inject', { members, fault: 'stopped' })).toMatchObject({ error: 'not-allowed' })
  const { token } = await teacher.must('staff:invite', { role: 'helper', name: 'Han' })
  const han = connect({ cookie: `drydock_staff=${token}` })
  await han.must('board:open', { class: teacher.id })
  expect(await han.call('fault:inject', { members, fault: 'stopped' })).toMatchObject({ error: 'not-allowed' })
})

test('a fault that could not be taken back stays to be taken back; leaving and the end of a class take all back', async () => {
  const teacher = await openClass()
  const [kim, lee] = [await enter(teacher.code, 'Kim'), await enter(teacher.code, 'Lee')]
  const members = [kim.member, lee.member]
  await teacher.must('fault:inject', { members, fault: 'stopped' })
  answers.set('fault.undo', () => {
    throw new DrydockError('agent-away')
  })
  expect((await teacher.must('fault:undo', { members: [kim.member] })).failed).toEqual([kim.member])
  await expect.poll(() => teacher.board.now.faults).toHaveLength(2)
  answers.delete('fault.undo')
  called.length = 0
  await kim.must('class:leave', {})
  await expect.poll(() => called.map(({ params }) => params.tenant)).toEqual([kim.tenant])
  await teacher.must('board:end', {})
  await expect.poll(() => called.map(({ params }) => params.tenant)).toEqual([kim.tenant, lee.tenant])
})

test('pairs: those who are here, aliases only, shown is what was sent, done is seen', async () => {
  const teacher = await openClass()
  const all = [await enter(teacher.code, 'Kim'), await enter(teacher.code, 'Lee'), await enter(teacher.code, 'Choi')]
  const away = await enter(teacher.code, 'Away')
  away.socket.disconnect()
  const question = 'What does each column say?'
  await expect
    .poll(async () => {
      await teacher.must('pairs:draw', { question })
      return (await teacher.must('board:open', { class: teacher.id })).pairs?.groups.flat().length
    })
    .toBe(3)
  await expect.poll(() => teacher.board.now.pairs?.groups.length).toBe(1)
  for (const one of all)
    await expect.poll(() => one.seen.state?.pair).toMatchObject({ question, shown: null, done: false })
  const [kim, lee] = [all[0]!, all[1]!]
  await expect.poll(() => kim.seen.state?.pair?.partners.length).toBe(2)
  expect(JSON.stringify(kim.seen.state)).not.toContain('Lee')

  // Nothing is shown by itself: the last command is for its owner to choose from.
  tell(lee, 'docker ps', 'CONTAINER ID   IMAGE')
  await expect.poll(() => lee.must('pair:last', {})).toEqual({ text: '$ docker ps\nCONTAINER ID   IMAGE' })
  expect(kim.seen.state?.pair?.partners.map(({ shown }) => shown)).toEqual([null, null])
  await lee.must('pair:show', { text: 'IMAGE is what it was made from' })
  await lee.must('pair:done', { done: true })
  const partner = () => kim.seen.state?.pair?.partners.find(({ alias }) => alias === lee.seen.state?.alias)
  await expect.poll(partner).toMatchObject({ shown: 'IMAGE is what it was made from', done: true })
  await expect
    .poll(() => teacher.board.now.pairs?.groups[0]?.find(({ member }) => member === lee.member))
    .toEqual({ member: lee.member, shown: true, done: true })
  expect(JSON.stringify(teacher.board.now.pairs)).not.toContain('made from')
  await lee.must('pair:show', { text: '' })
  await expect.poll(() => partner()?.shown).toBe(null)

  await teacher.must('pairs:end', {})
  await expect.poll(() => kim.seen.state?.pair).toBe(null)
  expect(await kim.call('pair:done', { done: true })).toMatchObject({ error: 'pairs-over' })
  expect(await kim.call('pairs:draw', { question })).toMatchObject({ error: 'not-allowed' })
})

test('a class of one has no pair', async () => {
  const teacher = await openClass()
  await enter(teacher.code, 'Kim')
  expect(await teacher.call('pairs:draw', { question: '?' })).toMatchObject({ error: 'pairs-few' })
})

test('a recording: begun by its owner as an onlooker, with errors marked, played by the instructor only if it is shared', async () => {
  const teacher = await openClass()
  const kim = await enter(teacher.code, 'Kim')
  expect(await kim.must('record:terminals', {})).toEqual([{ id: 'abc' }])
  await kim.must('record:start', { terminal: 'abc', share: false })
  await expect.poll(() => kim.seen.state?.recording).toMatchObject({ since: expect.any(Number) })
  expect(await kim.call('record:start', { terminal: 'abc', share: false })).toMatchObject({ error: 'bad-input' })
  expect(called.find(({ method }) => method === 'terminal.attach')?.params).toMatchObject({
    tenant: kim.tenant,
    view: true,
  })
  agent.emit('terminal.size', { channel: 7, cols: 100, rows: 30 })
  agent.emit('terminal.snapshot', { channel: 7, bytes: 2 })
  output(Buffer.from('$ '))
  tell(kim, 'docker ps', 'fine')
  tell(kim, 'docker run nope', 'boom', 125)
  await kim.must('record:stop', {})
  await expect.poll(() => kim.seen.state?.recording).toBe(null)
  const row = await store.selectFrom('recording').selectAll().where('shared', '=', 0).executeTakeFirstOrThrow()
  const lines = readFileSync(join(dir, 'recording', `${row.id}.cast`), 'utf8')
    .trim()
    .split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { version: 2, width: 100, height: 30 },
    [expect.any(Number), 'o', '\x1bc'],
    [expect.any(Number), 'o', '$ '],
    [expect.any(Number), 'm', 'exit 125: docker run nope'],
  ])
  const seen = async () => (await teacher.must('person:open', { member: kim.member })).recordings
  expect(await seen()).toEqual([])
  await store.updateTable('recording').set({ shared: 1 }).execute()
  expect(await seen()).toMatchObject([{ id: row.id, ended: 'stopped' }])

  // The agent went away: what is printed meanwhile would be missing.
  await kim.must('record:start', { terminal: 'abc', share: true })
  agent.emit('down')
  await expect.poll(() => kim.seen.state?.recording).toBe(null)
  expect((await store.selectFrom('recording').select('ended').where('id', '!=', row.id).execute())[0]?.ended).toBe(
    'cut',
  )

  // It ends with the class.
  await kim.must('record:start', { terminal: 'abc', share: true })
  await teacher.must('board:end', {})
  await expect
    .poll(() => store.selectFrom('recording').select('ended').orderBy('at').execute())
    .toEqual([{ ended: 'stopped' }, { ended: 'cut' }, { ended: 'stopped' }])
})
