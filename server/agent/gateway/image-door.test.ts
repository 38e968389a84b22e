import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Catalog, CatalogImage, Tenant } from '../part.ts'
import { createImageDoor, inCatalog } from './image-door.ts'
import { parseRef, pinRepository, pinTag, type Ref } from './image-name.ts'
import { EngineError } from './refusal.ts'
import type { Method, Upstream } from './upstream.ts'

const image = (name: string, tag: string): CatalogImage => ({
  name,
  tag,
  id: `sha256:${name}`,
  ref: `catalog.drydock.local/${name}:${tag}`,
  origin: 'debian-packages',
  internal: name === 'workspace',
})
/** As the real one: `list` has each image once, `find` knows every tag. */
const catalog = {
  list: () => [image('mariadb', 'latest')],
  find: (reference: string) => {
    const [name = '', tag = ''] = reference.split(':')
    const tags: Record<string, string[]> = { mariadb: ['latest', '11.8'], workspace: ['latest'] }
    return tags[name]?.includes(tag) ? image(name, tag) : undefined
  },
} as unknown as Catalog
const ref = (path: string, tag: string, host = ''): Ref => ({ host, path, tag, digest: undefined })

describe('G-I8: what of the catalog a learner may pull', () => {
  it('finds an image by each of its tags', () => {
    expect(inCatalog(catalog, ref('mariadb', 'latest'))?.tag).toBe('latest')
    expect(inCatalog(catalog, ref('mariadb', '11.8'))?.tag).toBe('11.8')
  })
  it('has no other tags, no other hosts, and nothing internal', () => {
    expect(inCatalog(catalog, ref('mariadb', '9'))).toBeUndefined()
    expect(inCatalog(catalog, ref('mariadb', '11.8', 'quay.io'))).toBeUndefined()
    expect(inCatalog(catalog, ref('workspace', 'latest'))).toBeUndefined()
  })
})

describe('G-302: names that docker ps shows', () => {
  const tenant = { id: 'taaaaaaaaaaaa', catalog: 'local' } as Tenant
  /** Tags of the tenant as an engine keeps them; counts who asks. */
  function someEngine() {
    const tags = new Map<string, string>()
    let asked = 0
    const json = async (method: Method, { path, query }: { path: string; query?: Record<string, unknown> }) => {
      const name = decodeURIComponent(path.split('/')[2] ?? '')
      if (method === 'POST') return void tags.set(`${query?.repo}:${query?.tag}`, name)
      if (method === 'DELETE') return void tags.delete(name)
      asked++
      const Id = tags.get(name)
      if (!Id) throw new EngineError(404, `No such image: ${name}`)
      return { Id }
    }
    const door = createImageDoor({ tenant, catalog, engine: { json } as unknown as Upstream })
    return { door, asked: () => asked }
  }

  it('are asked for once, and again after each change', async () => {
    const { door, asked } = someEngine()
    expect(await door.shownId('app')).toBeUndefined()
    await door.tag('sha256:one', parseRef('app'))
    expect([await door.shownId('app'), await door.shownId('app:latest')]).toEqual(['sha256:one', 'sha256:one'])
    expect(asked()).toBe(2)
    await door.tag('sha256:two', parseRef('app'))
    expect(await door.shownId('app')).toBe('sha256:two')
    await door.untag(parseRef('app'))
    expect(await door.shownId('app')).toBeUndefined()
    expect(asked()).toBe(4)
  })

  it('fall back to the catalog, and an own tag of that name comes first', async () => {
    const { door } = someEngine()
    expect(await door.shownId('mariadb')).toBe('sha256:mariadb')
    await door.tag('sha256:own', parseRef('mariadb'))
    expect(await door.shownId('mariadb')).toBe('sha256:own')
  })

  it('are not remembered as they were asked for while they changed', async () => {
    const { door } = someEngine()
    const change = door.tag('sha256:one', parseRef('app'))
    await door.shownId('app')
    await change
    expect(await door.shownId('app')).toBe('sha256:one')
  })
})

describe('G-B10: the list of own images that a build begins with', () => {
  const tenant = { id: 'taaaaaaaaaaaa', catalog: 'local' } as Tenant
  /** An engine with the images that the tenant has pinned; counts who lists. */
  function someEngine() {
    const pinned = new Set<string>()
    let lists = 0
    const json = async (method: Method, { path }: { path: string }) => {
      const name = decodeURIComponent(path.split('/')[2] ?? '')
      if (method === 'POST') return void pinned.add(name)
      if (method === 'DELETE') return void pinned.delete(`sha256:${name.split(':').at(-1)}`)
      lists++
      const one = { ParentId: '', Created: 0, Size: 1, Labels: null }
      return [...pinned].map((Id) => ({ ...one, Id, RepoTags: [`${pinRepository(tenant.id)}:${pinTag(Id)}`] }))
    }
    const door = createImageDoor({ tenant, catalog, engine: { json } as unknown as Upstream })
    const ids = async () => (await door.kept()).map(({ id }) => id)
    return { door, ids, lists: () => lists }
  }
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is listed once, and never as it was before a change made here', async () => {
    const { door, ids, lists } = someEngine()
    expect([await ids(), await ids()]).toEqual([[], []])
    expect(lists()).toBe(1)
    await door.own('sha256:one')
    expect(await ids()).toEqual(['sha256:one'])
    const change = door.own('sha256:two')
    await ids()
    await change
    expect(await ids()).toEqual(['sha256:one', 'sha256:two'])
    await door.disown('sha256:one')
    expect(await ids()).toEqual(['sha256:two'])
  })

  it('is made ahead, once, for who has asked for it', async () => {
    const { door, ids, lists } = someEngine()
    await door.own('sha256:one')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lists()).toBe(0)
    await ids()
    await door.own('sha256:two')
    await door.own('sha256:three')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lists()).toBe(2)
    await door.own('sha256:four')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lists()).toBe(2)
    expect((await ids()).length).toBe(4)
    await ids()
    expect(lists()).toBe(3)
  })

  it('is asked for again after five minutes', async () => {
    const { ids, lists } = someEngine()
    await ids()
    await vi.advanceTimersByTimeAsync(299_000)
    await ids()
    expect(lists()).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    await ids()
    expect(lists()).toBe(2)
  })
})
