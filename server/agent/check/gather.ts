// Reads what checks need, once per round: however many checks ask, each container is inspected and each probe made once.
import type Dockerode from 'dockerode'
import {
  type ContainerFact,
  execKey,
  type Facts,
  httpKey,
  type Inspect,
  type LayerFact,
  type Need,
  onServer,
  placeOf,
} from './facts.ts'
import { readHomeFile } from './home.ts'
import { type Dial, probeExec, probeHttp, probeLogs } from './probe.ts'

/** A learner's host has few containers; a runaway loop must not make a round endless. */
const CONTAINERS_MAX = 60

export type Observed = Omit<Facts, 'events' | 'commands' | 'since' | 'began' | 'now'>

export interface Round {
  /** Adds what is needed to what is known. */
  observe(needs: Need[]): Promise<Observed>
}

export function startRound(options: {
  docker: Dockerode
  homeDir: string
  dial: Dial
  /** The learner's second host, where a lab has one. `dial`: as somebody else on the network would. */
  server?: { docker: Dockerode; dial: Dial } | undefined
  registry: () => Facts['registry']
}): Round {
  const { docker, homeDir, dial, server } = options
  const nowhere: Dial = () => Promise.reject(new Error('no server'))
  const known = {
    containers: [] as ContainerFact[],
    images: new Map<string, Inspect | undefined>(),
    volumes: new Map<string, Inspect | undefined>(),
    networks: new Map<string, Inspect | undefined>(),
    http: new Map(),
    exec: new Map(),
    logs: new Map<string, string | undefined>(),
    files: new Map(),
    layers: new Map<string, LayerFact[] | undefined>(),
    registry: new Map() as Facts['registry'],
  } satisfies Observed
  const asked = new Map<string, Promise<void>>()
  const once = (key: string, read: () => Promise<void>) => {
    const running = asked.get(key) ?? read()
    asked.set(key, running)
    return running
  }
  const containers = () =>
    once('containers', async () => {
      const [own, far] = await Promise.all([readContainers(docker), server && readContainers(server.docker)])
      known.containers = [...own, ...(far ?? []).map((fact) => ({ ...fact, name: onServer(fact.name) }))]
    })
  const hostOf = (place: { server: boolean }) => (place.server && server ? server.docker : docker)
  const into = async <T>(map: Map<string, T>, key: string, value: Promise<T>) => void map.set(key, await value)

  const read = (need: Need): Promise<unknown> => {
    switch (need.kind) {
      case 'containers':
        return containers()
      case 'image':
        return once(`image ${need.name}`, () =>
          into(known.images, need.name, orMissing(docker.getImage(need.name).inspect())),
        )
      case 'volume':
        return once(`volume ${need.name}`, () =>
          into(known.volumes, need.name, orMissing(docker.getVolume(need.name).inspect())),
        )
      case 'network':
        return once(`network ${need.name}`, () =>
          into(known.networks, need.name, orMissing(docker.getNetwork(need.name).inspect())),
        )
      case 'http': {
        const key = httpKey(need.port, need.path, need.server)
        const from = need.server ? (server?.dial ?? nowhere) : dial
        return once(`http ${key}`, () => into(known.http, key, probeHttp(from, need.port, need.path)))
      }
      case 'exec': {
        // The list of containers goes along: its sentence says what state a stopped one is in.
        const key = execKey(need.container, need.argv)
        const place = placeOf(need.container)
        return Promise.all([
          containers(),
          once(`exec ${key}`, () => into(known.exec, key, probeExec(hostOf(place), place.name, need.argv))),
        ])
      }
      case 'logs': {
        const place = placeOf(need.container)
        return Promise.all([
          containers(),
          once(`logs ${need.container}`, () => into(known.logs, need.container, probeLogs(hostOf(place), place.name))),
        ])
      }
      case 'layers':
        return once(`layers ${need.image}`, () => into(known.layers, need.image, readLayers(docker, need.image)))
      case 'registry':
        return once('registry', async () => {
          known.registry = options.registry()
        })
      case 'file':
        return once(`file ${need.path}`, () => into(known.files, need.path, readHomeFile(homeDir, need.path)))
    }
  }
  return {
    async observe(needs) {
      await Promise.all(needs.map(read))
      return known
    },
  }
}

async function readContainers(docker: Dockerode): Promise<ContainerFact[]> {
  const list = await docker.listContainers({ all: true })
  const facts = await Promise.all(
    list.slice(0, CONTAINERS_MAX).map(async (summary): Promise<ContainerFact | undefined> => {
      // Gone between the list and the inspect: not there.
      const inspect = await orMissing(docker.getContainer(summary.Id).inspect())
      if (!inspect) return undefined
      const { Name, State, Config } = inspect as unknown as Dockerode.ContainerInspectInfo
      return {
        name: Name.replace(/^\//, ''),
        image: Config.Image,
        state: State.Status,
        labels: Config.Labels ?? {},
        inspect,
      }
    }),
  )
  return facts.filter((fact) => fact !== undefined)
}

async function readLayers(docker: Dockerode, image: string): Promise<LayerFact[] | undefined> {
  const rows = (await orMissing(docker.getImage(image).history())) as HistoryRow[] | undefined
  if (!rows) return undefined
  return Promise.all(
    rows.map(async ({ Id, Created, CreatedBy }) => {
      // History tells seconds; a step of the learner's own build can be asked for the rest.
      const step = Id === '<missing>' ? undefined : await orMissing(docker.getImage(Id).inspect())
      return { by: CreatedBy, created: step ? Date.parse(String(step.Created)) : Created * 1000 }
    }),
  )
}
interface HistoryRow {
  Id: string
  Created: number
  CreatedBy: string
}

async function orMissing(inspect: Promise<unknown>): Promise<Inspect | undefined> {
  try {
    return (await inspect) as Inspect
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}
