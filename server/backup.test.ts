// A backup and its way back, as the programs that npm runs: what was there is there again, and what is torn is refused.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readBackup } from './backup-read.ts'
import { writeBackup } from './backup-write.ts'
import { openStore, type Store } from './web/store/store.ts'
import { openRight } from './web/user/right.ts'
import { createUsers, type Users } from './web/user/user.ts'

let dir: string
let home: string
let store: Store
let users: Users
let whole: string
let session: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-backup-test-'))
  home = join(dir, 'home')
  const work = join(home, 'tenant', 'tabcdefghijkl', 'home', 'app')
  mkdirSync(work, { recursive: true })
  mkdirSync(join(home, 'registry', 'data'), { recursive: true })
  store = await openStore(join(home, 'drydock.db'))
  users = createUsers(store)
  session = (await users.create()).token
  openRight(home, 'instructor-token')
  openRight(home, 'admin-token')
  writeFileSync(join(home, 'registry', 'key.pem'), 'the key', { mode: 0o600 })
  writeFileSync(join(home, 'registry', 'data', 'blob'), 'an image')
  writeFileSync(join(home, 'registry', 'config'), 'of this start')
  mkdirSync(join(home, 'recording'))
  writeFileSync(join(home, 'recording', 'one.cast'), 'a terminal')
  writeFileSync(join(home, 'tenant', 'tabcdefghijkl', 'tenant.json'), '{}')
  writeFileSync(join(work, 'run.sh'), '#!/bin/sh\n')
  chmodSync(join(work, 'run.sh'), 0o755)
  // Longer than what is read at a time.
  writeFileSync(join(work, 'large'), Buffer.alloc(700_000, 'drydock'))
  writeFileSync(join(work, '긴 이름'.repeat(12)), '')
  symlinkSync('/etc/passwd', join(work, 'link'))
  whole = join(dir, 'whole.backup')
  // While the store is open and has what no checkpoint has brought into its file yet.
  expect(lstatSync(join(home, 'drydock.db-wal')).size).toBeGreaterThan(0)
  await writeBackup(home, whole)
})
afterAll(async () => {
  await store.destroy()
  rmSync(dir, { recursive: true })
})

/** Path -> what it is, but for the store's own files. */
function listing(root: string, path = ''): Record<string, string> {
  const out: Record<string, string> = {}
  for (const name of readdirSync(join(root, path))) {
    const at = join(path, name)
    const found = lstatSync(join(root, at))
    const head = `${found.mode.toString(8)} ${found.uid}:${found.gid}`
    if (found.isDirectory()) Object.assign(out, { [at]: head }, listing(root, at))
    else if (found.isSymbolicLink()) out[at] = `-> ${readlinkSync(join(root, at))}`
    else if (!name.startsWith('drydock.db')) out[at] = `${head} ${readFileSync(join(root, at), 'base64')}`
  }
  return out
}

it('state before is state after: learners, keys, homes with their modes and links', async () => {
  const to = join(dir, 'after')
  const { aside, created } = await readBackup(whole, to, { replace: false })
  expect(aside).toBeUndefined()
  expect(Date.now() - created).toBeLessThan(60_000)
  const before = listing(home)
  // Made anew at every start.
  delete before['registry/config']
  expect(listing(to)).toEqual({ ...before, registry: expect.any(String) })
  const again = await openStore(join(to, 'drydock.db'))
  try {
    for (const table of ['user', 'session', 'kysely_migration'] as never[])
      expect(await again.selectFrom(table).selectAll().execute()).toEqual(
        await store.selectFrom(table).selectAll().execute(),
      )
    expect(await createUsers(again).bySession(session)).toMatchObject({ alias: expect.any(String) })
  } finally {
    await again.destroy()
  }
})

it('is for its owner alone, and overwrites nothing', async () => {
  expect(lstatSync(whole).mode & 0o777).toBe(0o600)
  const before = readFileSync(whole)
  await expect(writeBackup(home, whole)).rejects.toMatchObject({ id: 'backup-exists' })
  expect(readFileSync(whole).equals(before)).toBe(true)
  expect(existsSync(`${whole}.part`)).toBe(false)
})

it('a torn or changed file is refused, and leaves the home as it was', async () => {
  const to = join(dir, 'torn')
  mkdirSync(to)
  writeFileSync(join(to, 'mine'), 'stays')
  const bytes = readFileSync(whole)
  const tar = gunzipSync(bytes)
  const changed = Buffer.from(tar)
  changed[changed.indexOf('#!/bin/sh')] = 0x2b
  const cases: [string, Buffer][] = [
    ['half of it', bytes.subarray(0, bytes.length / 2)],
    ['without its end', bytes.subarray(0, bytes.length - 9)],
    ['without its manifest', gzipSync(tar.subarray(0, tar.lastIndexOf('manifest.json')))],
    ['one byte of a file', gzipSync(changed)],
    ['something else', Buffer.from('not a backup at all')],
    ['nothing', Buffer.alloc(0)],
  ]
  for (const [what, content] of cases) {
    const file = join(dir, 'torn.backup')
    writeFileSync(file, content)
    const refused = await readBackup(file, to, { replace: true }).catch((error) => error)
    expect([what, refused.id]).toEqual([what, 'backup-torn'])
    expect([what, readdirSync(to)]).toEqual([what, ['mine']])
    expect(existsSync(`${to}.restoring`)).toBe(false)
  }
})

it('a store that a newer Drydock has migrated is refused', async () => {
  await store
    .insertInto('kysely_migration' as never)
    .values({ name: '999-later', timestamp: '' } as never)
    .execute()
  const file = join(dir, 'newer.backup')
  await writeBackup(home, file)
  await store
    .deleteFrom('kysely_migration' as never)
    .where('name' as never, '=', '999-later' as never)
    .execute()
  await expect(readBackup(file, join(dir, 'newer'), { replace: false })).rejects.toMatchObject({ id: 'backup-newer' })
  expect(existsSync(join(dir, 'newer'))).toBe(false)
})

it('a home that is in use is replaced only when asked to, and set aside then', async () => {
  const to = join(dir, 'used')
  mkdirSync(to)
  writeFileSync(join(to, 'mine'), 'kept')
  await expect(readBackup(whole, to, { replace: false })).rejects.toMatchObject({ id: 'home-in-use' })
  const { aside } = await readBackup(whole, to, { replace: true })
  expect(readFileSync(join(aside as string, 'mine'), 'utf8')).toBe('kept')
  expect(existsSync(join(to, 'drydock.db'))).toBe(true)
})

it('the commands say what they did, with 1 for a failure and 2 for a misunderstanding', () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['server/start.mjs', ...args], {
      encoding: 'utf8',
      env: { ...process.env, DRYDOCK_HOME: home },
    })
    return { status, said: stdout + stderr }
  }
  expect(run('backup')).toMatchObject({ status: 2, said: expect.stringContaining('Usage') })
  const file = join(dir, 'by-command.backup')
  expect(run('backup', file)).toMatchObject({ status: 0, said: expect.stringContaining(file) })
  expect(run('restore', file)).toMatchObject({ status: 1, said: expect.stringContaining('home-in-use') })
}, 60_000)
