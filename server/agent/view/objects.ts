// One reading of everything a tenant has, as its own Docker host lists it.
import type Dockerode from 'dockerode'
import type { DockerContainer, DockerObjects } from '#server/protocol/lab.ts'

export type Objects = Omit<DockerObjects, 'rev'>

/** What never changes, by the id of what it is about, so that it is asked once. */
export interface Memory {
  layers: Map<string, number>
  /** Other names of a container on a network, by the endpoint's id: a start or a connect makes another one. */
  aliases: Map<string, string[]>
}
export const createMemory = (): Memory => ({ layers: new Map(), aliases: new Map() })

/** 128 + SIGKILL: only then can it have been the OOM killer. */
const KILLED = 137

export async function readObjects(docker: Dockerode, memory: Memory): Promise<Objects> {
  const list = await docker.listContainers({ all: true })
  const [containers, ends, images, volumes, networks] = await Promise.all([
    readContainers(docker, list),
    readEndpoints(docker, memory, list),
    readImages(docker, memory),
    docker.listVolumes(),
    docker.listNetworks(),
  ])
  return {
    containers,
    images,
    volumes: (volumes.Volumes ?? [])
      .map((v) => ({ name: v.Name, created: (v as { CreatedAt?: string }).CreatedAt ?? '' }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    networks: networks
      .map((n) => {
        const subnet = n.IPAM?.Config?.[0]?.Subnet
        const endpoints = ends.flatMap(({ network, ...end }) => (network === n.Name ? [end] : []))
        return { id: n.Id, name: n.Name, driver: n.Driver, ...(subnet && { subnet }), endpoints }
      })
      .sort((a, b) => a.name.localeCompare(b.name)),
  }
}

async function readContainers(docker: Dockerode, list: Dockerode.ContainerInfo[]): Promise<DockerContainer[]> {
  return Promise.all(
    list.map(async (c): Promise<DockerContainer> => {
      const exit = /^Exited \((\d+)\)/.exec(c.Status)?.[1]
      const exitCode = exit === undefined ? undefined : Number(exit)
      const oomKilled = exitCode === KILLED ? await wasOomKilled(docker, c.Id) : undefined
      return {
        id: c.Id,
        name: nameOf(c),
        image: c.Image,
        command: c.Command,
        state: c.State as DockerContainer['state'],
        status: c.Status,
        ...(exitCode !== undefined && { exitCode }),
        ...(oomKilled !== undefined && { oomKilled }),
        created: c.Created * 1000,
        ports: portsOf(c.Ports),
        networks: Object.keys(c.NetworkSettings?.Networks ?? {}),
        mounts: (c.Mounts ?? []).map((m) => ({ type: m.Type, ...(m.Name && { name: m.Name }), target: m.Destination })),
      }
    }),
  )
}

const nameOf = (c: Dockerode.ContainerInfo) => (c.Names[0] ?? c.Id.slice(0, 12)).replace(/^\//, '')

type Endpoint = DockerObjects['networks'][number]['endpoints'][number] & { network: string }
/** Networks whose containers don't find each other by name. */
const NAMELESS = ['bridge', 'host', 'none']

async function readEndpoints(
  docker: Dockerode,
  { aliases }: Memory,
  list: Dockerode.ContainerInfo[],
): Promise<Endpoint[]> {
  const all = list.flatMap((c) =>
    Object.entries(c.NetworkSettings?.Networks ?? {}).map(([network, end]) => ({ c, network, end })),
  )
  const known = new Set(all.map(({ end }) => end.EndpointID))
  for (const id of aliases.keys()) if (!known.has(id)) aliases.delete(id)
  return Promise.all(
    all.map(async ({ c, network, end }): Promise<Endpoint> => {
      const base = { network, container: c.Id }
      if (!end.IPAddress) return { ...base, names: [] }
      if (NAMELESS.includes(network)) return { ...base, address: end.IPAddress, names: [] }
      const others = aliases.get(end.EndpointID) ?? (await aliasesOf(docker, c.Id, network))
      if (others) aliases.set(end.EndpointID, others)
      return { ...base, address: end.IPAddress, names: [...new Set([nameOf(c), ...(others ?? [])])] }
    }),
  )
}

/** Undefined: the container is gone meanwhile. The list of containers doesn't tell them. */
async function aliasesOf(docker: Dockerode, id: string, network: string): Promise<string[] | undefined> {
  const info = await docker
    .getContainer(id)
    .inspect()
    .catch(() => undefined)
  return info && (info.NetworkSettings.Networks[network]?.Aliases ?? [])
}

/** IPv4 and IPv6 publish the same port twice: shown once. */
function portsOf(ports: Dockerode.Port[]): DockerContainer['ports'] {
  const seen = new Map<string, DockerContainer['ports'][number]>()
  for (const p of ports)
    if (p.PublicPort)
      seen.set(`${p.PublicPort}/${p.Type}`, { host: p.PublicPort, container: p.PrivatePort, proto: p.Type })
  return [...seen.values()].sort((a, b) => a.host - b.host)
}

async function wasOomKilled(docker: Dockerode, id: string): Promise<boolean> {
  const info = await docker
    .getContainer(id)
    .inspect()
    .catch(() => undefined)
  return info?.State.OOMKilled ?? false
}

async function readImages(docker: Dockerode, memory: Memory): Promise<DockerObjects['images']> {
  const list = await docker.listImages()
  for (const id of memory.layers.keys()) if (!list.some((image) => image.Id === id)) memory.layers.delete(id)
  return Promise.all(
    list.map(async (image) => {
      let layers = memory.layers.get(image.Id)
      if (layers === undefined) {
        const info = await docker
          .getImage(image.Id)
          .inspect()
          .catch(() => undefined)
        layers = info?.RootFS.Layers?.length ?? 0
        if (info) memory.layers.set(image.Id, layers)
      }
      return {
        id: image.Id,
        tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
        size: image.Size,
        created: image.Created * 1000,
        layers,
      }
    }),
  )
}
