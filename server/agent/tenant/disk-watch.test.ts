// When tenants are measured. The measuring is played: what a walk finds is proven in disk.it.test.ts.
import { afterEach, expect, it } from 'vitest'
import type { TenantLimits } from '#server/agent/gateway/limit.ts'
import type { Tenant } from '#server/agent/part.ts'
import type { DiskPart } from './disk-measure.ts'
import { createDiskWatch, type DiskWatch } from './disk-watch.ts'

const me = { id: 'me' } as Tenant
const other = { id: 'other' } as Tenant
const taken = new Map<string, number>()
let parts: DiskPart[] = []
/** What was ended, in the order of the looks. */
let stopped: string[]
let walks: string[][]
let watch: DiskWatch

function open() {
  walks = []
  stopped = []
  watch = createDiskWatch({
    measure: async (whom) => {
      walks.push(whom.map(({ id }) => id))
      return new Map(
        whom.map(({ id }) => [id, { bytes: taken.get(id) ?? 0, files: 0, parts: id === 'me' ? parts : [] }]),
      )
    },
    tenants: () => [me, other],
    limits: { diskBytes: 100, files: 100 } as TenantLimits,
    // Nothing: the file system never seems to grow.
    watched: [],
    stopWriter: async (_tenant, { kind }) => void stopped.push(kind),
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

it('who writes to two places at once is stopped at both, and nothing is once nothing grows', async () => {
  taken.set('me', 130)
  taken.set('other', 0)
  parts = [
    { kind: 'home', id: '', bytes: 1 },
    { kind: 'volume', id: 'v', bytes: 50 },
    { kind: 'container', id: 'c', bytes: 79 },
  ]
  open()
  await expect.poll(() => walks.length, { timeout: 5_000 }).toBeGreaterThan(3)
  expect(stopped).toEqual(['volume', 'container'])
})
