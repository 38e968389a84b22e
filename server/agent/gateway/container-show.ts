// Containers as their owner sees them: visible names, paths of the workspace, what was asked for instead of what was forced.
import type { Publish } from '../part.ts'
import type { Asked } from './asked.ts'
import type { OwnedContainer } from './container-index.ts'
import { DEFAULT_NETWORK } from './default-network.ts'
import { MEMORY_DEFAULT_BYTES, NANO_CPUS_DEFAULT, PIDS_DEFAULT } from './limit.ts'
import { engineName, visibleLabels, visibleName, visibleText } from './name.ts'

// biome-ignore lint/suspicious/noExplicitAny: the engine's inspect JSON, of which only known fields are touched
type Engine = Record<string, any>

interface Shower {
  tenant: string
  container: OwnedContainer
  /** What is published now. */
  published: readonly Publish[] | undefined
}

/** GET /containers/{id}/json */
export function showContainer(info: Engine, { tenant, container, published }: Shower): Engine {
  const { asked } = container
  return {
    Id: info.Id,
    Created: info.Created,
    Path: info.Path,
    Args: info.Args,
    State: { ...info.State, Error: visibleText(tenant, info.State.Error ?? '') },
    Image: info.Image,
    ResolvConfPath: '',
    HostnamePath: '',
    HostsPath: '',
    LogPath: '',
    Name: `/${visibleName(tenant, info.Name) ?? container.name}`,
    RestartCount: info.RestartCount,
    Driver: info.Driver,
    Platform: info.Platform,
    MountLabel: info.MountLabel,
    ProcessLabel: info.ProcessLabel,
    AppArmorProfile: info.AppArmorProfile,
    ExecIDs: info.ExecIDs,
    HostConfig: showHostConfig(info.HostConfig, asked),
    GraphDriver: { Data: null, Name: info.GraphDriver?.Name ?? info.Driver },
    ...(info.SizeRw !== undefined ? { SizeRw: info.SizeRw } : {}),
    ...(info.SizeRootFs !== undefined ? { SizeRootFs: info.SizeRootFs } : {}),
    Mounts: (info.Mounts ?? []).map((mount: Engine) => showMount(tenant, mount, asked)),
    Config: { ...info.Config, Image: asked.image, Labels: visibleLabels(info.Config.Labels) },
    NetworkSettings: showNetworkSettings(info.NetworkSettings, tenant, container, published),
  }
}

function showHostConfig(engine: Engine, asked: Asked): Engine {
  const { Mounts: _mounts, ...rest } = engine
  return {
    ...rest,
    SecurityOpt: null,
    CgroupParent: '',
    ContainerIDFile: '',
    ...asked.shown,
    ...showLimits(engine, asked.shown),
    NetworkMode: asked.network,
  }
}

/** Forced defaults are not shown as if the learner had asked for them; what docker update changed since is. */
function showLimits(engine: Engine, shown: Engine): Engine {
  const hide = (name: string, forced: number) => (engine[name] === forced && !shown[name] ? shown[name] : engine[name])
  const byQuota = Boolean(shown.CpuQuota)
  return {
    Memory: hide('Memory', MEMORY_DEFAULT_BYTES),
    MemorySwap: engine.Memory === MEMORY_DEFAULT_BYTES && !shown.Memory ? shown.MemorySwap : engine.MemorySwap,
    NanoCpus: byQuota ? 0 : hide('NanoCpus', NANO_CPUS_DEFAULT),
    PidsLimit: hide('PidsLimit', PIDS_DEFAULT),
  }
}

export function showMount(tenant: string, mount: Engine, asked: Asked): Engine {
  if (mount.Type === 'bind') return { ...mount, Source: asked.paths[mount.Destination] ?? '' }
  if (mount.Type !== 'volume') return mount
  const name = visibleName(tenant, mount.Name) ?? ''
  return { ...mount, Name: name, Source: volumePath(name) }
}

/** Where a volume's files would be on a host of one's own. */
export const volumePath = (name: string) => `/var/lib/docker/volumes/${name}/_data`

function showNetworkSettings(
  engine: Engine,
  tenant: string,
  container: OwnedContainer,
  published: readonly Publish[] | undefined,
): Engine {
  const networks = showNetworks(engine.Networks, tenant, container)
  const bridge = networks[DEFAULT_NETWORK]
  return {
    ...engine,
    SandboxKey: engine.SandboxKey ? `/var/run/docker/netns/${String(engine.SandboxID).slice(0, 12)}` : '',
    // The engine fills these only for its own docker0, which the tenant's bridge plays.
    ...(bridge?.IPAddress
      ? {
          EndpointID: bridge.EndpointID,
          Gateway: bridge.Gateway,
          IPAddress: bridge.IPAddress,
          IPPrefixLen: bridge.IPPrefixLen,
          MacAddress: bridge.MacAddress,
        }
      : {}),
    Ports: published ? { ...engine.Ports, ...portMap(published) } : engine.Ports,
    Networks: networks,
  }
}

export function showNetworks(networks: Engine | null | undefined, tenant: string, container: OwnedContainer): Engine {
  const out: Engine = {}
  for (const [name, endpoint] of Object.entries(networks ?? {})) {
    const visible = visibleName(tenant, name) ?? name
    const hidden = [engineName(tenant, container.name), container.name]
    const aliases = endpoint.Aliases?.filter((alias: string) => !hidden.includes(alias))
    out[visible] = {
      // As of API 1.41: engines of today add fields to it, of which DNSNames has their own names.
      IPAMConfig: endpoint.IPAMConfig ?? null,
      Links: endpoint.Links?.map((link: string) => link.replace(`${tenant}_`, '')) ?? null,
      Aliases: visible === DEFAULT_NETWORK || !aliases?.length ? null : aliases,
      NetworkID: endpoint.NetworkID,
      EndpointID: endpoint.EndpointID,
      Gateway: endpoint.Gateway,
      IPAddress: endpoint.IPAddress,
      IPPrefixLen: endpoint.IPPrefixLen,
      IPv6Gateway: endpoint.IPv6Gateway,
      GlobalIPv6Address: endpoint.GlobalIPv6Address,
      GlobalIPv6PrefixLen: endpoint.GlobalIPv6PrefixLen,
      MacAddress: endpoint.MacAddress,
      DriverOpts: null,
    }
  }
  return out
}

function portMap(published: readonly Publish[]): Engine {
  const out: Engine = {}
  for (const port of published) {
    const key = `${port.containerPort}/${port.proto}`
    out[key] ??= []
    out[key].push({ HostIp: port.hostIp || '0.0.0.0', HostPort: String(port.hostPort) })
  }
  return out
}

/** One entry of GET /containers/json. `image`: what its image is called now. */
export function showSummary(info: Engine, { tenant, container, published }: Shower, image: string): Engine {
  const { asked } = container
  const published_ = (published ?? []).map((port) => ({
    IP: port.hostIp || '0.0.0.0',
    PrivatePort: port.containerPort,
    PublicPort: port.hostPort,
    Type: port.proto,
  }))
  const exposed = (info.Ports ?? []).filter(
    (port: Engine) => !published_.some((one) => one.PrivatePort === port.PrivatePort && one.Type === port.Type),
  )
  return {
    Id: info.Id,
    Names: info.Names.map((name: string) => showLinkedName(tenant, name)),
    Image: image,
    ImageID: info.ImageID,
    Command: info.Command,
    Created: info.Created,
    Ports: [...published_, ...exposed],
    ...(info.SizeRw !== undefined ? { SizeRw: info.SizeRw } : {}),
    ...(info.SizeRootFs !== undefined ? { SizeRootFs: info.SizeRootFs } : {}),
    Labels: visibleLabels(info.Labels),
    State: info.State,
    Status: info.Status,
    HostConfig: { NetworkMode: asked.network },
    NetworkSettings: { Networks: showNetworks(info.NetworkSettings?.Networks, tenant, container) },
    Mounts: (info.Mounts ?? []).map((mount: Engine) => showMount(tenant, mount, asked)),
  }
}

/** /t_web -> /web; /t_app/t_db (a link) -> /app/db */
const showLinkedName = (tenant: string, name: string) =>
  name
    .split('/')
    .map((part) => (part.startsWith(`${tenant}_`) ? part.slice(tenant.length + 1) : part))
    .join('/')
