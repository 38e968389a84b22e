import { expect, it } from 'vitest'
import { containerList } from './container-list.ts'
import type { Call } from './rule.ts'
import type { Scope } from './scope.ts'

/** The filters that the engine is asked with when these containers are the tenant's. */
async function asked(ids: string[]): Promise<Record<string, string[]>> {
  let filters = ''
  const scope = {
    tenant: { id: 't1' },
    containers: { list: () => ids.map((id) => ({ id, name: id, asked: { image: 'nginx' } })), get: () => undefined },
    images: { shownId: async () => undefined },
    engine: {
      json: async (_method: string, request: { query: { filters: string } }) => {
        filters = request.query.filters
        return []
      },
    },
  } as unknown as Scope
  await containerList.run({ scope, query: { filters: new Map() } } as unknown as Call<never>)
  return JSON.parse(filters)
}

it('G-302 asks the engine for own containers by id and by label, and of none for what is not there', async () => {
  const id = 'a'.repeat(64)
  expect(await asked([id])).toEqual({ label: ['drydock.tenant=t1'], id: [id] })
  expect(await asked([])).toEqual({ label: ['drydock.tenant=t1'], id: ['0'.repeat(64)] })
})
