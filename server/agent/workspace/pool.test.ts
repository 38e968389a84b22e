import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Tenant, Tenants } from '#server/agent/part.ts'
import { createPool } from '#server/agent/workspace/pool.ts'

let dir: string
let file: string
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'drydock-pool-'))
  file = join(dir, 'pool.json')
})
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
  await rm(dir, { recursive: true })
})

function setup(size: number, known: string[] = [], prepare: (tenant: Tenant) => Promise<void> = async () => {}) {
  const all = new Map(known.map((id) => [id, { id } as Tenant]))
  let next = 1
  const kinds: unknown[] = []
  const tenants = {
    async create(options: unknown) {
      kinds.push(options)
      const tenant = { id: `new${next++}` } as Tenant
      all.set(tenant.id, tenant)
      return tenant
    },
    get: (id: string) => all.get(id),
    remove: async (id: string) => void all.delete(id),
  } as unknown as Tenants
  const prepared: string[] = []
  const pool = createPool({
    size,
    tenants,
    file,
    log: { info() {}, warn() {}, error() {} },
    async prepare(tenant) {
      await prepare(tenant)
      prepared.push(tenant.id)
    },
  })
  stops.push(() => pool.stop())
  return { pool, prepared, all, kinds }
}
const kept = async () => JSON.parse(await readFile(file, 'utf8'))

test('it fills, and fills up again after a claim', async () => {
  const { pool, kinds } = setup(2)
  await pool.start()
  await expect.poll(() => pool.ready).toBe(2)
  expect(kinds[0]).toEqual({ catalog: 'remote' })
  const tenant = pool.claim()!
  expect(pool.holds(tenant.id)).toBe(false)
  await expect.poll(() => pool.ready, { timeout: 5_000 }).toBe(2)
  expect(await kept()).not.toContain(tenant.id)
})

test('who was unclaimed before a restart is prepared again, not made anew', async () => {
  await writeFile(file, '["old","vanished"]')
  const { pool, prepared } = setup(1, ['old'])
  await pool.start()
  await expect.poll(() => prepared).toEqual(['old'])
  expect(pool.claim()?.id).toBe('old')
})

test('a smaller pool gives back what is too much', async () => {
  await writeFile(file, '["a","b","c"]')
  const { pool, all } = setup(1, ['a', 'b', 'c'])
  await pool.start()
  expect([...all.keys()]).toEqual(['a'])
  await expect.poll(() => pool.ready).toBe(1)
  expect(await kept()).toEqual(['a'])
})

test('one that could not be prepared is not handed out, and is remembered for the next try', async () => {
  const { pool } = setup(1, [], async () => {
    throw new Error('the engine is away')
  })
  await pool.start()
  await expect.poll(kept).toEqual(['new1'])
  expect(pool.claim()).toBeUndefined()
})

test('one whose workspace failed meanwhile is dropped', async () => {
  const { pool } = setup(1)
  await pool.start()
  await expect.poll(() => pool.ready).toBe(1)
  pool.drop({ id: 'new1' } as Tenant)
  expect(pool.claim()).toBeUndefined()
  expect(pool.holds('new1')).toBe(false)
})

test('for a class that is expected more are made ready, within bounds; those that are not needed are given back', async () => {
  const { pool, all } = setup(1)
  // Before the start nothing can be made.
  pool.grow(2)
  await pool.start()
  await expect.poll(() => pool.ready).toBe(3)
  expect(pool.wanted).toBe(3)
  pool.grow(500)
  expect(pool.wanted).toBe(51)
  await expect.poll(() => pool.ready, { timeout: 5_000 }).toBe(51)
  pool.grow(0)
  await expect.poll(() => pool.ready).toBe(1)
  await expect.poll(() => all.size).toBe(1)
  expect(pool.unclaimed()).toBe(1)
  expect(await kept()).toHaveLength(1)
})

test('where none are made ahead, none are for a class', async () => {
  const { pool } = setup(0)
  await pool.start()
  pool.grow(5)
  expect(pool.wanted).toBe(0)
})
