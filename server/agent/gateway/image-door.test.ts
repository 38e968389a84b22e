import { describe, expect, it } from 'vitest'
import type { Catalog, CatalogImage } from '../part.ts'
import { inCatalog } from './image-door.ts'
import type { Ref } from './image-name.ts'

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
