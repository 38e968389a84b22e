// Recordings on a real SQLite file and a real directory.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../store/store.ts'
import { createUsers } from '../user/user.ts'
import { createClasses } from './class.ts'
import { createRecordings, RECORDING_BYTES } from './recording.ts'

const log = { info() {}, warn() {}, error: (detail: object) => problems.push(detail) }
const problems: object[] = []
let dir: string
let store: Store
let user: string
let classId: string
const files = () => readdirSync(join(dir, 'recording')).sort()
const open = (days = 30) => createRecordings({ store, dir: join(dir, 'recording'), days, log })

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-recording-'))
  store = await openStore(join(dir, 'test.db'))
  user = (await createUsers(store).create()).user.id
  classId = (await createClasses(store).create({ title: '', lessons: [] })).id
})
afterEach(async () => {
  await store.destroy()
  rmSync(dir, { recursive: true })
  expect(problems).toEqual([])
})

test('is bounded: its size, how many one learner has, and not at all where none are kept', async () => {
  const recordings = open()
  const first = await recordings.begin(user, classId, true)
  const line = 'x'.repeat(RECORDING_BYTES / 4)
  expect([1, 2, 3, 4, 5].map(() => first.write(line))).toEqual([true, true, true, true, false])
  await first.end('full', 10)
  expect(await recordings.list(user)).toMatchObject([
    { bytes: RECORDING_BYTES, ended: 'full', shared: true, played: null },
  ])
  // Whoever plays it is told of to its owner, now and later.
  const heard: unknown[] = []
  recordings.onPlayed((whose, { by }) => heard.push([whose, by]))
  await recordings.played(first.id, 'Han')
  expect(heard).toEqual([[user, 'Han']])
  expect((await recordings.list(user))[0]?.played).toMatchObject({ by: 'Han', at: expect.any(Number) })
  for (let at = 1; at < 10; at++) await (await recordings.begin(user, classId, false)).end('stopped', 0)
  await expect(recordings.begin(user, classId, false)).rejects.toMatchObject({ id: 'recording-full' })
  await recordings.remove(user, first.id)
  await (await recordings.begin(user, classId, false)).end('stopped', 0)
  await recordings.stop()
  const none = open(0)
  await expect(none.begin(user, classId, false)).rejects.toMatchObject({ id: 'recording-off' })
  await none.stop()
})

test('what the web left when it died is cut, what is too old is gone with its file, what nobody knows too', async () => {
  const before = open()
  const old = await before.begin(user, classId, false)
  await old.end('stopped', 1)
  const cut = await before.begin(user, classId, false)
  cut.write('half\n')
  await expect.poll(async () => existsSync(join(dir, 'recording', `${cut.id}.cast`))).toBe(true)
  await before.stop()
  await store
    .updateTable('recording')
    .set({ at: Date.now() - 31 * 24 * 3600_000 })
    .where('id', '=', old.id)
    .execute()
  writeFileSync(join(dir, 'recording', 'stray.cast'), '')
  const after = open()
  await expect.poll(() => after.list(user)).toMatchObject([{ id: cut.id, ended: 'cut', bytes: 5 }])
  await expect.poll(files).toEqual([`${cut.id}.cast`])
  await after.stop()
})
