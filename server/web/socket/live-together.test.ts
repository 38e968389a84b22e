// Typing together, over real sockets with a real store; the agent is played: what reaches it is written down, what it says is said here.
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import type { BoardRow, StudentClass } from '#server/protocol/live.ts'
import { TYPE_BYTES } from '#server/protocol/live-limit.ts'
import type { TogetherNews } from '#server/protocol/live-together.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import { openInstructor } from '../live/instructor.ts'
import { openStore, type Store } from '../store/store.ts'
import { createUsers } from '../user/user.ts'
import { connectLive, startTestServer, type TestServer } from './test-server.ts'

const problems: object[] = []
const log = { info() {}, warn() {}, error: (detail: object) => problems.push(detail) }
const agent = new EventEmitter().setMaxListeners(0)
/** What the agent was sent: keys by channel, and leave to type given and taken. */
const sent: (string | [number, boolean])[] = []
let refuses: DrydockError | undefined
let channels = 0
const link = {
  on(event: string, listener: (data: unknown) => void) {
    agent.on(event, listener)
    return () => agent.off(event, listener)
  },
  async call(method: string, params: { channel: number; on: boolean }) {
    if (method !== 'terminal.allow') return {}
    sent.push([params.channel, params.on])
    if (params.on && refuses) throw refuses
    return {}
  },
  send: (_channel: number, bytes: Uint8Array) => void sent.push(Buffer.from(bytes).toString()),
  openChannel: () => ++channels,
  closeChannel() {},
} as unknown as AgentLink
const labs = { onState: () => () => {}, owner: () => undefined, close() {}, gates() {}, regate() {} } as unknown as Labs

let dir: string
let store: Store
let server: TestServer
let cookie: string
const clients: { disconnect(): void }[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-together-'))
  store = await openStore(join(dir, 'test.db'))
  cookie = `drydock_instructor=${openInstructor(dir).token}`
  server = await startTestServer({ store, dir, link, labs, log, askMs: 400 })
})
beforeEach(() => {
  sent.length = 0
  refuses = undefined
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

/** Who teaches, with the board of a class open. */
async function desk(headers: { cookie: string }, id: string) {
  const one = connect(headers)
  const board = await one.must('board:open', { class: id })
  const rows = new Map<string, BoardRow>()
  one.socket.on('board:rows', (changed: BoardRow[]) => {
    for (const row of changed) rows.set(row.name, row)
  })
  const news: TogetherNews[] = []
  one.socket.on('type:state', (state: TogetherNews) => news.push(state))
  const keys = (grant: number, text: string) => one.socket.emit('y', grant, Buffer.from(text))
  return { ...one, rows, news, keys, code: board.info.code, states: () => news.map(({ state }) => state) }
}

async function openClass() {
  const { id } = await connect({ cookie }).must('board:start', { title: '', lessons: ['first'] })
  return { ...(await desk({ cookie }, id)), id }
}

async function enter(code: string, name: string) {
  const { user, token } = await createUsers(store).create()
  await createUsers(store).setTenant(user.id, `t${user.id.slice(0, 12)}`)
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
  return { ...one, seen, member }
}

type Teacher = Awaited<ReturnType<typeof desk>>
type Student = Awaited<ReturnType<typeof enter>>

/** The student lets them look. */
async function look(teacher: Teacher, kim: Student) {
  await teacher.must('person:watch', { member: kim.member, terminal: 'abc' })
  await kim.must('watch:answer', { accept: true })
}
/** And type. Returns the grant's number and its channel. */
async function together(teacher: Teacher, kim: Student) {
  await teacher.must('person:type', {})
  await kim.must('type:answer', { accept: true })
  await expect.poll(() => teacher.news.at(-1)?.state).toBe('on')
  const on = teacher.news.at(-1) as Extract<TogetherNews, { grant: number }>
  return { grant: on.grant, channel: channels }
}
const typed = () => sent.filter((one) => typeof one === 'string')

test('to type takes a look with consent, the student’s yes, and a student who is there; each no has an id', async () => {
  const teacher = await openClass()
  const kim = await enter(teacher.code, 'Kim')
  expect(await teacher.call('person:type', {})).toMatchObject({ error: 'type-unseen' })
  await teacher.must('person:watch', { member: kim.member, terminal: 'abc' })
  expect(await teacher.call('person:type', {})).toMatchObject({ error: 'type-unseen' })
  await kim.must('watch:answer', { accept: true })
  // Nobody says yes before they were asked.
  expect(await kim.call('type:answer', { accept: true })).toMatchObject({ error: 'type-over' })
  await kim.must('class:seen', { visible: false, idle: 0 })
  expect(await teacher.call('person:type', {})).toMatchObject({ error: 'type-away' })
  await kim.must('class:seen', { visible: true, idle: 0 })

  await teacher.must('person:type', {})
  expect(await teacher.call('person:type', {})).toMatchObject({ error: 'type-held' })
  await expect.poll(() => kim.seen.state?.watch?.typing?.state).toBe('asked')
  // Asked is not allowed.
  const asked = teacher.news[0] as Extract<TogetherNews, { grant: number }>
  teacher.keys(asked.grant, 'early')
  await kim.must('type:answer', { accept: false })
  await expect.poll(teacher.states).toEqual(['asked', 'refused'])
  expect(sent).toEqual([])
  // A shell that rests: the yes finds nobody to type for.
  refuses = new DrydockError('type-away')
  await teacher.must('person:type', {})
  expect(await kim.call('type:answer', { accept: true })).toMatchObject({ error: 'type-away' })
  await expect.poll(() => teacher.states().at(-1)).toBe('away')
  expect(kim.seen.state?.watch?.typing).toBe(null)
})

test('a request that nobody answers is over by itself; who is asked again and again is asked no more', async () => {
  const teacher = await openClass()
  const kim = await enter(teacher.code, 'Kim')
  await look(teacher, kim)
  await teacher.must('person:type', {})
  await expect.poll(teacher.states).toEqual(['asked', 'expired'])
  expect(await kim.call('type:answer', { accept: true })).toMatchObject({ error: 'type-over' })
  for (let n = 0; n < 2; n++) {
    await teacher.must('person:type', {})
    await kim.must('type:answer', { accept: false })
  }
  expect(await teacher.call('person:type', {})).toMatchObject({ error: 'rate-limited' })
  expect(sent).toEqual([])
})

test('while it is on both see it, keys go within bounds, and from the student’s own key on nothing more, however late', async () => {
  const teacher = await openClass()
  const kim = await enter(teacher.code, 'Kim')
  await look(teacher, kim)
  const { grant, channel } = await together(teacher, kim)
  await expect.poll(() => kim.seen.state?.watch).toMatchObject({ by: null, typing: { state: 'on' } })
  await expect.poll(() => teacher.rows.get('Kim')?.typed).toEqual({ by: null })
  teacher.keys(grant, 'docker ps\r')
  teacher.keys(grant, 'x'.repeat(TYPE_BYTES + 1))
  teacher.keys(grant + 1, 'not that one')
  teacher.socket.emit('y', grant, 'no bytes')
  await expect.poll(() => sent).toEqual([[channel, true], 'docker ps\r'])

  agent.emit('terminal.taken', { channel })
  teacher.keys(grant, 'late')
  await expect.poll(() => teacher.states().at(-1)).toBe('taken')
  await expect.poll(() => kim.seen.state?.watch).toMatchObject({ state: 'on', typing: null })
  await expect.poll(() => teacher.rows.get('Kim')?.typed).toBe(null)
  // Another yes later: what was typed under the first one is still not taken.
  const again = await together(teacher, kim)
  teacher.keys(grant, 'very late')
  teacher.keys(again.grant, 'now')
  await expect.poll(typed).toEqual(['docker ps\r', 'now'])
})

test('it ends with either’s word, the look, the line of either, the page out of view, the class, the agent; all is in the log', async () => {
  const teacher = await openClass()
  const ways: [string, (kim: Student, one: Teacher) => unknown, string | undefined][] = [
    ['the student’s word', (kim) => kim.must('type:answer', { accept: false }), 'over'],
    ['the teacher’s word', (_kim, one) => one.must('person:untype', {}), 'over'],
    ['the look, by the student', (kim) => kim.must('watch:answer', { accept: false }), 'over'],
    ['the look, by the teacher', (_kim, one) => one.must('person:unwatch', {}), 'over'],
    ['the student’s line', (kim) => kim.socket.disconnect(), 'away'],
    ['the page out of view', (kim) => kim.must('class:seen', { visible: false, idle: 0 }), 'away'],
    ['out of the class', (kim) => kim.must('class:leave', {}), 'over'],
    ['the agent', () => agent.emit('down'), 'away'],
    ['the teacher’s line', (_kim, one) => one.socket.disconnect(), undefined],
  ]
  for (const [way, end, how] of ways) {
    const kim = await enter(teacher.code, way)
    const one = await desk({ cookie }, teacher.id)
    await look(one, kim)
    const { grant } = await together(one, kim)
    sent.length = 0
    await end(kim, one)
    await expect.poll(() => sent, { message: way }).toEqual([[expect.any(Number), false]])
    one.keys(grant, 'late')
    if (how) await expect.poll(() => one.states().at(-1), { message: way }).toBe(how)
    await expect.poll(() => one.states().length, { message: way }).toBe(how ? 3 : 2)
    expect(typed(), way).toEqual([])
    const events = await store
      .selectFrom('class_event')
      .select(['kind', 'detail'])
      .where('member_id', '=', kim.member)
      .where('kind', 'like', 'type-%')
      .orderBy('at')
      .execute()
    expect(events, way).toMatchObject([{ kind: 'type-begin' }, { kind: 'type-end', detail: how ?? 'over' }])
  }
  const kim = await enter(teacher.code, 'the class')
  await look(teacher, kim)
  const { grant } = await together(teacher, kim)
  sent.length = 0
  await teacher.must('board:end', {})
  teacher.keys(grant, 'late')
  await expect.poll(() => sent).toEqual([[expect.any(Number), false]])
})

test('a helper may look, not type; a co-teacher may, by name; a link that is taken back ends it; one desk is no other’s', async () => {
  const teacher = await openClass()
  const kim = await enter(teacher.code, 'Kim')
  const invite = async (role: 'helper' | 'co-teacher', name: string) => {
    const { token, link: made } = await teacher.must('staff:invite', { role, name })
    return { ...(await desk({ cookie: `drydock_staff=${token}` }, teacher.id)), link: made.id }
  }
  const helper = await invite('helper', 'Han')
  await helper.must('board:claim', { member: kim.member, on: true })
  await look(helper, kim)
  expect(await helper.call('person:type', {})).toMatchObject({ error: 'not-allowed' })
  await helper.must('person:unwatch', {})

  const beside = await invite('co-teacher', 'Seo')
  await look(beside, kim)
  const { grant } = await together(beside, kim)
  await expect.poll(() => kim.seen.state?.watch).toMatchObject({ by: 'Seo', typing: { state: 'on' } })
  teacher.keys(grant, 'from elsewhere')
  expect(await teacher.call('person:type', {})).toMatchObject({ error: 'type-unseen' })
  expect(await kim.call('person:type', {})).toMatchObject({ error: 'not-allowed' })
  await teacher.must('staff:revoke', { link: beside.link })
  await expect.poll(() => kim.seen.state?.watch).toBe(null)
  expect(typed()).toEqual([])
  expect(sent.at(-1)).toEqual([expect.any(Number), false])
})
