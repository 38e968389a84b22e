// The network of a create: the tenant's own bridge unless asked otherwise, and only ever networks and containers of the tenant.
import type { CreateBody, Endpoint } from './create-shape.ts'
import { DEFAULT_NETWORK } from './default-network.ts'
import type { Json, JsonObject } from './json.ts'
import { checkName, engineName, OWNER_LABEL, ownerFilter, visibleName } from './name.ts'
import { bad, forbidden, missing } from './refusal.ts'
import type { Scope } from './scope.ts'

export interface Networked {
  /** HostConfig.NetworkMode for the engine. */
  mode: string
  endpoints: JsonObject
  /** As asked, to be shown again. */
  asked: string
}

interface EngineNetwork {
  Id: string
  Name: string
  Labels: Record<string, string> | null
}

/** An own network by full id, visible name or id prefix. @throws Refusal 404 */
export async function ownNetwork(scope: Scope, reference: string): Promise<{ id: string; name: string }> {
  const all = await scope.engine.json<EngineNetwork[]>('GET', {
    path: '/networks',
    query: { filters: JSON.stringify(ownerFilter(scope.tenant.id)) },
  })
  const own = all.filter(
    (network) =>
      network.Labels?.[OWNER_LABEL] === scope.tenant.id && visibleName(scope.tenant.id, network.Name) !== undefined,
  )
  const name = engineName(scope.tenant.id, reference)
  const byPrefix = /^[0-9a-f]{1,64}$/.test(reference) ? own.filter((network) => network.Id.startsWith(reference)) : []
  const found =
    own.find((network) => network.Id === reference) ??
    own.find((network) => network.Name === name) ??
    (byPrefix.length === 1 ? byPrefix[0] : undefined)
  if (!found) throw missing(`network ${reference} not found`)
  return { id: found.Id, name: found.Name }
}

/** `name`: the container's visible name, under which others on a named network find it. @throws Refusal */
export async function prepareNetwork(scope: Scope, body: CreateBody, name: string): Promise<Networked> {
  const asked = body.HostConfig?.NetworkMode || 'default'
  const given: Record<string, Endpoint> = body.NetworkingConfig?.EndpointsConfig ?? {}
  const keys = Object.keys(given)
  if (keys.length > 1)
    throw bad(
      'Container cannot be connected to network endpoints: more than one network at create; use docker network connect',
    )
  const links = await resolveLinks(scope, body.HostConfig?.Links ?? [])

  if (asked === 'host')
    throw forbidden(
      'The host network is not served here: --network host shares the network of the real machine, where all learners are. Publish a port with -p instead.',
    )
  if (asked.startsWith('ns:')) throw forbidden('Joining a network namespace by its path is not served here.')
  if (asked === 'none') {
    if (keys.some((key) => key !== 'none')) throw bad('a container without network takes no endpoint settings')
    return { mode: 'none', endpoints: {}, asked }
  }
  if (asked.startsWith('container:')) {
    if (Object.keys(body.HostConfig?.PortBindings ?? {}).length > 0)
      throw bad('conflicting options: port publishing and the container type network mode')
    const { id } = await scope.containers.resolve(asked.slice('container:'.length))
    return { mode: `container:${id}`, endpoints: {}, asked }
  }
  const isDefault = asked === 'default' || asked === DEFAULT_NETWORK
  const network = isDefault ? await scope.network.ensure() : await ownNetwork(scope, asked)
  const key = keys[0]
  const endpoint = (key !== undefined && given[key]) || {}
  if (key !== undefined && !(isDefault && (key === 'default' || key === DEFAULT_NETWORK))) {
    const other = key === asked ? network : await ownNetwork(scope, key)
    if (other.id !== network.id) throw bad('the endpoint settings are not for the network of the container')
  }
  const isBridge = network.name === scope.network.name
  if (isBridge && endpoint.Aliases?.length)
    throw bad('network-scoped alias is supported only for containers in user defined networks')
  if (isBridge && endpoint.IPAMConfig?.IPv4Address)
    throw bad('user specified IP address is supported on user defined networks only')
  const settings: JsonObject = await endpointSettings(scope, endpoint, isBridge ? undefined : name)
  if (links.length > 0) settings.Links = [...((settings.Links as Json[]) ?? []), ...links]
  return { mode: network.name, endpoints: { [network.name]: settings }, asked }
}

/** Endpoint settings for create and connect. `name`: also a DNS name on that network. */
export async function endpointSettings(
  scope: Scope,
  endpoint: Endpoint,
  name: string | undefined,
): Promise<JsonObject> {
  const out: JsonObject = {}
  const aliases = [...(endpoint.Aliases ?? [])]
  for (const alias of aliases)
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/.test(alias)) throw bad(`invalid network alias ${JSON.stringify(alias)}`)
  if (name !== undefined && !aliases.includes(name)) aliases.push(name)
  if (aliases.length > 0) out.Aliases = aliases
  const address = endpoint.IPAMConfig?.IPv4Address
  if (address) {
    if (!/^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(address)) throw bad(`invalid IPv4 address: ${address}`)
    out.IPAMConfig = { IPv4Address: address }
  }
  const links = await resolveLinks(scope, endpoint.Links ?? [])
  if (links.length > 0) out.Links = links
  return out
}

/** db, db:alias -> <engine name>:alias of an own container. */
async function resolveLinks(scope: Scope, links: readonly string[]): Promise<string[]> {
  const out: string[] = []
  for (const link of links) {
    const [reference = '', alias, ...rest] = link.split(':')
    if (rest.length > 0) throw bad(`bad format for links: ${link}`)
    const { name } = await scope.containers.resolve(reference)
    out.push(`${engineName(scope.tenant.id, name)}:${checkName('container', alias ?? name)}`)
  }
  return out
}
