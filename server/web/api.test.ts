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
import { type Classes, createClasses } from './live/class.ts'
import { openInstructor } from './live/instructor.ts'
import { createMinutes } from './live/minute.ts'
import { createRepositories } from './registry/repositories.ts'
import { openStore, type Store } from './store/store.ts'
import { content } from './test-lesson.ts'
import { createProgress } from './user/progress.ts'
import { createUsers } from './user/user.ts'

const health = { engine: { state: 'ok' } } as Health
const log = { info() {}, warn() {}, error() {} }

let dir: string
let store: Store
let server: http.Server
let base: string
let classes: Classes

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-api-'))
  store = await openStore(join(dir, 'test.db'))
  classes = createClasses(store)
  const users = createUsers(store)
  const api = createApi({
    content,
    users,
    progress: createProgress(store),
    repositories: createRepositories({ link: { call: async () => ({}) } as unknown as AgentLink, users }),
    health: { now: () => health, on: () => () => {} },
    log,
    store,
    classes,
    minutes: createMinutes(store),
    instructor: openInstructor(dir),
  })
  server = http.createServer(api).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await store.destroy()
  rmSync(dir, { recursive: true })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers })
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
  const huge = await post('/api/quiz', { ...answer, slug: 'x'.repeat(70_000) })
  expect(huge.status).toBe(400)
})

test('a page of another origin can’t post', async () => {
  const response = await post('/api/quiz', answer, { origin: 'http://evil.example' })
  expect([response.status, (await response.json()).error]).toEqual([403, 'not-allowed'])
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
