// The catalog's images as they are on the test engine, for tests of the gateway.
import type { Catalog, CatalogImage } from '../part.ts'
import { CATALOG_HOST } from './name.ts'
import { createUpstream } from './upstream.ts'

export async function readTestCatalog(socketPath: string): Promise<Catalog> {
  const images = await createUpstream(socketPath).json<{ Id: string; RepoTags: string[] | null }[]>('GET', {
    path: '/images/json',
    query: { filters: JSON.stringify({ reference: [`${CATALOG_HOST}/*`] }) },
  })
  const all: CatalogImage[] = images.flatMap(({ Id, RepoTags }) =>
    (RepoTags ?? [])
      .filter((ref) => ref.startsWith(`${CATALOG_HOST}/`))
      .map((ref) => {
        const [name = '', tag = 'latest'] = ref.slice(CATALOG_HOST.length + 1).split(':')
        return { name, tag, id: Id, ref, origin: 'debian-packages' as const, internal: name === 'workspace' }
      }),
  )
  const find = (reference: string) => {
    const [name, tag = 'latest'] = reference.replace(/^(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, '').split(':')
    return all.find((image) => image.name === name && image.tag === tag)
  }
  return {
    find,
    list: () => all,
    async ready(name) {
      const image = find(name)
      if (!image) throw new Error(`the test engine has no catalog image ${name}; build the catalog first`)
      return image
    },
    health: () => ({}),
    onHealth: () => () => {},
    start: async () => {},
    stop: async () => {},
  }
}
