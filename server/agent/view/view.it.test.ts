// What a view says of networks is what a container finds when it asks: on a real engine, through the tenant's own gateway.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createStage, docker, type Stage, until } from '#server/agent/gateway/test-stage.ts'
import type { Tenant } from '#server/agent/part.ts'
import { createViews, type Views } from './view.ts'

let stage: Stage
let tenant: Tenant
let views: Views

const ok = async (args: string) => {
  const ran = await docker(tenant, args)
  expect(`${args}: ${ran.code} ${ran.code ? ran.err : ''}`).toBe(`${args}: 0 `)
  return ran.out
}
/** The address that a container's own lookup gives; undefined: it knows nobody of that name. */
const lookUp = async (from: string, name: string) =>
  (await docker(tenant, `exec ${from} getent hosts ${name}`)).out.split(/\s+/)[0] || undefined

beforeAll(async () => {
  stage = await createStage()
  tenant = await stage.tenants.create()
  views = createViews({ tenants: stage.tenants, log: { info() {}, warn() {}, error() {} } })
})
afterAll(async () => {
  views?.close()
  await stage?.end()
})

it('names, aliases and addresses on a network are those that its DNS gives', async () => {
  await ok('network create harbor')
  const run = (name: string, network: string) => ok(`run -d --name ${name} ${network} debian sleep 300`)
  await Promise.all([
    run('web', '--network harbor'),
    run('store', '--network harbor --network-alias db'),
    run('apart', ''),
    run('gone', '--network harbor'),
  ])
  await ok('kill gone')
  const { containers, networks } = await views.snapshot(tenant.id)
  const on = (network: string) =>
    Object.fromEntries(
      networks
        .find(({ name }) => name === network)!
        .endpoints.map(({ container, ...end }) => [containers.find(({ id }) => id === container)!.name, end]),
    )
  const { store, web } = on('harbor')
  expect(store!.names).toEqual(expect.arrayContaining(['store', 'db']))
  for (const name of store!.names) expect(await lookUp('web', name), name).toBe(store!.address)
  expect(await lookUp('store', 'web')).toBe(web!.address)
  expect(on('harbor').gone).toEqual({ names: [] })
  expect(await lookUp('web', 'gone')).toBeUndefined()
  // The default network has no names, and another network's are not found.
  expect(on('bridge').apart).toMatchObject({ names: [], address: expect.any(String) })
  expect(await lookUp('web', 'apart')).toBeUndefined()
  expect(await lookUp('apart', 'store')).toBeUndefined()
  await ok('network connect --alias guest harbor apart')
  const guest = await until('the guest', async () => {
    const now = await views.snapshot(tenant.id)
    return now.networks.find(({ name }) => name === 'harbor')!.endpoints.find(({ names }) => names.includes('guest'))
  })
  for (const name of ['apart', 'guest']) expect(await lookUp('web', name)).toBe(guest.address)
  expect(stage.errors).toEqual([])
})
