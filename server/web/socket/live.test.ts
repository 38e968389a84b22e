// The live class over real sockets: a web server on port 0, a real SQLite file, socket.io clients as browsers are. The agent is the
// one thing that is played: what it would tell of a learner's host is said here.
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Result } from '#server/protocol/error.ts'
import type { LabState } from '#server/protocol/lab.ts'
import type {
  BoardRow,
  LiveAnswer,
  LiveClientEvents,
  LivePayload,
  LiveServerEvents,
  StudentClass,
} from '#server/protocol/live.ts'
import type { AgentLink } from '../agent-link.ts'
import type { Labs } from '../lab/lab.ts'
import { createClasses } from '../live/class.ts'
import { openInstructor } from '../live/instructor.ts'
import { openStore, type Store } from '../store/store.ts'
import { both } from '../test-lesson.ts'
import { createProgress } from '../user/progress.ts'
import { createUsers } from '../user/user.ts'
import { startTestServer } from './test-server.ts'

const log = { info() {}, warn() {}, error: (detail: object) => faults.push(detail) }
const faults: object[] = []

type Client = Socket<LiveServerEvents, LiveClientEvents>
let dir: string
let store: Store
let base: string
let instructorCookie: string
// Every terminal that is looked at listens.
const agent = new EventEmitter().setMaxListeners(0)
const onState = new Set<(user: string, state: LabState) => void>()
/** Whose tenant it is: the agent's events name tenants. */
const owners = new Map<string, string>()
const called: { method: string; params: unknown }[] = []
const clients: Client[] = []
/** What the web says that a learner may not go past, and who is to be told that it is another now. */
let gateOf: Parameters<Labs['gates']>[0] = () => null
const regated: string[] = []
/** Who was brought to which step. */
const brought: string[][] = []
/** Whose lab was put back to the beginning of which step. */
const resets: string[][] = []
/** Where the agent's bytes go, by channel. */
const sinks = new Map<number, (bytes: Buffer) => void>()
let channels = 0
/** For how many labs there is room. */
const room = 30
/** The agent answers no sooner. */
let hold = Promise.resolve()

const link = {
  on(event: string, listener: (data: unknown) => void) {
    agent.on(event, listener)
    return () => agent.off(event, listener)
  },
  async call(method: string, params: unknown) {
    called.push({ method, params })
    if (method === 'terminal.attach') await hold
    if (method === 'capacity.places') return { places: room }
    if (method === 'tenant.watch')
      return { objects: null, calls: [], cards: [], transfers: [], builds: [], terminals: [] }
    return {}
  },
  openChannel(onBytes: (bytes: Buffer) => void) {
    sinks.set(++channels, onBytes)
    return channels
  },
  closeChannel: (channel: number) => void sinks.delete(channel),
} as unknown as AgentLink
const labs = {
  onState(listener: (user: string, state: LabState) => void) {
    onState.add(listener)
    return () => onState.delete(listener)
  },
  owner: (tenant: string) => owners.get(tenant),
  look: async () => ({ terminals: [{ id: 'abc', title: 'bash', created: 0 }] }),
  close() {},
  gates(of: typeof gateOf) {
    gateOf = of
  },
  regate: (user: string) => void regated.push(user),
  bring: async (user: { id: string }, _tenant: string, slug: string, step: string) => {
    brought.push([user.id, slug, step])
  },
  reset: async (user: { id: string }, _tenant: string, slug: string, step: string) => {
    resets.push([user.id, slug, step])
  },
} as unknown as Labs

async function serve(options: { stageAwayMs?: number } = {}) {
  const started = await startTestServer({ store, dir, link, labs, log, ...options })
  base = started.base
  return started.stop
}
let stop: () => Promise<void>

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-live-'))
  store = await openStore(join(dir, 'test.db'))
  instructorCookie = `drydock_instructor=${openInstructor(dir).token}`
  stop = await serve()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect()
  expect(faults).toEqual([])
})
afterAll(async () => {
  await stop()
  await store.destroy()
  rmSync(dir, { recursive: true })
})

function connect(headers: Record<string, string>) {
  const socket: Client = io(`${base}/live`, {
    parser,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: headers,
    auth: { locale: 'en' },
  })
  clients.push(socket)
  const call = async <E extends keyof LivePayload>(event: E, payload: LivePayload[E]) =>
    (await (socket.timeout(5_000).emitWithAck as (e: string, p: unknown) => Promise<unknown>).call(
      socket.timeout(5_000),
      event,
      payload,
    )) as Result<LiveAnswer<E>>
  const must = async <E extends keyof LivePayload>(event: E, payload: LivePayload[E]) => {
    const result = await call(event, payload)
    if (!result.ok) throw new Error(`${event}: ${result.error} ${result.detail ?? ''}`)
    return result.value
  }
  return { socket, call, must }
}

/** An instructor with a class and its board; students with its code. */
async function open(cookie = '') {
  const teacher = connect({ cookie: instructorCookie + cookie })
  const { id } = await teacher.must('board:start', { title: 'Monday', lessons: ['first'] })
  const board = await teacher.must('board:open', { class: id })
  const rows = new Map<string, BoardRow>()
  teacher.socket.on('board:rows', (changed) => {
    for (const row of changed) rows.set(row.name, row)
  })
  const rest: { last: Parameters<LiveServerEvents['board:rest']>[0] | undefined } = { last: undefined }
  teacher.socket.on('board:rest', (news) => {
    rest.last = news
  })
  return { teacher, id, code: board.info.code, rows, rest }
}

/** Of states of labs: each is later than the one before. */
let rev = Date.now()

async function student(code: string, name: string) {
  const users = createUsers(store)
  const { user, token } = await users.create()
  const tenant = `t${user.id.slice(0, 12)}`
  await users.setTenant(user.id, tenant)
  owners.set(tenant, user.id)
  const one = connect({ cookie: `drydock=${token}` })
  const seen: { state: StudentClass | null | undefined; cards: unknown[] } = { state: undefined, cards: [] }
  one.socket.on('class', (state) => {
    seen.state = state
  })
  one.socket.on('card', (card) => seen.cards.push(card))
  seen.state = await one.must('class:join', { code, name })
  const error = (signature: string) =>
    agent.emit('coach', {
      tenant,
      card: { n: 1, time: 0, signature, line: 'docker: boom', title: both('Boom'), meaning: both('m'), evidence: [] },
    })
  let n = 0
  /** A command that fails; `card`: whether the coach explains it, while it runs or a moment after it. */
  const fails = (line: string, card: 'early' | 'late' | 'none') => {
    const command = { terminal: 'abc', n: ++n, time: Date.now(), line, output: '' }
    const explain = () =>
      agent.emit('coach', {
        tenant,
        card: {
          n,
          time: 0,
          signature: 'image-unknown',
          line: 'no',
          title: both('x'),
          meaning: both('m'),
          evidence: [],
          command: line,
        },
      })
    agent.emit('command', { tenant, command })
    if (card === 'early') explain()
    agent.emit('command', { tenant, command: { ...command, exit: 125 } })
    if (card === 'late') explain()
  }
  const step = (dots: string, fail?: string) => {
    const state = {
      slug: 'first',
      rev: ++rev,
      done: !dots.includes('o'),
      steps: [...dots].map((dot, at) => ({
        id: `s${at}`,
        status: dot === '*' ? 'passed' : dot === 'o' ? 'current' : 'locked',
        ...(dot === '*' ? { passedAt: Date.now() } : {}),
        checks: [],
        ...(dot === 'o' && fail ? { fail: { id: fail, say: both('x') } } : {}),
      })),
    } as LabState
    for (const listener of onState) listener(user.id, state)
  }
  return { ...one, seen, error, fails, step, user, token, tenant }
}

test('who has no instructor cookie cannot teach', async () => {
  const { code, id } = await open()
  const kim = await student(code, '김하나')
  for (const [event, payload] of [
    ['board:start', { title: '', lessons: ['first'] }],
    ['board:open', { class: id }],
    ['board:end', {}],
    ['person:open', { member: 'x' }],
    ['poll:open', { slug: 'first', item: 'one' }],
    ['wall:mark', { question: 'x', state: 'hidden' }],
  ] as const)
    expect(await kim.call(event, payload as never)).toMatchObject({ ok: false, error: 'not-allowed' })
})

test('join by code and name; the board shows where each is; leaving takes the row away', async () => {
  const { code, rows, teacher } = await open()
  const gone: string[] = []
  teacher.socket.on('board:gone', (member) => gone.push(member))
  const kim = await student(code.toLowerCase(), '김하나')
  await expect.poll(() => rows.get('김하나')).toMatchObject({ presence: 'here', lab: null })
  kim.step('*o.')
  await expect.poll(() => rows.get('김하나')?.lab).toMatchObject({ slug: 'first', dots: '*o.', step: 1 })
  await kim.must('class:leave', {})
  await expect.poll(() => gone).toEqual([rows.get('김하나')!.id])
  await expect.poll(() => kim.seen.state).toBe(null)
  expect(await kim.call('class:sticky', { kind: 'stuck' })).toMatchObject({ error: 'class-not-joined' })
})

test('a wrong code says so, and guessing ends', async () => {
  const { code } = await open()
  const users = createUsers(store)
  const { token } = await users.create()
  const guest = connect({ cookie: `drydock=${token}` })
  const tries: string[] = []
  for (let at = 0; at < 40; at++) {
    const result = await guest.call('class:join', { code: 'ZZZZZZ', name: 'x' })
    tries.push(result.ok ? 'in' : result.error)
  }
  expect(tries[0]).toBe('class-code-unknown')
  expect(tries.at(-1)).toBe('rate-limited')
  expect(tries).not.toContain('in')
  expect(code).toMatch(/^[A-HJKMNP-Z2-9]{6}$/)
})

test('stuck is red within a second; passing the step takes the note down', async () => {
  const { code, rows } = await open()
  const kim = await student(code, 'Kim')
  kim.step('o..')
  const from = Date.now()
  await kim.must('class:sticky', { kind: 'stuck' })
  await expect.poll(() => rows.get('Kim')?.need.level, { interval: 20 }).toBe('red')
  expect(Date.now() - from).toBeLessThan(1_500)
  kim.step('*o.')
  await expect.poll(() => rows.get('Kim')?.sticky).toBe(null)
})

test('the same error three times is a need, at three students a cluster; the card reaches these and nobody else', async () => {
  const { code, rows, rest, teacher } = await open()
  const [a, b, c, d] = await Promise.all(['A', 'B', 'C', 'D'].map((name) => student(code, name)))
  for (const one of [a!, b!, c!, d!]) one.step('o..')
  for (let at = 0; at < 3; at++) a!.error('port-allocated')
  b!.error('port-allocated')
  c!.error('port-allocated')
  await expect.poll(() => rows.get('A')?.need.reasons[0]).toMatchObject({ rule: 'repeated', detail: 'port-allocated' })
  await expect.poll(() => rest.last?.clusters.map(({ members }) => members.length)).toEqual([3])
  const { members, signature } = rest.last!.clusters[0]!
  await teacher.must('board:card', { members, signature })
  for (const one of [a!, b!, c!]) await expect.poll(() => one.seen.cards).toHaveLength(1)
  expect(d!.seen.cards).toEqual([])
})

test('who repeats a mistake faster than the coach repeats itself is a need as well; no run counts twice', async () => {
  const { code, rows } = await open()
  const [kim, lee] = [await student(code, 'Kim'), await student(code, 'Lee')]
  const tick = () => new Promise((wake) => setTimeout(wake, 5))
  for (const one of [kim, lee]) one.step('o..')
  kim.fails('docker run helloworld', 'early')
  await tick()
  kim.fails('docker run helloworld', 'none')
  await tick()
  // Explained again, a moment after it was counted: one run, one count.
  lee.fails('docker run helloworld', 'late')
  await tick()
  lee.fails('docker run helloworld', 'late')
  await tick()
  kim.fails('docker run helloworld', 'none')
  await expect.poll(() => rows.get('Kim')?.need.reasons[0]).toMatchObject({ rule: 'repeated', detail: 'image-unknown' })
  expect(rows.get('Lee')?.error?.signature).toBe('image-unknown')
  expect(rows.get('Lee')?.need.reasons).toEqual([])
})

test('steering reaches every student', async () => {
  const { code, teacher } = await open()
  const kim = await student(code, 'Kim')
  await teacher.must('board:steer', { mode: 'lead', place: { slug: 'first', step: 's1' }, freeze: true, minutes: 5 })
  await expect
    .poll(() => kim.seen.state?.info)
    .toMatchObject({ mode: 'lead', place: { slug: 'first', step: 's1' }, freeze: true, timer: { minutes: 5 } })
  await teacher.must('board:steer', { minutes: 0 })
  await expect.poll(() => kim.seen.state?.info.timer).toBe(null)
})

test('a question: hidden while open, one answer each, changed, shown, asked again', async () => {
  const { code, teacher, rest } = await open()
  const [kim, lee] = await Promise.all([student(code, 'Kim'), student(code, 'Lee')])
  await teacher.must('poll:open', { slug: 'first', item: 'one' })
  await expect.poll(() => kim.seen.state?.poll?.state).toBe('open')
  const poll = kim.seen.state!.poll!.id
  expect(JSON.stringify(kim.seen.state!.poll)).not.toContain('"correct"')
  const answer = (option: string) => ({ poll, answer: { type: 'single' as const, option } })
  await kim.must('poll:answer', answer('a'))
  await kim.must('poll:answer', answer('b'))
  await lee.must('poll:answer', { ...answer('a'), reason: 'A comes first' })
  await expect.poll(() => rest.last?.poll).toMatchObject({ answered: 2, result: null })
  await teacher.must('poll:close', {})
  expect(await kim.call('poll:answer', answer('a'))).toMatchObject({ error: 'poll-over' })
  await expect
    .poll(() => rest.last?.poll?.result)
    .toMatchObject({ total: 2, correct: 1, advice: 'pair', reasons: [{ option: 'a', text: 'A comes first' }] })
  expect(kim.seen.state?.poll?.result ?? null).toBe(null)
  // It comes back to who answered, by the answer that stood at the end.
  const cards = () =>
    store
      .selectFrom('card')
      .select(['user_id', 'item', 'missed'])
      .where('user_id', 'in', [kim.user.id, lee.user.id])
      .execute()
  await expect.poll(cards).toHaveLength(2)
  expect((await cards()).sort((a, b) => a.missed - b.missed)).toEqual([
    { user_id: kim.user.id, item: 'one', missed: 0 },
    { user_id: lee.user.id, item: 'one', missed: 1 },
  ])
  await teacher.must('poll:show', {})
  await expect.poll(() => kim.seen.state?.poll?.result?.total).toBe(2)
  await teacher.must('poll:again', {})
  await expect.poll(() => kim.seen.state?.poll).toMatchObject({ round: 2, state: 'open', answered: 0 })
})

test('questions have no names; a hidden one is gone for students', async () => {
  const { code, teacher, rest } = await open()
  const [kim, lee] = await Promise.all([student(code, 'Kim'), student(code, 'Lee')])
  await kim.must('wall:ask', { text: 'Why?' })
  await expect.poll(() => lee.seen.state?.wall).toMatchObject([{ text: 'Why?', votes: 0, mine: false }])
  await lee.must('wall:vote', { question: lee.seen.state!.wall[0]!.id, up: true })
  await lee.must('wall:vote', { question: lee.seen.state!.wall[0]!.id, up: true })
  await expect.poll(() => rest.last?.wall).toMatchObject([{ votes: 1 }])
  expect(JSON.stringify(lee.seen.state)).not.toContain('Kim')
  await teacher.must('wall:mark', { question: rest.last!.wall[0]!.id, state: 'hidden' })
  await expect.poll(() => lee.seen.state?.wall).toEqual([])
})

test('a terminal is looked at only after a yes, as an onlooker, and either side ends it', async () => {
  const { code, teacher, rows } = await open()
  const kim = await student(code, 'Kim')
  await expect.poll(() => rows.has('Kim')).toBe(true)
  const member = rows.get('Kim')!.id
  const states: string[] = []
  teacher.socket.on('watch:state', ({ state }) => states.push(state))
  const attached = () => called.filter(({ method }) => method === 'terminal.attach')
  called.length = 0

  await teacher.must('person:watch', { member, terminal: 'abc' })
  await expect.poll(() => kim.seen.state?.watch?.state).toBe('asked')
  await kim.must('watch:answer', { accept: false })
  await expect.poll(() => states).toEqual(['asked', 'refused'])
  expect(attached()).toEqual([])

  await teacher.must('person:watch', { member, terminal: 'abc' })
  await kim.must('watch:answer', { accept: true })
  await expect.poll(() => kim.seen.state?.watch?.state).toBe('on')
  expect(attached().map(({ params }) => params)).toMatchObject([{ tenant: kim.tenant, terminal: 'abc', view: true }])
  await expect.poll(() => rows.get('Kim')?.watched).toBe(true)
  // An agent that was killed is asked for the same screen again.
  agent.emit('down')
  agent.emit('up')
  await expect.poll(() => attached()).toHaveLength(2)
  expect(attached()[1]).toEqual(attached()[0])
  // The student stops it.
  await kim.must('watch:answer', { accept: false })
  await expect.poll(() => kim.seen.state?.watch).toBe(null)
  expect(called.map(({ method }) => method)).toContain('terminal.detach')
  // A teacher who closes the page looks no longer.
  await teacher.must('person:watch', { member, terminal: 'abc' })
  await kim.must('watch:answer', { accept: true })
  teacher.socket.disconnect()
  await expect.poll(() => kim.seen.state?.watch).toBe(null)
})

test('one step is reset by who teaches, not by a helper; the student is told, and the log knows', async () => {
  const { code, teacher, rows } = await open()
  const kim = await student(code, 'Kim')
  await expect.poll(() => rows.has('Kim')).toBe(true)
  const member = rows.get('Kim')!.id
  const told: unknown[] = []
  kim.socket.on('class:reset', (news) => told.push(news))
  expect(await teacher.call('person:reset', { member, step: 's1' })).toMatchObject({ error: 'lab-not-open' })
  kim.step('*o')
  const { token } = await teacher.must('staff:invite', { role: 'helper', name: 'Han' })
  const helper = connect({ cookie: `drydock_staff=${token}` })
  await helper.must('board:open', { class: (await teacher.must('board:list', {}))[0]!.id })
  await helper.must('board:claim', { member, on: true })
  expect(await helper.call('person:reset', { member, step: 's1' })).toMatchObject({ error: 'not-allowed' })
  resets.length = 0
  await teacher.must('person:reset', { member, step: 's1' })
  expect(resets).toEqual([[kim.user.id, 'first', 's1']])
  await expect.poll(() => told).toEqual([{ by: null, slug: 'first', step: 's1' }])
  const noted = () =>
    store
      .selectFrom('class_event')
      .select(['step'])
      .where('member_id', '=', member)
      .where('kind', '=', 'reset')
      .execute()
  await expect.poll(noted).toEqual([{ step: 's1' }])
})

test('a helper’s badge: offered after a step, or asked for and agreed to; seen by board, pair and class, through a restart, until taken back', async () => {
  const { code, teacher, rows } = await open()
  const [kim, lee] = [await student(code, 'Kim'), await student(code, 'Lee')]
  await expect.poll(() => rows.size).toBe(2)
  expect(await kim.call('class:help', { on: true })).toMatchObject({ error: 'help-early' })
  kim.step('*o')
  await kim.must('class:help', { on: true })
  await expect.poll(() => rows.get('Kim')?.helper).toBe('on')
  await expect.poll(() => lee.seen.state?.helpers).toEqual([kim.seen.state!.alias])
  expect(kim.seen.state).toMatchObject({ helper: 'on', helpers: [] })
  await teacher.must('pairs:draw', { question: '' })
  await expect.poll(() => lee.seen.state?.pair?.partners).toMatchObject([{ helper: true }])
  // Asked for by who teaches it is a question, whatever they have passed.
  const member = rows.get('Lee')!.id
  await teacher.must('person:helper', { member, on: true })
  await expect.poll(() => lee.seen.state?.helper).toBe('asked')
  expect(kim.seen.state?.helpers).toEqual([])
  await lee.must('class:help', { on: true })
  await expect.poll(() => kim.seen.state?.helpers).toEqual([lee.seen.state!.alias])
  expect(await kim.call('person:helper', { member, on: false })).toMatchObject({ error: 'not-allowed' })
  await stop()
  stop = await serve()
  const again = connect({ cookie: `drydock=${lee.token}` })
  expect(await again.must('class:hello', {})).toMatchObject({ helper: 'on' })
  await again.must('class:help', { on: false })
  expect(await again.must('class:hello', {})).toMatchObject({ helper: null })
})

test('so many are expected: places for no more than there is room for, and everybody who teaches sees the number', async () => {
  const { teacher, rest } = await open()
  expect(await teacher.call('board:start', { title: '', lessons: ['first'], expected: 31 })).toEqual({
    ok: false,
    error: 'class-places',
    detail: '30',
  })
  await teacher.must('board:expect', { people: 30 })
  await expect.poll(() => rest.last?.info.expected).toBe(30)
  expect(await teacher.call('board:expect', { people: 31 })).toMatchObject({ error: 'class-places' })
  await teacher.must('board:expect', { people: null })
  await expect.poll(() => rest.last?.info.expected).toBe(null)
})

test('before the first step the board knows whose lab is there, and whose keyboard types Hangul', async () => {
  const { code, rows } = await open()
  const kim = await student(code, 'Kim')
  await expect.poll(() => rows.get('Kim')).toMatchObject({ keys: null, down: false, lab: null })
  kim.step('o')
  kim.fails('ㅇㅐㅊㅏㄷㄱ run', 'none')
  await expect.poll(() => rows.get('Kim')).toMatchObject({ keys: 'hangul', lab: { dots: 'o' } })
  kim.fails('docker run', 'none')
  agent.emit('workspace', { tenant: kim.tenant, workspace: { state: 'starting', since: Date.now() } })
  await expect.poll(() => rows.get('Kim')).toMatchObject({ keys: 'ok', down: true })
})

test('who goes into another class hears no more of the first with any tab, and is not looked at from there', async () => {
  const first = await open()
  const second = await open()
  const kim = await student(first.code, 'Kim')
  const tab = connect({ cookie: `drydock=${kim.token}` })
  const heard: (StudentClass | null)[] = []
  tab.socket.on('class', (state) => heard.push(state))
  await tab.must('class:hello', {})
  await expect.poll(() => first.rows.has('Kim')).toBe(true)
  await first.teacher.must('person:watch', { member: first.rows.get('Kim')!.id, terminal: 'abc' })
  await kim.must('watch:answer', { accept: true })
  await expect.poll(() => kim.seen.state?.watch?.state).toBe('on')
  called.length = 0
  await kim.must('class:join', { code: second.code, name: 'Kim' })
  await expect.poll(() => called.map(({ method }) => method)).toContain('terminal.detach')
  await expect.poll(() => heard.at(-1)?.info.code).toBe(second.code)
  await second.teacher.must('board:end', {})
  await expect.poll(() => heard.at(-1)).toBe(null)
  const { length } = heard
  await first.teacher.must('board:end', {})
  await new Promise((done) => setTimeout(done, 300))
  expect(heard).toHaveLength(length)
})

test('what students measure of virtual machine and container comes together on the board, the last three starts of each', async () => {
  const { code, rest } = await open()
  const [kim, lee] = await Promise.all([student(code, 'Kim'), student(code, 'Lee')])
  const measure = (one: { tenant: string }, side: 'machine' | 'container', times: number[]) =>
    agent.emit('vm', {
      tenant: one.tenant,
      vm: {
        runs: times.map((shellMs, at) => ({
          side,
          at,
          shellMs,
          memoryBytes: 5,
          kernel: '6',
          processes: 1,
          diskBytes: 1,
        })),
      },
    })
  measure(kim, 'machine', [9_000, 8_000, 7_000, 6_000])
  measure(lee, 'container', [400])
  await expect.poll(() => rest.last?.vm).toHaveLength(4)
  expect(rest.last?.vm.map(({ side, shellMs }) => [side, shellMs])).toEqual([
    ['machine', 8_000],
    ['machine', 7_000],
    ['machine', 6_000],
    ['container', 400],
  ])
})

test('a restart of the web: the class, its students and their notes are there again', async () => {
  const { code, id } = await open()
  const kim = await student(code, 'Kim')
  const progress = createProgress(store)
  await createUsers(store).touch(kim.user.id, { slug: 'first' })
  kim.step('o.')
  await progress.pass(kim.user.id, 'first', 's0')
  kim.step('*o')
  for (let at = 0; at < 3; at++) kim.error('boom')
  await kim.must('class:sticky', { kind: 'stuck' })
  for (const client of clients.splice(0)) client.disconnect()
  await stop()
  stop = await serve()
  const again = connect({ cookie: `drydock=${kim.token}` })
  expect(await again.must('class:hello', {})).toMatchObject({ name: 'Kim', sticky: 'stuck', info: { code } })
  const board = await connect({ cookie: instructorCookie }).must('board:open', { class: id })
  // Where they are, and that they are in trouble there, is known before their host says anything.
  expect(board.rows).toMatchObject([
    { name: 'Kim', sticky: { kind: 'stuck' }, lab: { slug: 'first', dots: '*o' }, presence: 'here' },
  ])
  expect(board.rows[0]?.need.reasons.map(({ rule }) => rule)).toContain('repeated')
  // A step that was passed while the web was away is in the report, once.
  kim.step('**')
  const passes = async () =>
    (await createClasses(store).events(id)).filter(({ kind }) => kind === 'step').map(({ step }) => step)
  await expect.poll(passes).toEqual(['s0', 's1'])
})

/** A link of a role, and a board opened with it. */
async function teachAlong(teacher: Awaited<ReturnType<typeof open>>, role: 'helper' | 'co-teacher', name: string) {
  const { link: made, token } = await teacher.teacher.must('staff:invite', { role, name })
  const one = connect({ cookie: `drydock_staff=${token}` })
  await one.must('board:open', { class: teacher.id })
  return { ...one, link: made.id, cookie: `drydock_staff=${token}` }
}

test('a helper holds one student at a time, sees details of that one only, and leaves a word', async () => {
  const taught = await open()
  const { code, rows, teacher } = taught
  await Promise.all(['Kim', 'Lee'].map((name) => student(code, name)))
  await expect.poll(() => rows.size).toBe(2)
  const [kim, lee] = [rows.get('Kim')!.id, rows.get('Lee')!.id]
  const han = await teachAlong(taught, 'helper', 'Han')
  expect(await han.call('person:open', { member: kim })).toMatchObject({ error: 'claim-first' })
  expect(await han.call('board:card', { members: [kim, lee], text: 'hi' })).toMatchObject({ error: 'claim-first' })
  await han.must('board:claim', { member: kim, on: true })
  await expect.poll(() => rows.get('Kim')?.claimed).toMatchObject({ name: 'Han', by: han.link })
  await han.must('person:open', { member: kim })
  expect(await han.call('board:claim', { member: lee, on: true })).toMatchObject({ error: 'claim-one' })
  expect(await han.call('board:settle', { member: kim, minutes: 5 })).toMatchObject({ error: 'bad-input' })
  await han.must('board:settle', { member: kim, minutes: 5, note: 'ports again' })
  await expect.poll(() => rows.get('Kim')?.claimed).toBe(null)
  expect(await han.call('person:open', { member: kim })).toMatchObject({ error: 'claim-first' })
  expect((await teacher.must('person:open', { member: kim })).notes).toMatchObject([
    { name: 'Han', text: 'ports again' },
  ])
  for (const [event, payload] of [
    ['board:steer', { freeze: true }],
    ['board:end', {}],
    ['staff:list', {}],
    ['staff:invite', { role: 'helper', name: 'x' }],
    ['poll:open', { slug: 'first', item: 'one' }],
    ['person:bring', { members: [kim], step: 's1' }],
  ] as const)
    expect(await han.call(event, payload as never)).toMatchObject({ ok: false, error: 'not-allowed' })
})

test('of two who reach for the same student one is told that the other was first', async () => {
  const taught = await open()
  const { code, rows, teacher } = taught
  await student(code, 'Kim')
  await expect.poll(() => rows.size).toBe(1)
  const member = rows.get('Kim')!.id
  const [han, seo] = [await teachAlong(taught, 'helper', 'Han'), await teachAlong(taught, 'co-teacher', 'Seo')]
  const claim = { member, on: true }
  const results = await Promise.all([han.call('board:claim', claim), seo.call('board:claim', claim)])
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  expect(results.find(({ ok }) => !ok)).toMatchObject({ error: 'claim-held' })
  // Who leads may free anybody; a helper only whom they hold themselves.
  await teacher.must('board:claim', { member, on: false })
  await teacher.must('board:claim', claim)
  expect(await han.call('board:claim', { member, on: false })).toMatchObject({ error: 'claim-held' })
})

test('a link is for one class, and ends at once when it is taken back', async () => {
  const [taught, other] = [await open(), await open()]
  const { code, rows, teacher } = taught
  const kim = await student(code, 'Kim')
  await expect.poll(() => rows.size).toBe(1)
  const member = rows.get('Kim')!.id
  const han = await teachAlong(taught, 'helper', 'Han')
  expect(await han.call('board:open', { class: other.id })).toMatchObject({ error: 'not-allowed' })
  await han.must('board:claim', { member, on: true })
  await han.must('person:watch', { member, terminal: 'abc' })
  await expect.poll(() => kim.seen.state?.watch).toMatchObject({ by: 'Han', state: 'asked' })
  await kim.must('watch:answer', { accept: true })
  const over: string[] = []
  han.socket.on('board:over', (why) => over.push(why))
  await teacher.must('staff:revoke', { link: han.link })
  await expect.poll(() => over).toEqual(['not-allowed'])
  await expect.poll(() => han.socket.connected).toBe(false)
  await expect.poll(() => rows.get('Kim')?.claimed).toBe(null)
  await expect.poll(() => kim.seen.state?.watch).toBe(null)
  const again = connect({ cookie: han.cookie })
  expect(await again.call('board:open', { class: taught.id })).toMatchObject({ error: 'not-allowed' })
  expect(await teacher.must('staff:list', {})).toEqual([])
})

test('the run-sheet: planned from the lessons, changed for every board, kept through a restart, not a helper’s to change', async () => {
  const taught = await open()
  const { teacher, id } = taught
  const { sheet } = await teacher.must('board:open', { class: id })
  expect(sheet).toMatchObject({
    begun: null,
    items: [{ slug: 'first', level: 'must', skipped: false }, { step: 's0', minutes: 5 }, { step: 's1' }],
  })
  const han = await teachAlong(taught, 'helper', 'Han')
  let heard: unknown
  han.socket.on('board:sheet', (news) => {
    heard = news
  })
  const changed = { ...sheet, begun: 1_000, budget: 90, items: sheet.items.map((one) => ({ ...one, skipped: true })) }
  expect(await han.call('sheet:set', { sheet: changed })).toMatchObject({ error: 'not-allowed' })
  expect(await teacher.call('sheet:set', { sheet: { ...changed, budget: -1 } })).toMatchObject({ error: 'bad-input' })
  await teacher.must('sheet:set', { sheet: changed })
  await expect.poll(() => heard).toEqual(changed)
  for (const client of clients.splice(0)) client.disconnect()
  await stop()
  stop = await serve()
  const again = connect({ cookie: instructorCookie })
  expect((await again.must('board:open', { class: id })).sheet).toEqual(changed)
})

test('a restart of the web: who holds whom, the links and the words are there again', async () => {
  const taught = await open()
  const { code, rows, id } = taught
  await Promise.all(['Kim', 'Lee'].map((name) => student(code, name)))
  await expect.poll(() => rows.size).toBe(2)
  const han = await teachAlong(taught, 'helper', 'Han')
  const [kim, lee] = [rows.get('Kim')!.id, rows.get('Lee')!.id]
  await han.must('board:claim', { member: lee, on: true })
  await han.must('board:settle', { member: lee, minutes: 5, note: 'fine now' })
  await han.must('board:claim', { member: kim, on: true })
  for (const client of clients.splice(0)) client.disconnect()
  await stop()
  stop = await serve()
  const again = connect({ cookie: han.cookie })
  const board = await again.must('board:open', { class: id })
  expect(board.me).toMatchObject({ role: 'helper', name: 'Han' })
  expect(board.rows.find((row) => row.name === 'Kim')?.claimed).toMatchObject({ by: han.link })
  const teacher = connect({ cookie: instructorCookie })
  await teacher.must('board:open', { class: id })
  expect((await teacher.must('person:open', { member: lee })).notes).toMatchObject([{ text: 'fine now' }])
})

test('a gate: nobody goes past its step, who comes late neither; it opens by hand, when 80 % have passed, and ends with the lab', async () => {
  const { teacher, id, code, rest } = await open()
  const [kim, lee] = [await student(code, 'Kim'), await student(code, 'Lee')]
  expect(await kim.call('board:gate', {})).toMatchObject({ error: 'not-allowed' })
  regated.length = 0
  await teacher.must('board:steer', { mode: 'gate' })
  // The lesson's first step, with the minutes that the run-sheet has for it.
  const first = { mode: 'gate', place: { slug: 'first', step: 's0' }, gate: { minutes: 5 } }
  await expect.poll(() => kim.seen.state?.info).toMatchObject(first)
  expect(regated.sort()).toEqual([kim.user.id, lee.user.id].sort())
  expect(gateOf(kim.user.id)).toEqual({ slug: 'first', step: 's0' })
  kim.step('*.')
  await expect.poll(() => rest.last?.gate).toMatchObject({ passed: 1, of: 2, needed: 2 })

  const han = await student(code, 'Han')
  expect(han.seen.state?.info).toMatchObject(first)
  expect(gateOf(han.user.id)).toEqual({ slug: 'first', step: 's0' })
  // Who is away is not waited for.
  han.socket.disconnect()
  lee.step('*.')
  await expect.poll(() => kim.seen.state?.info.place).toEqual({ slug: 'first', step: 's1' })
  expect(gateOf(kim.user.id)).toEqual({ slug: 'first', step: 's1' })

  // By hand only: all have passed, and it stays.
  await teacher.must('board:steer', { gateMinutes: null })
  for (const one of [kim, lee]) one.step('**')
  await expect.poll(() => rest.last?.gate).toMatchObject({ passed: 2, of: 2 })
  for (const client of clients.splice(0)) client.disconnect()
  await stop()
  stop = await serve()
  expect(gateOf(lee.user.id)).toEqual({ slug: 'first', step: 's1' })
  const again = connect({ cookie: instructorCookie })
  expect((await again.must('board:open', { class: id })).info).toMatchObject({ mode: 'gate', gate: { minutes: null } })
  await again.must('board:gate', {})
  expect((await again.must('board:open', { class: id })).info).toMatchObject({ mode: 'free', gate: null })
  expect(gateOf(lee.user.id)).toBe(null)

  // Who leaves is held by nothing any more, and so is everybody when the class ends.
  await again.must('board:steer', { mode: 'gate', place: { slug: 'first', step: 's0' } })
  expect(gateOf(lee.user.id)).not.toBe(null)
  const back = connect({ cookie: `drydock=${lee.token}` })
  await back.must('class:leave', {})
  expect(gateOf(lee.user.id)).toBe(null)
  await again.must('board:end', {})
  expect(gateOf(kim.user.id)).toBe(null)
})

test('in lead mode everybody is called back with one click', async () => {
  const { teacher, code } = await open()
  const kim = await student(code, 'Kim')
  await teacher.must('board:steer', { mode: 'lead' })
  await expect.poll(() => kim.seen.state?.info).toMatchObject({ mode: 'lead', called: null, gate: null })
  expect(await kim.call('board:call', {})).toMatchObject({ error: 'not-allowed' })
  await teacher.must('board:call', {})
  await expect.poll(() => kim.seen.state?.info.called).toBeGreaterThan(0)
})

/** Who teaches, with a lab of their own: its terminal `abc` says what the test wants. */
async function openWithLab() {
  const users = createUsers(store)
  const { user, token } = await users.create()
  const tenant = `t${user.id.slice(0, 12)}`
  await users.setTenant(user.id, tenant)
  owners.set(tenant, user.id)
  const cookie = `; drydock=${token}`
  const attached = () =>
    called
      .filter(({ method }) => method === 'terminal.attach')
      .map(({ params }) => params as { tenant: string; terminal: string; channel: number; view: boolean })
      .filter((one) => one.tenant === tenant)
  const writes = (text: string) => {
    for (const { channel } of attached()) sinks.get(channel)?.(Buffer.from(text))
  }
  let n = 0
  const types = (line: string, terminal = 'abc') => {
    const command = { terminal, n: ++n, time: 0, line, output: '' }
    agent.emit('command', { tenant, command })
    agent.emit('command', { tenant, command: { ...command, exit: 0 } })
  }
  return { ...(await open(cookie)), user, tenant, cookie, attached, writes, types }
}

/** What a socket is sent of a stage. */
function audience({ socket, must }: Awaited<ReturnType<typeof student>> | ReturnType<typeof connect>) {
  const got = { text: '', lines: [] as string[] }
  socket.on('o', (_channel, bytes) => {
    got.text += Buffer.from(bytes).toString()
  })
  socket.on('stage:commands', (commands) => {
    got.lines = commands.map(({ line }) => line)
  })
  /** What was sent before has come when an answer has. */
  const now = async () => {
    await must('class:hello', {})
    return got
  }
  return { now }
}

test('a broadcast: everybody in class may look on, who comes late too, until it is stopped', async () => {
  const { teacher, code, tenant, attached, writes, types } = await openWithLab()
  const kim = await student(code, 'Kim')
  expect(await kim.must('stage:look', { on: true })).toBe(null)
  expect(await teacher.must('stage:terminals', {})).toMatchObject([{ id: 'abc' }])
  expect(await teacher.call('stage:start', { terminal: 'xyz' })).toMatchObject({ error: 'terminal-unknown' })
  await teacher.must('stage:start', { terminal: 'abc' })
  await expect.poll(() => kim.seen.state?.info.stage).toMatchObject({ by: null })
  expect(JSON.stringify(kim.seen.state)).not.toContain(tenant)

  const atKim = audience(kim)
  expect(await kim.must('stage:look', { on: true })).toEqual({ commands: [] })
  expect(attached()).toMatchObject([{ terminal: 'abc', view: true }])
  writes('one ')
  expect(await atKim.now()).toMatchObject({ text: 'one ' })
  types('docker ps')
  types('ls', 'another')
  expect(await atKim.now()).toMatchObject({ lines: ['docker ps'] })

  const lee = await student(code, 'Lee')
  expect(lee.seen.state?.info.stage).toMatchObject({ by: null })
  const atLee = audience(lee)
  expect(await lee.must('stage:look', { on: true })).toEqual({ commands: [{ n: 1, line: 'docker ps', exit: 0 }] })
  // Kim closes the panel.
  await kim.must('stage:look', { on: false })
  writes('two ')
  types('docker images')
  expect(await atLee.now()).toEqual({ text: 'two ', lines: ['docker ps', 'docker images'] })
  expect(await atKim.now()).toEqual({ text: 'one ', lines: ['docker ps'] })
  await kim.must('stage:look', { on: true })
  writes('three ')
  expect(await atKim.now()).toMatchObject({ text: 'one three ' })

  await teacher.must('stage:stop', {})
  writes('after ')
  types('secret')
  for (const [one, at] of [
    [kim, atKim],
    [lee, atLee],
  ] as const) {
    await expect.poll(() => one.seen.state?.info.stage).toBe(null)
    const { text, lines } = await at.now()
    expect([text, lines]).toEqual([expect.not.stringContaining('after'), expect.not.arrayContaining(['secret'])])
    expect(await one.must('stage:look', { on: true })).toBe(null)
  }
  expect(attached().filter(({ channel }) => sinks.has(channel))).toEqual([])
})

test('a student is brought to where who shows is: never back, and only in the same lab', async () => {
  const { teacher, code, user } = await openWithLab()
  const kim = await student(code, 'Kim')
  expect(await kim.call('stage:same', {})).toMatchObject({ error: 'lab-not-open' })
  await createUsers(store).touch(user.id, { slug: 'first' })
  await createProgress(store).pass(user.id, 'first', 's0')
  await teacher.must('stage:start', { terminal: 'abc' })
  expect(await kim.call('stage:same', {})).toMatchObject({ error: 'lab-not-open' })
  kim.step('o.')
  expect(await kim.must('stage:same', {})).toEqual({ step: 's1' })
  expect(brought).toEqual([[kim.user.id, 'first', 's1']])
  kim.step('*o')
  expect(await kim.must('stage:same', {})).toBe(null)
  expect(brought).toHaveLength(1)
  await teacher.must('stage:stop', {})
})

test('of a broadcast nothing reaches who is not in the class, or no longer', async () => {
  const taught = await openWithLab()
  const { teacher, code, writes, types } = taught
  const other = await open()
  await teacher.must('stage:start', { terminal: 'abc' })
  const [kim, lee, han, elsewhere] = [
    await student(code, 'Kim'),
    await student(code, 'Lee'),
    await student(code, 'Han'),
    await student(other.code, 'Else'),
  ]
  const nobody = connect({ cookie: `drydock=${(await createUsers(store).create()).token}` })
  const at = [kim, lee, han, elsewhere, nobody].map(audience)
  for (const one of [kim, lee]) await one.must('stage:look', { on: true })
  expect(await elsewhere.must('stage:look', { on: true })).toBe(null)
  expect(await nobody.call('stage:look', { on: true })).toMatchObject({ error: 'class-not-joined' })
  for (const one of [kim, nobody])
    expect(await one.call('stage:start', { terminal: 'abc' })).toMatchObject({ error: 'not-allowed' })
  const helper = await teachAlong(taught, 'helper', 'Seo')
  expect(await helper.call('stage:start', { terminal: 'abc' })).toMatchObject({ error: 'not-allowed' })
  expect(await helper.call('stage:stop', {})).toMatchObject({ error: 'not-allowed' })

  // Han leaves before the agent has answered, Kim leaves, Lee goes into another class.
  let release = () => {}
  hold = new Promise((resolve) => {
    release = resolve
  })
  const asked = han.call('stage:look', { on: true })
  await expect.poll(() => taught.attached().length).toBe(3)
  await han.must('class:leave', {})
  await kim.must('class:leave', {})
  await lee.must('class:join', { code: other.code, name: 'Lee' })
  release()
  hold = Promise.resolve()
  expect(await asked).toEqual({ ok: true, value: null })
  writes('secret')
  types('secret')
  for (const one of at) expect(await one.now()).toEqual({ text: '', lines: [] })

  // And at the end of the class.
  const last = await student(code, 'Last')
  const atLast = audience(last)
  await last.must('stage:look', { on: true })
  await teacher.must('board:end', {})
  writes('secret')
  types('secret')
  expect(await atLast.now()).toEqual({ text: '', lines: [] })
})

test('a broadcast outlives the web, and ends with its terminal, its link and the one who shows it', async () => {
  const taught = await openWithLab()
  const { teacher, code, tenant, cookie, writes } = taught
  const kim = await student(code, 'Kim')
  await teacher.must('stage:start', { terminal: 'abc' })
  for (const client of clients.splice(0)) client.disconnect()
  await stop()
  stop = await serve({ stageAwayMs: 600 })
  const again = connect({ cookie: `drydock=${kim.token}` })
  let stage: unknown
  again.socket.on('class', (state) => {
    stage = state?.info.stage
  })
  expect((await again.must('class:hello', {}))?.info.stage).toMatchObject({ by: null })
  await again.must('stage:look', { on: true })
  const atKim = audience(again)
  writes('still there')
  expect(await atKim.now()).toMatchObject({ text: 'still there' })
  agent.emit('terminal.exit', { tenant, terminal: 'abc' })
  await expect.poll(() => stage).toBe(null)

  const board = connect({ cookie: instructorCookie + cookie })
  await board.must('board:open', { class: taught.id })
  const { link: made, token } = await board.must('staff:invite', { role: 'co-teacher', name: 'Seo' })
  const seo = connect({ cookie: `drydock_staff=${token}${cookie}` })
  await seo.must('board:open', { class: taught.id })
  await seo.must('stage:start', { terminal: 'abc' })
  await expect.poll(() => stage).toMatchObject({ by: 'Seo' })
  await board.must('staff:revoke', { link: made.id })
  await expect.poll(() => stage).toBe(null)

  // The board is closed, the lab is not; then both are.
  await board.must('stage:start', { terminal: 'abc' })
  board.socket.disconnect()
  await new Promise((wake) => setTimeout(wake, 1_200))
  expect(stage).toMatchObject({ by: null })
  owners.delete(tenant)
  await expect.poll(() => stage, { timeout: 5_000 }).toBe(null)
  for (const client of clients.splice(0)) client.disconnect()
  await stop()
  stop = await serve()
}, 20_000)

test('the end: students hear it, may still write their minute card, and the code is dead', async () => {
  const { code, teacher, id } = await open()
  const kim = await student(code, 'Kim')
  await teacher.must('board:end', {})
  await expect.poll(() => kim.seen.state).toBe(null)
  await kim.must('minute:write', { clear: 'images', muddy: '' })
  const users = createUsers(store)
  const late = connect({ cookie: `drydock=${(await users.create()).token}` })
  expect((await late.call('class:join', { code, name: 'late' })).ok).toBe(false)
  const again = connect({ cookie: instructorCookie })
  expect(await again.call('board:open', { class: id })).toMatchObject({ error: 'class-unknown' })
})
