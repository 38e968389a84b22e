// When tenants are measured. The measuring is played: what a walk finds is proven in disk.it.test.ts.
import { afterEach, expect, it } from 'vitest'
import type { TenantLimits } from '#server/agent/gateway/limit.ts'
import type { Tenant } from '#server/agent/part.ts'
import { createDiskWatch, type DiskWatch } from './disk-watch.ts'

const me = { id: 'me' } as Tenant
const other = { id: 'other' } as Tenant
const taken = new Map<string, number>()
let watch: DiskWatch

function open() {
  watch = createDiskWatch({
    measure: async ({ id }) => ({ bytes: taken.get(id) ?? 0, files: 0, parts: [], ms: 0 }),
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
