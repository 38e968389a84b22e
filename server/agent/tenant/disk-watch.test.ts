// When tenants are measured. The measuring is played: what a walk finds is proven in disk.it.test.ts.
import { afterEach, expect, it } from 'vitest'
import type { TenantLimits } from '#server/agent/gateway/limit.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { DiskPart } from './disk-measure.ts'
import { createDiskWatch, type DiskWatch } from './disk-watch.ts'

const me = { id: 'me' } as Tenant
const other = { id: 'other' } as Tenant
const taken = new Map<string, number>()
const part: DiskPart = { kind: 'home', id: '', bytes: 0 }
let walks: string[][]
let watch: DiskWatch

function open() {
  walks = []
  watch = createDiskWatch({
    measure: async (whom) => {
      walks.push(whom.map(({ id }) => id))
      return new Map(whom.map(({ id }) => [id, { bytes: taken.get(id) ?? 0, files: 0, parts: [part] }]))
    },
    tenants: () => [me, other],
    limits: { diskBytes: 100, files: 100 } as TenantLimits,
    // Nothing: the file system never seems to grow.
    watched: [],
    stopWriter: async () => {},
    log: { info() {}, warn() {}, error() {} },
    tickMs: 10,
  })
  watch.start()
}
afterEach(() => watch.stop())

const full = (tenant: Tenant) =>
  watch.check(tenant).then(
    () => false,
    () => true,
  )

it('what one frees does not hide what another writes in the same moment', async () => {
  taken.set('me', 110)
  open()
  await expect.poll(() => full(me)).toBe(true)
  expect(await full(other)).toBe(false)
  taken.set('me', 0)
  taken.set('other', 110)
  // The call that is let through again tells what was freed.
  await expect.poll(() => full(me), { timeout: 5_000 }).toBe(false)
  await expect.poll(() => full(other), { timeout: 5_000 }).toBe(true)
})

it('all are measured by one walk, and only who is full is measured again while nothing is written', async () => {
  taken.set('me', 110)
  taken.set('other', 0)
  open()
  await expect.poll(() => walks.length, { timeout: 5_000 }).toBeGreaterThan(2)
  expect(walks[0]).toEqual(['me', 'other'])
  expect(walks.slice(1).every((whom) => whom.join() === 'me')).toBe(true)
})
