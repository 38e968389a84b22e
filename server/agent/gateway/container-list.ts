// GET /containers/json: one engine call scoped by the owner label; filters that speak of names are answered here.
import type { OwnedContainer } from './container-index.ts'
import { showSummary } from './container-show.ts'
import { ownNetwork } from './create-network.ts'
import { parsePort } from './create-port.ts'
import { OWNER_LABEL } from './name.ts'
import { bool, dropped, type Filters, filters, int, onlyFilters } from './query.ts'
import { bad, Refusal } from './refusal.ts'
import { json, rule } from './rule.ts'
import type { Scope } from './scope.ts'

const KNOWN = [
  'ancestor',
  'before',
  'expose',
  'exited',
  'health',
  'id',
  'isolation',
  'is-task',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
]

// biome-ignore lint/suspicious/noExplicitAny: the engine's list entry
type Entry = Record<string, any>

export const containerList = rule({
  id: 'container.list',
  spec: 'G-302',
  method: 'GET',
  path: '/containers/json',
  // trunc_cmd: docker-py's, and with it docker-compose 1's; engines have not looked at it for years.
  query: { all: bool, limit: int, size: bool, filters, before: dropped, since: dropped, trunc_cmd: dropped },
  async run({ scope, query }) {
    onlyFilters(query.filters, KNOWN)
    const limit = query.limit ?? 0
    // While the engine lists.
    const early = resolveImages(scope, imageNames(scope.containers.list()).slice(0, EARLY_NAMES))
    const entries = await scope.engine.json<Entry[]>('GET', {
      path: '/containers/json',
      query: {
        all: query.all || limit > 0,
        size: query.size || undefined,
        filters: JSON.stringify(await engineFilters(scope, query.filters)),
      },
    })
    const shown = await showEntries(scope, entries, early)
    const matching = await matcher(scope, query.filters)
    const out = shown.filter(matching)
    return json(limit > 0 ? out.slice(0, limit) : out)
  },
})

/** Own entries of the engine's list as the tenant sees them. */
export async function showEntries(
  scope: Scope,
  entries: readonly Entry[],
  early: Images = new Map(),
): Promise<Entry[]> {
  const own = entries.flatMap((entry) => {
    const container = entry.Labels[OWNER_LABEL] === scope.tenant.id ? scope.containers.get(entry.Id) : undefined
    return container ? [{ entry, container }] : []
  })
  const late = imageNames(own.map(({ container }) => container)).filter((name) => !early.has(name))
  const images = new Map([...early, ...resolveImages(scope, late)])
  return Promise.all(
    own.map(async ({ entry, container }) => {
      const { image } = container.asked
      // A name that has moved on to another image is not this container's any more: then the engine shows the id.
      const shown = (await images.get(image)) === entry.ImageID ? image : entry.ImageID
      return showSummary(entry, { tenant: scope.tenant.id, container, published: scope.ports.of(entry.Id) }, shown)
    }),
  )
}

/** More names than that are looked up once it is known which are to be shown. */
const EARLY_NAMES = 4

/** Image ids by the names that containers were asked for with; undefined: no such image any more. */
type Images = Map<string, Promise<string | undefined>>

const imageNames = (containers: readonly OwnedContainer[]) => [...new Set(containers.map(({ asked }) => asked.image))]

function resolveImages(scope: Scope, names: readonly string[]): Images {
  return new Map(
    names.map((name) => {
      const id = scope.images.shownId(name)
      // Whoever waits for it is told; maybe nobody does.
      id.catch(() => {})
      return [name, id]
    }),
  )
}

/** What the engine can decide by itself, with references resolved to full ids of the tenant. */
async function engineFilters(scope: Scope, given: Filters): Promise<Record<string, string[]>> {
  const out: Record<string, string[]> = {
    label: [`${OWNER_LABEL}=${scope.tenant.id}`, ...(given.get('label') ?? [])],
    // Asked for by id, an engine looks at these and not at the containers of everybody (daemon/list.go, filterByNameIDMatches).
    id: idsOf(scope.containers.list()),
  }
  for (const term of given.get('label') ?? [])
    if (term.toLowerCase().startsWith('drydock.')) throw bad(`Invalid filter 'label=${term}'`)
  for (const name of ['status', 'exited', 'health', 'is-task', 'isolation']) {
    const values = given.get(name)
    if (values?.length) out[name] = values
  }
  for (const name of ['before', 'since']) {
    const values = given.get(name)
    if (values?.length) out[name] = [(await scope.containers.resolve(values[0] as string)).id]
  }
  const ancestors = given.get('ancestor')
  if (ancestors?.length) {
    const ids = await Promise.all(ancestors.map((one) => imageOf(scope, one)))
    // An unknown ancestor matches nothing, which the engine can only be told by an id that isn't there.
    out.ancestor = ids.map((id) => id ?? `sha256:${'0'.repeat(64)}`)
  }
  return out
}

/** Of none the id of nothing: without any, the engine would list all. */
const idsOf = (containers: readonly OwnedContainer[]) =>
  containers.length > 0 ? containers.map(({ id }) => id) : ['0'.repeat(64)]

async function imageOf(scope: Scope, reference: string): Promise<string | undefined> {
  try {
    return (await scope.images.resolve(reference)).id
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

async function matcher(scope: Scope, given: Filters): Promise<(entry: Entry) => boolean> {
  const tests: ((entry: Entry) => boolean)[] = []
  const add = (name: string, test: (entry: Entry, value: string) => boolean) => {
    const values = given.get(name)
    if (values?.length) tests.push((entry) => values.some((value) => test(entry, value)))
  }
  for (const value of given.get('name') ?? []) pattern(value)
  add('name', (entry, value) =>
    entry.Names.some((name: string) => pattern(value).test(name.slice(1)) || pattern(value).test(name)),
  )
  add('id', (entry, value) => entry.Id.startsWith(value))
  add('volume', (entry, value) =>
    entry.Mounts.some((mount: Entry) => mount.Name === value || mount.Destination === value || mount.Source === value),
  )
  const ports = (entry: Entry, value: string, published: boolean) => {
    const found = /^([0-9]+)(?:-([0-9]+))?(?:\/(tcp|udp))?$/.exec(value)
    if (!found) return false
    const proto = found[3] ?? 'tcp'
    const low = Number(found[1])
    const high = Number(found[2] ?? low)
    return entry.Ports.some((port: Entry) => {
      const number = published ? port.PublicPort : port.PrivatePort
      return port.Type === proto && number >= low && number <= high
    })
  }
  for (const value of [...(given.get('publish') ?? []), ...(given.get('expose') ?? [])])
    if (!/^[0-9]+-[0-9]+/.test(value)) parsePort(value)
  add('publish', (entry, value) => ports(entry, value, true))
  add('expose', (entry, value) => ports(entry, value, false))
  const networks = given.get('network')
  if (networks?.length) {
    const ids = new Set<string>()
    for (const reference of networks) {
      try {
        ids.add((await ownNetwork(scope, reference)).id)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    }
    tests.push((entry) =>
      Object.entries<Entry>(entry.NetworkSettings.Networks).some(
        ([name, endpoint]) =>
          ids.has(endpoint.NetworkID) || (networks.includes(name) && (name === 'none' || name === 'host')),
      ),
    )
  }
  return (entry) => tests.every((test) => test(entry))
}

const PATTERN_MAX = 200
/** Docker takes a regular expression here. Only a plain part of the syntax is served, so that none runs away. */
function pattern(text: string): RegExp {
  if (text.length > PATTERN_MAX || !/^\^?[A-Za-z0-9_./ -]*\$?$/.test(text))
    throw bad(`the name filter is served with plain text, ^ and $ only, not ${JSON.stringify(text)}`)
  return new RegExp(text.replaceAll('.', '\\.').replaceAll('/', '\\/'))
}
