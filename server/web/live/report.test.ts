// What a class left in the store, told as a report: real SQLite, no sockets.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '../store/store.ts'
import { both, content } from '../test-lesson.ts'
import { createUsers } from '../user/user.ts'
import { aliasOf } from './alias.ts'
import { createClasses } from './class.ts'
import { createMinutes } from './minute.ts'
import { createPairBook } from './pair.ts'
import { reportOf } from './report.ts'
import { csvOf } from './report-csv.ts'

const MINUTE = 60_000
let store: Store
beforeAll(async () => {
  store = await openStore(':memory:')
})
afterAll(() => store.destroy())

async function someClass(names: string[]) {
  const classes = createClasses(store)
  const users = createUsers(store)
  const { id, code } = await classes.create({ title: 'Monday', lessons: ['first'] })
  const members = await Promise.all(
    names.map(async (name, at) => {
      const { user } = await users.create()
      const { member } = await classes.join(code, user.id, name)
      // One after the other: the report lists them in this order.
      await store.updateTable('member').set({ joined: at }).where('id', '=', member.id).execute()
      return { id: member.id, user: user.id, name }
    }),
  )
  const note = (member: { id: string }, at: number, kind: string, rest: { step?: string; detail?: string } = {}) =>
    classes.note({
      class_id: id,
      member_id: member.id,
      at,
      kind,
      slug: rest.step ? 'first' : null,
      step: rest.step ?? null,
      detail: rest.detail ?? null,
    })
  const report = () =>
    reportOf(id, {
      store,
      classes,
      minutes: createMinutes(store),
      lessons: content.lessons,
      faults: content.faults,
      aliasOf,
    })
  return { id, classes, members, note, report }
}

test('who was there, what each step took, what went wrong by its name, and what to change', async () => {
  const { id, classes, members, note, report } = await someClass(['=Kim', 'Lee', 'Park'])
  const [kim, lee, park] = members as [(typeof members)[0], (typeof members)[0], (typeof members)[0]]
  await note(kim, 1_000, 'join')
  for (const [member, minutes] of [
    [kim, 9],
    [lee, 10],
    [park, 12],
  ] as const)
    await note(member, 2_000, 'step', { step: 's0', detail: String(minutes * MINUTE) })
  // Told twice around a restart: it was passed once.
  await note(kim, 3_000, 'step', { step: 's0', detail: String(MINUTE) })
  for (const member of members) await note(member, 4_000, 'error', { step: 's0', detail: 'image-unknown' })
  await note(kim, 4_500, 'error', { step: 's0', detail: 'image-unknown' })
  await classes.setCause(id, 'image-unknown', both('No such image'))
  await note(lee, 5_000, 'settled')
  await classes.leave(park.id)
  await store
    .insertInto('card')
    .values({
      user_id: kim.user,
      slug: 'first',
      item: 'one',
      due: 86_400_000,
      seen: 0,
      stability: 1,
      difficulty: 5,
      reps: 1,
      lapses: 0,
      missed: 0,
    })
    .execute()

  const told = await report()
  expect(told.attendance).toMatchObject([
    {
      name: '=Kim',
      joined: 1_000,
      left: null,
      steps: 1,
      errors: 2,
      times: { 'first/s0': 9 * MINUTE },
      review: 86_400_000,
    },
    { name: 'Lee', helped: 1, review: null },
    { name: 'Park', left: expect.any(Number) },
  ])
  expect(told.steps).toMatchObject([{ step: 's0', passed: 3, median: 10 * MINUTE, errors: 4 }])
  expect(told.errors).toEqual([{ signature: 'image-unknown', title: both('No such image'), count: 4, members: 3 }])
  expect(told.suggestions).toEqual([
    { kind: 'longer', slug: 'first', step: 's0', planned: 5, minutes: 12 },
    { kind: 'explain', slug: 'first', step: 's0', stumbled: 3, of: 3 },
    { kind: 'unreached', slug: 'first', step: 's1', planned: 5 },
  ])

  const [head, first] = csvOf(told).split('\r\n')
  expect(head).toBe(
    '\ufeffname,alias,joined,left,steps,errors,asked,helped,quiz_correct,quiz_total,next_review,first/s0',
  )
  // A name is never a formula.
  expect(first).toMatch(/^'=Kim,.*,1970-01-01T00:00:01\.000Z,,1,2,0,0,0,0,1970-01-02T00:00:00\.000Z,540$/)
})

test('exercises: how many found what was broken and how soon, which pairs talked, and recordings only as their owners let them', async () => {
  const { id, members, note, report } = await someClass(['Kim', 'Lee'])
  const [kim, lee] = members as [(typeof members)[0], (typeof members)[0]]
  await note(kim, 1_000, 'fault', { detail: 'stopped' })
  await note(lee, 1_000, 'fault', { detail: 'stopped' })
  await note(kim, 31_000, 'found', { detail: 'off' })
  await note(kim, 41_000, 'found', { detail: 'it is off' })
  const pairs = createPairBook(store)
  await pairs.begin(id, 'Why?', [[kim.id, lee.id]])
  const { id: draw } = (await pairs.current(id))!
  await pairs.show(draw, kim.id, 'output')
  await pairs.done(draw, kim.id, true)
  const recording = { class_id: id, at: 5, length: 60_000, bytes: 9, ended: 'stopped' }
  await store
    .insertInto('recording')
    .values([
      { id: 'a', user_id: kim.user, shared: 1, ...recording },
      { id: 'b', user_id: lee.user, shared: 0, ...recording },
    ])
    .execute()

  await note(kim, 50_000, 'type-begin', { detail: 'Seo' })
  await note(lee, 51_000, 'type-begin')
  await note(kim, 59_000, 'type-end', { detail: 'taken' })

  const told = await report()
  expect(told.typings).toEqual([
    { name: 'Kim', by: 'Seo', at: 50_000, length: 9_000, end: 'taken' },
    { name: 'Lee', by: null, at: 51_000, length: null, end: 'open' },
  ])
  expect(told.faults).toEqual([
    { fault: 'stopped', title: both('Stopped'), members: 2, found: 1, median: 30_000, answers: ['it is off'] },
  ])
  expect(told.pairs).toMatchObject([{ question: 'Why?', pairs: 1, shown: 1, done: 0 }])
  expect(told.recordings).toEqual({ shared: [{ id: 'a', name: 'Kim', at: 5, length: 60_000 }], kept: 1 })
  expect(JSON.stringify(told.recordings)).not.toContain('Lee')
})
