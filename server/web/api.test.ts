// The small API against a real HTTP server on port 0 and a real SQLite file.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Health } from '#server/protocol/lab.ts'
import type { AgentLink } from './agent-link.ts'
import { createApi } from './api.ts'
import { createTransfers } from './file/transfer.ts'
import { type Classes, createClasses } from './live/class.ts'
import { openInstructor } from './live/instructor.ts'
import { createMinutes } from './live/minute.ts'
import { createRecordings, type Recordings } from './live/recording.ts'
import { createStaff } from './live/staff.ts'
import { createRecordingApi } from './recording-api.ts'
import { createRepositories } from './registry/repositories.ts'
import { createReviews } from './review/review.ts'
import { openStore, type Store } from './store/store.ts'
import { content } from './test-lesson.ts'
import { createProgress } from './user/progress.ts'
import { openRight } from './user/right.ts'
import { createUsers } from './user/user.ts'

/** Of one address, at once: more than the other tests here make. */
const NEW_LEARNERS = 30

const health = { engine: { state: 'ok' } } as Health
const log = { info() {}, warn() {}, error() {} }

let dir: string
let store: Store
let server: http.Server
let base: string
let routes: readonly string[]
let classes: Classes
/** Of the agent. */
const asked: { method: string; params: unknown }[] = []
let recordings: Recordings

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-api-'))
  store = await openStore(join(dir, 'test.db'))
  classes = createClasses(store)
  const users = createUsers(store, { newByAddress: { perMinute: 1, burst: NEW_LEARNERS } })
  const instructor = openInstructor(dir)
  recordings = createRecordings({ store, dir: join(dir, 'recording'), days: 30, log })
  const progress = createProgress(store)
  const api = createApi({
    content,
    writing: undefined,
    users,
    progress,
    reviews: createReviews({ store, progress, content }),
    transfers: createTransfers({ link: { call: async () => ({}) } as unknown as AgentLink }),
    repositories: createRepositories({ link: { call: async () => ({}) } as unknown as AgentLink, users }),
    health: { now: () => health, on: () => () => {} },
    log,
    store,
    classes,
    minutes: createMinutes(store),
    admin: openRight(dir, 'admin-token'),
    link: {
      call: async (method, params) => {
        asked.push({ method, params })
        return {} as never
      },
    },
    instructor,
    recordings: createRecordingApi({ recordings, users, instructor, staff: createStaff(store) }),
  })
  routes = api.routes
  server = http.createServer(api).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await recordings.stop()
  await store.destroy()
  rmSync(dir, { recursive: true })
})

const json = { 'content-type': 'application/json' }
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers: { ...json, ...headers } })
const answer = { slug: 'first', item: 'one', answer: { type: 'single', option: 'b' }, locale: 'en' }
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

test('a first answer makes a learner, keeps the mark, and a second browser continues with the code', async () => {
  const first = await post('/api/quiz', answer)
  expect(await first.json()).toMatchObject({ correct: true, key: { ids: ['b'] } })
  expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
  const cookie = cookieOf(first)
  const { code } = await (await post('/api/progress/code', {}, { cookie })).json()
  expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/)

  const other = await post('/api/progress/continue', { code: code.toLowerCase().replaceAll('-', ' ') })
  expect(other.status).toBe(200)
  const progress = await fetch(`${base}/api/progress`, { headers: { cookie: cookieOf(other) } })
  expect((await progress.json()).lessons.first.quiz.one).toMatchObject({ correct: true, points: 1 })
})

test('a wrong answer after a right one is what counts', async () => {
  const cookie = cookieOf(await post('/api/quiz', answer))
  await post('/api/quiz', { ...answer, answer: { type: 'single', option: 'a' } }, { cookie })
  const progress = await (await fetch(`${base}/api/progress`, { headers: { cookie } })).json()
  expect(progress.lessons.first.quiz.one.correct).toBe(false)
})

test('bad input has a stable id and a status', async () => {
  const cases: [string, unknown, number, string][] = [
    ['/api/quiz', { ...answer, item: 'none' }, 404, 'quiz-unknown'],
    ['/api/quiz', { ...answer, extra: 1 }, 400, 'bad-input'],
    ['/api/quiz', { ...answer, answer: { type: 'fill', text: 'x' } }, 400, 'bad-input'],
    ['/api/nothing', {}, 404, 'not-found'],
    ['/api/progress/continue', { code: 'ABCD-ABCD-ABCD' }, 404, 'code-unknown'],
  ]
  for (const [path, body, status, error] of cases) {
    const response = await post(path, body)
    expect([path, response.status, (await response.json()).error]).toEqual([path, status, error])
  }
})

test('nobody hears of the writing of content where nobody writes it', async () => {
  const response = await fetch(`${base}/api/content`)
  expect([response.status, (await response.json()).error]).toEqual([404, 'not-found'])
})

test('places are the course in one language', async () => {
  const place = { slug: 'first', number: '1', title: 'First', quiz: true, sheet: true }
  const steps = [
    { id: 's0', title: 'Begin' },
    { id: 's1', title: 'End' },
  ]
  expect(await (await fetch(`${base}/api/places?locale=ko`)).json()).toEqual([{ ...place, steps }])
  for (const wrong of ['', '?locale=fr']) expect((await fetch(`${base}/api/places${wrong}`)).status).toBe(400)
})

test('no route that changes something is served to a page of another origin', async () => {
  const changing = routes
    .filter((route) => !route.startsWith('GET '))
    .map((route) => route.split(' ') as [string, string])
  expect(changing.length).toBeGreaterThan(4)
  const { host } = new URL(base)
  for (const [method, path] of changing)
    for (const from of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      // A page of a lab: the same site, another origin.
      { origin: `http://8080-${'a'.repeat(20)}.localhost:3000` },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const response = await fetch(base + path, { method, headers: { ...json, ...from } as never, body: '{}' })
      expect([response.status, (await response.json()).error], `${path} ${JSON.stringify(from)}`).toEqual([
        403,
        'not-allowed',
      ])
    }
  expect((await post('/api/quiz', answer, { origin: `http://${host}` })).status).toBe(200)
})

test('a form can’t be taken for JSON, and a body has a bound', async () => {
  const form = await post('/api/quiz', answer, { 'content-type': 'text/plain' })
  expect([form.status, (await form.json()).error]).toEqual([400, 'bad-input'])
  const large = await post('/api/quiz', { ...answer, slug: 'x'.repeat(70_000) })
  expect([large.status, (await large.json()).error]).toEqual([413, 'too-large'])
  // Without a length: counted while it comes.
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(16 * 1024).fill(32))
    },
  })
  const endless = fetch(`${base}/api/quiz`, {
    method: 'POST',
    headers: json,
    body: stream,
    duplex: 'half',
  } as RequestInit)
  expect(await endless.then(({ status }) => status).catch(() => 'cut off')).toSatisfy(
    (seen) => seen === 413 || seen === 'cut off',
  )
})

test('an answer is no page, whatever is made of it', async () => {
  const { headers } = await fetch(`${base}/api/progress`)
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('guessing codes ends in rate-limited', async () => {
  let status = 0
  for (let at = 0; at < 12 && status !== 429; at++)
    status = (await post('/api/progress/continue', { code: 'ABCD-ABCD-ABCE' })).status
  expect(status).toBe(429)
})

test('a class’s report is a file for who teaches, and for nobody else', async () => {
  const users = createUsers(store)
  const { id, code } = await classes.create({ title: 'Monday', lessons: ['first'] })
  const { user } = await users.create()
  const { member } = await classes.join(code.toLowerCase(), user.id, '=HYPERLINK("x"), "Kim"')
  await classes.note({ class_id: id, member_id: member.id, kind: 'error', detail: 'port-allocated' })
  const cookie = `drydock_instructor=${openInstructor(dir).token}`
  const get = (path: string, headers: Record<string, string> = { cookie }) => fetch(base + path, { headers })

  expect((await get(`/api/class/${id}.csv`, {})).status).toBe(403)
  expect((await get('/api/class/aaaaaaaaaaaaaaaa.csv')).status).toBe(404)
  const json = await (await get(`/api/class/${id}.json`)).json()
  expect(json).toMatchObject({
    info: { code, title: 'Monday' },
    attendance: [{ errors: 1, steps: 0 }],
    errors: [{ signature: 'port-allocated', count: 1, members: 1 }],
  })
  const csv = await (await get(`/api/class/${id}.csv`)).text()
  // What a spreadsheet would run as a formula is text; quotes are doubled.
  expect(csv).toContain(`"'=HYPERLINK(""x""), ""Kim""",`)
})

test('learners are made in bounds by address, and the page can say so', async () => {
  const make = (address: string) => post('/api/progress/code', {}, { 'x-forwarded-for': address })
  const seen = []
  for (let at = 0; at <= NEW_LEARNERS; at++) seen.push((await make('198.51.100.7')).status)
  expect(seen).toEqual([...Array(NEW_LEARNERS).fill(200), 429])
  const refused = await make('203.0.113.1, 198.51.100.7')
  expect([refused.status, (await refused.json()).error]).toEqual([429, 'rate-limited'])
  expect((await make('198.51.100.8')).status).toBe(200)
})

test('only who runs the server ends a lab: no learner, no instructor', async () => {
  const tenant = 'tabcdefghijkl'
  const instructor = `drydock_instructor=${openInstructor(dir).token}`
  const learner = cookieOf(await post('/api/quiz', answer))
  for (const cookie of ['', learner, instructor, `drydock_admin=${openInstructor(dir).token}`, 'drydock_admin=']) {
    const refused = await post('/api/admin/rest', { tenant }, { cookie })
    expect([cookie, refused.status]).toEqual([cookie, 403])
  }
  expect(asked).toEqual([])
  const cookie = `drydock_admin=${openRight(dir, 'admin-token').token}`
  expect((await post('/api/admin/rest', { tenant: 'web' }, { cookie })).status).toBe(400)
  expect((await post('/api/admin/rest', { tenant }, { cookie })).status).toBe(200)
  expect(asked).toEqual([{ method: 'tenant.rest', params: { tenant } }])
})

test('a recording: its owner lists, takes along, shares and deletes it; the instructor reads what is shared, nobody else anything', async () => {
  const users = createUsers(store)
  const [kim, lee] = [await users.create(), await users.create()]
  const own = { cookie: `drydock=${kim.token}` }
  const other = { cookie: `drydock=${lee.token}` }
  const teacher = { cookie: `drydock_instructor=${openInstructor(dir).token}` }
  const { id: classId } = await classes.create({ title: '', lessons: ['first'] })
  const writing = await recordings.begin(kim.user.id, classId, false)
  writing.write('{"version":2}\n')
  expect((await post('/api/recording/remove', { id: writing.id }, own)).status, 'while it goes on').toBe(404)
  await writing.end('stopped', 1_000)
  const list = async (headers: Record<string, string>) =>
    (await (await fetch(`${base}/api/recording`, { headers })).json()) as { recordings: { id: string }[]; days: number }
  expect(await list(own)).toMatchObject({
    days: 30,
    recordings: [{ id: writing.id, length: 1_000, bytes: 14, shared: false }],
  })
  expect((await list(other)).recordings).toEqual([])

  const read = (headers: Record<string, string>) => fetch(`${base}/api/recording/${writing.id}.cast`, { headers })
  expect(await (await read(own)).text()).toBe('{"version":2}\n')
  for (const who of [other, teacher, {}]) expect((await read(who)).status).toBe(404)
  expect((await post('/api/recording/share', { id: writing.id, on: true }, other)).status).toBe(404)
  expect((await post('/api/recording/share', { id: writing.id, on: true }, own)).status).toBe(200)
  expect((await read(teacher)).status).toBe(200)
  expect((await read(other)).status).toBe(404)
  expect((await post('/api/recording/remove', { id: writing.id }, teacher)).status).toBe(404)
  expect((await post('/api/recording/remove', { id: writing.id }, own)).status).toBe(200)
  expect((await read(own)).status).toBe(404)
})
