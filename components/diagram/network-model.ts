// Who is on which network, and who finds whom by name: from the engine's own lists. Pure.
import type { DockerContainer, DockerObjects } from '#server/protocol/lab.ts'

export interface Member {
  container: DockerContainer
  address: string | undefined
  names: string[]
}
export interface NetworkLane {
  id: string
  name: string
  driver: string
  subnet: string | undefined
  /** The network that containers are on when nothing is said; it has no names. */
  nameless: boolean
  members: Member[]
}

/** Without endpoints of their own. */
const HIDDEN = ['host', 'none']
const DEFAULT = 'bridge'

/** The learner's own networks first; the default one last. `none` and `host` are no networks that somebody meets on. */
export const networkLanes = ({ networks, containers }: Pick<DockerObjects, 'networks' | 'containers'>): NetworkLane[] =>
  networks
    .filter(({ name }) => !HIDDEN.includes(name))
    .map(({ id, name, driver, subnet, endpoints }) => ({
      id,
      name,
      driver,
      subnet,
      nameless: name === DEFAULT,
      members: endpoints
        .flatMap(({ container: wanted, address, names }) => {
          const container = containers.find((one) => one.id === wanted)
          return container ? [{ container, address, names }] : []
        })
        .toSorted((a, b) => a.container.created - b.container.created),
    }))
    .toSorted((a, b) => Number(a.nameless) - Number(b.nameless) || a.name.localeCompare(b.name))

/** How one container comes to another. */
export type Way =
  /** By any of the names, on a network that both are on. */
  | { kind: 'name'; network: string; names: string[]; address: string }
  /** Both are on the default network: only who knows the address. */
  | { kind: 'address'; network: string; address: string }
  /** It does not run, so that its name is nobody's. */
  | { kind: 'stopped' }
  /** No network in common: the name is not found, the address leads nowhere. */
  | { kind: 'apart' }

export interface WayTo {
  to: DockerContainer
  way: Way
}

/** From a container that runs to each of the others, in the order of their making. */
export function waysFrom(lanes: readonly NetworkLane[], from: string, containers: readonly DockerContainer[]): WayTo[] {
  const shared = lanes.filter(({ members }) =>
    members.some(({ container, address }) => container.id === from && address),
  )
  return containers
    .filter(({ id }) => id !== from)
    .toSorted((a, b) => a.created - b.created)
    .map((to) => ({ to, way: wayTo(shared, to) }))
}

function wayTo(shared: readonly NetworkLane[], to: DockerContainer): Way {
  if (to.state !== 'running' && to.state !== 'paused') return { kind: 'stopped' }
  const meetings = shared.flatMap((lane) => {
    const member = lane.members.find(({ container, address }) => container.id === to.id && address)
    return member ? [{ lane, names: member.names, address: member.address! }] : []
  })
  const named = meetings.find(({ names }) => names.length > 0)
  if (named) return { kind: 'name', network: named.lane.name, names: named.names, address: named.address }
  const met = meetings[0]
  return met ? { kind: 'address', network: met.lane.name, address: met.address } : { kind: 'apart' }
}

/** Containers that can be asked from: those that run. */
export const askers = (containers: readonly DockerContainer[]): DockerContainer[] =>
  containers.filter(({ state }) => state === 'running').toSorted((a, b) => a.created - b.created)
