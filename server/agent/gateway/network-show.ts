// Networks in the engine's own shape. `bridge` is the tenant's own; `host` and `none` are drawn as every engine has them, since
// clients expect them; no container can be on `host` here.
import { createHash } from 'node:crypto'
import { DEFAULT_NETWORK } from './default-network.ts'
import { visibleLabels, visibleName } from './name.ts'
import { type Filters, labelsMatch } from './query.ts'

export interface EngineNetwork {
  Name: string
  Id: string
  Created: string
  Driver: string
  EnableIPv6: boolean
  IPAM: { Driver: string; Config: { Subnet?: string; Gateway?: string }[] | null }
  Internal: boolean
  Containers?: Record<string, EngineEndpoint> | null
  Labels: Record<string, string> | null
}
interface EngineEndpoint {
  Name: string
  EndpointID: string
  MacAddress: string
  IPv4Address: string
  IPv6Address: string
}

export const PREDEFINED = [DEFAULT_NETWORK, 'host', 'none']

export function showNetwork(tenant: string, network: EngineNetwork) {
  const containers: Record<string, EngineEndpoint> = {}
  for (const [id, endpoint] of Object.entries(network.Containers ?? {})) {
    const name = visibleName(tenant, endpoint.Name)
    if (name === undefined) continue
    containers[id] = {
      Name: name,
      EndpointID: endpoint.EndpointID,
      MacAddress: endpoint.MacAddress,
      IPv4Address: endpoint.IPv4Address,
      IPv6Address: endpoint.IPv6Address,
    }
  }
  const name = visibleName(tenant, network.Name) ?? ''
  return shape({
    Name: name,
    Id: network.Id,
    Created: network.Created,
    Driver: network.Driver,
    EnableIPv6: network.EnableIPv6,
    IPAM: {
      Driver: 'default',
      Options: name === DEFAULT_NETWORK ? null : {},
      Config: (network.IPAM.Config ?? []).map(({ Subnet, Gateway }) => ({
        ...(Subnet && { Subnet }),
        ...(Gateway && { Gateway }),
      })),
    },
    Internal: network.Internal,
    Containers: containers,
    Options:
      name === DEFAULT_NETWORK
        ? { 'com.docker.network.bridge.default_bridge': 'true', 'com.docker.network.bridge.enable_icc': 'true' }
        : {},
    Labels: visibleLabels(network.Labels),
  })
}

/** `created`: of the tenant's own bridge. */
export function showBuiltin(tenant: string, name: 'host' | 'none', created: string) {
  return shape({
    Name: name,
    Id: createHash('sha256').update(`${tenant}/${name}`).digest('hex'),
    Created: created,
    Driver: name === 'none' ? 'null' : 'host',
    EnableIPv6: false,
    IPAM: { Driver: 'default', Options: null, Config: [] },
    Internal: false,
    Containers: {},
    Options: {},
    Labels: {},
  })
}

const shape = <T extends object>(network: T) => ({
  ...network,
  Scope: 'local',
  Attachable: false,
  Ingress: false,
  ConfigFrom: { Network: '' },
  ConfigOnly: false,
})
export type ShownNetwork = ReturnType<typeof showNetwork> | ReturnType<typeof showBuiltin>

export function networkMatches(network: ShownNetwork, filters: Filters): boolean {
  const any = (name: string, test: (value: string) => boolean) => {
    const values = filters.get(name) ?? []
    return values.length === 0 || values.some(test)
  }
  const builtin = PREDEFINED.includes(network.Name)
  return (
    any('driver', (value) => network.Driver === value) &&
    any('id', (value) => network.Id.startsWith(value)) &&
    any('name', (value) => network.Name.includes(value)) &&
    any('scope', (value) => value === 'local') &&
    any('type', (value) => value === (builtin ? 'builtin' : 'custom')) &&
    any(
      'dangling',
      (value) => ['true', '1'].includes(value) === (!builtin && Object.keys(network.Containers).length === 0),
    ) &&
    labelsMatch(network.Labels as Record<string, string>, filters.get('label') ?? [])
  )
}
