// Networks: only the tenant's own bridges, with subnets from the engine's pool. SPEC.md G-N…
import { endpointSettings, ownNetwork } from './create-network.ts'
import { type Endpoint, endpoint } from './create-shape.ts'
import { DEFAULT_NETWORK } from './default-network.ts'
import { untilFilter, withoutLabels } from './image-filter.ts'
import { LABELS_PER_OBJECT, NETWORKS_PER_TENANT } from './limit.ts'
import { checkLabels, checkName, engineName, OWNER_LABEL, ownerFilter, visibleLabels, visibleName } from './name.ts'
import {
  type EngineNetwork,
  networkMatches,
  PREDEFINED,
  type ShownNetwork,
  showBuiltin,
  showNetwork,
} from './network-show.ts'
import { dropped, filters, labelsMatch, onlyFilters } from './query.ts'
import { bad, conflict, EngineError, forbidden } from './refusal.ts'
import { type Call, empty, json, type Rule, rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { bool, ignored, map, never, oneOf, readObject, string } from './shape.ts'

async function ownNetworks(scope: Scope): Promise<EngineNetwork[]> {
  const all = await scope.engine.json<EngineNetwork[]>('GET', {
    path: '/networks',
    query: { filters: JSON.stringify(ownerFilter(scope.tenant.id)) },
  })
  return all.filter(
    (network) =>
      network.Labels?.[OWNER_LABEL] === scope.tenant.id && visibleName(scope.tenant.id, network.Name) !== undefined,
  )
}

const detail = (scope: Scope, id: string) => scope.engine.json<EngineNetwork>('GET', { path: `/networks/${id}` })

/** host and none by name, id or id prefix. */
async function builtin(scope: Scope, reference: string): Promise<ShownNetwork | undefined> {
  for (const name of ['host', 'none'] as const) {
    const shown = showBuiltin(scope.tenant.id, name, '')
    const named = reference === name || (/^[0-9a-f]{4,64}$/.test(reference) && shown.Id.startsWith(reference))
    if (!named) continue
    const bridge = await detail(scope, (await scope.network.ensure()).id)
    return { ...shown, Created: bridge.Created }
  }
  return undefined
}

/** An own network; `bridge` is made when it is not there yet. @throws Refusal 404 */
async function resolve(scope: Scope, reference: string): Promise<{ id: string; name: string }> {
  return reference === DEFAULT_NETWORK ? scope.network.ensure() : ownNetwork(scope, reference)
}

const subnets =
  'Subnets are given out by this machine, so that the networks of all learners fit beside each other: leave --subnet, --gateway and --ip-range out'

const createFields = {
  Name: string,
  CheckDuplicate: ignored,
  Driver: oneOf('', 'default', 'bridge'),
  Scope: oneOf('', 'local'),
  EnableIPv4: bool,
  EnableIPv6: never('IPv6 networks are not available on this machine: leave --ipv6 out'),
  Internal: bool,
  Attachable: ignored,
  Ingress: never('Ingress networks belong to Swarm, which is not available on this machine'),
  ConfigOnly: never('Configuration networks are not available on this machine'),
  ConfigFrom: never('Configuration networks are not available on this machine'),
  IPAM: (value: Parameters<typeof string>[0], at: string) =>
    readObject(value, at, { Driver: oneOf('', 'default'), Config: never(subnets), Options: never(subnets) }),
  Options: never(
    'Network driver options reach the bridges of the real machine, so they are not served here: leave --opt out',
  ),
  Labels: map(string),
}

async function create({ scope, body, about }: Call<unknown>) {
  const asked = readObject(body, '', createFields)
  const name = checkName('network', asked.Name ?? '')
  about(name)
  if (PREDEFINED.includes(name) || name === 'default')
    throw forbidden(`operation is not permitted on predefined ${name} network`)
  if (Object.keys(asked.Labels ?? {}).length > LABELS_PER_OBJECT) throw bad(`more than ${LABELS_PER_OBJECT} labels`)
  const labels = checkLabels(asked.Labels ?? {})
  const own = await ownNetworks(scope)
  if (own.some((network) => network.Name === engineName(scope.tenant.id, name)))
    throw conflict(`network with name ${name} already exists`)
  if (own.filter((network) => network.Name !== scope.network.name).length >= NETWORKS_PER_TENANT)
    throw forbidden(
      `you have ${NETWORKS_PER_TENANT} networks of your own, the most this machine allows: remove some with docker network rm, or docker network prune`,
    )
  const made = await scope.engine.json<{ Id: string; Warning: string }>('POST', {
    path: '/networks/create',
    body: {
      Name: engineName(scope.tenant.id, name),
      CheckDuplicate: true,
      Driver: 'bridge',
      Internal: asked.Internal ?? false,
      Labels: { ...labels, [OWNER_LABEL]: scope.tenant.id },
    },
  })
  return json({ Id: made.Id, Warning: made.Warning }, 201)
}

/** @throws Refusal 403 */
function notBuiltin(reference: string, what: string) {
  if (reference === 'host')
    throw forbidden('container cannot be disconnected from host network or connected to host network')
  if (reference === 'none') throw forbidden(`${what} the none network is not possible: it has no interfaces`)
}

async function prune(scope: Scope, asked: Map<string, string[]>) {
  onlyFilters(asked, ['until', 'label', 'label!'])
  const until = untilFilter(asked)
  const deleted: string[] = []
  for (const network of await ownNetworks(scope)) {
    const labels = visibleLabels(network.Labels)
    if (network.Name === scope.network.name) continue
    if (until !== undefined && Date.parse(network.Created) / 1000 >= until) continue
    if (!labelsMatch(labels, asked.get('label') ?? []) || !withoutLabels(labels, asked.get('label!') ?? [])) continue
    const { Containers } = await detail(scope, network.Id)
    if (Object.keys(Containers ?? {}).length > 0) continue
    try {
      await scope.engine.json('DELETE', { path: `/networks/${network.Id}` })
      deleted.push(visibleName(scope.tenant.id, network.Name) as string)
    } catch (error) {
      // Came into use, or went, meanwhile.
      if (!(error instanceof EngineError && error.status < 500)) throw error
    }
  }
  return { NetworksDeleted: deleted.length > 0 ? deleted : null }
}

export const networkRules: Rule[] = [
  rule({
    id: 'network.list',
    spec: 'G-N1',
    method: 'GET',
    path: '/networks',
    query: { filters },
    async run({ scope, query }) {
      onlyFilters(query.filters, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'])
      const bridge = await scope.network.ensure()
      const own = await ownNetworks(scope)
      // The list has no containers in it; only this filter asks for them.
      const full = query.filters.has('dangling')
        ? await Promise.all(own.map((network) => detail(scope, network.Id)))
        : own
      const created = own.find((network) => network.Id === bridge.id)?.Created ?? ''
      const shown: ShownNetwork[] = full.map((network) => showNetwork(scope.tenant.id, network))
      for (const name of ['host', 'none'] as const) shown.push(showBuiltin(scope.tenant.id, name, created))
      return json(shown.filter((network) => networkMatches(network, query.filters)))
    },
  }),
  rule({
    id: 'network.create',
    spec: 'G-N2',
    method: 'POST',
    path: '/networks/create',
    // dockerode repeats the fields of the body in the query, where the engine never looks.
    query: Object.fromEntries(Object.keys(createFields).map((name) => [name, dropped])),
    body: 'json',
    run: (call) => call.scope.alone('networks', () => create(call)),
  }),
  rule({
    id: 'network.prune',
    spec: 'G-N6',
    method: 'POST',
    path: '/networks/prune',
    query: { filters },
    run: ({ scope, query }) => scope.alone('networks', async () => json(await prune(scope, query.filters))),
  }),
  rule({
    id: 'network.inspect',
    spec: 'G-N3',
    method: 'GET',
    path: '/networks/:name',
    query: { verbose: dropped, scope: dropped },
    async run({ scope, params, about }) {
      const reference = params.name as string
      about(reference)
      const faked = await builtin(scope, reference)
      if (faked) return json(faked)
      const { id } = await resolve(scope, reference)
      return json(showNetwork(scope.tenant.id, await detail(scope, id)))
    },
  }),
  rule({
    id: 'network.remove',
    spec: 'G-N4',
    method: 'DELETE',
    path: '/networks/:name',
    async run({ scope, params, about }) {
      const reference = params.name as string
      about(reference)
      const faked = await builtin(scope, reference)
      const { id, name } = faked ? { id: '', name: '' } : await resolve(scope, reference)
      if (faked || name === scope.network.name)
        throw forbidden(`${faked?.Name ?? DEFAULT_NETWORK} is a pre-defined network and cannot be removed`)
      await scope.engine.json('DELETE', { path: `/networks/${id}` })
      return empty()
    },
  }),
  rule({
    id: 'network.connect',
    spec: 'G-N5',
    method: 'POST',
    path: '/networks/:name/connect',
    body: 'json',
    async run({ scope, params, body, about }) {
      const reference = params.name as string
      about(reference)
      const asked = readObject(body, '', { Container: string, EndpointConfig: endpoint })
      notBuiltin(reference, 'connecting to')
      const network = await resolve(scope, reference)
      const container = await scope.containers.resolve(asked.Container ?? '')
      const settings = (asked.EndpointConfig ?? {}) as Endpoint
      const isBridge = network.name === scope.network.name
      if (isBridge && settings.Aliases?.length)
        throw bad('network-scoped alias is supported only for containers in user defined networks')
      if (isBridge && settings.IPAMConfig?.IPv4Address)
        throw bad('user specified IP address is supported on user defined networks only')
      await scope.engine.json('POST', {
        path: `/networks/${network.id}/connect`,
        body: {
          Container: container.id,
          EndpointConfig: await endpointSettings(scope, settings, isBridge ? undefined : container.name),
        },
      })
      await scope.ports.settle(container.id)
      return empty(200)
    },
  }),
  rule({
    id: 'network.disconnect',
    spec: 'G-N5',
    method: 'POST',
    path: '/networks/:name/disconnect',
    body: 'json',
    async run({ scope, params, body, about }) {
      const reference = params.name as string
      about(reference)
      const asked = readObject(body, '', { Container: string, Force: bool })
      notBuiltin(reference, 'disconnecting from')
      const network = await resolve(scope, reference)
      const container = await scope.containers.resolve(asked.Container ?? '')
      await scope.engine.json('POST', {
        path: `/networks/${network.id}/disconnect`,
        body: { Container: container.id, Force: asked.Force ?? false },
      })
      await scope.ports.settle(container.id)
      return empty(200)
    },
  }),
]
