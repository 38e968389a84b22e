// docker search: the catalog's names (official), then the repositories of the class registry that the account may pull.
import type { RegistryAccount } from '../part.ts'
import { visibleCatalog } from './image-door.ts'
import { booleanFilter } from './image-filter.ts'
import { type Filters, onlyFilters } from './query.ts'
import { bad } from './refusal.ts'
import type { Scope } from './scope.ts'

const LIMIT_DEFAULT = 25
const LIMIT_MAX = 100

interface Found {
  name: string
  description: string
  star_count: number
  is_official: boolean
  is_automated: boolean
}

/** @throws Refusal 400 */
export function searchImages(
  scope: Scope,
  account: RegistryAccount | undefined,
  query: { term: string | undefined; limit: number | undefined; filters: Filters },
): Found[] {
  onlyFilters(query.filters, ['stars', 'is-official', 'is-automated'])
  const term = (query.term ?? '').replace(/^(?:docker\.io\/)?(?:library\/)?/, '').toLowerCase()
  if (!/^[a-z0-9._/-]{0,100}$/.test(term)) throw bad('Invalid search term')
  const official = booleanFilter(query.filters, 'is-official')
  // Nothing here has stars or is built by a robot.
  if (query.filters.get('stars')?.some((stars) => stars !== '0') || booleanFilter(query.filters, 'is-automated'))
    return []
  const row = (name: string, description: string, is_official: boolean): Found => ({
    name,
    description,
    star_count: 0,
    is_official,
    is_automated: false,
  })
  const catalog = [...new Set(visibleCatalog(scope.catalog).map((image) => image.name))]
    .filter((name) => name.includes(term))
    .map((name) => row(name, "In this course's catalog", true))
  const shared = (scope.registry?.search(term, account) ?? []).map(({ name, public: isPublic }) =>
    row(name, isPublic ? 'In the class registry' : 'In the class registry, private', false),
  )
  return [...catalog, ...shared.sort((a, b) => a.name.localeCompare(b.name))]
    .filter((one) => official === undefined || one.is_official === official)
    .slice(0, Math.min(query.limit && query.limit > 0 ? query.limit : LIMIT_DEFAULT, LIMIT_MAX))
}
