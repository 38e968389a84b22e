// One click of the Docker panel, done as the docker CLI does it: the same calls, in the same order.
import { pullImage } from '#server/agent/gateway/pull.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import { segment } from '#server/agent/gateway/upstream.ts'
import type { DockerAction, DockerKind, DockerRun } from '#server/protocol/docker.ts'
import { DrydockError } from '#server/protocol/error.ts'

/** What the click was about: the new container's id, else what was asked for. @throws EngineError with the engine's own sentence */
export async function act(host: Upstream, action: DockerAction): Promise<{ id: string }> {
  switch (action.do) {
    case 'run':
      return run(host, action)
    case 'remove':
      await host.answer('DELETE', { path: pathOf(action.kind, action.id), query: removal(action.kind, action.force) })
      return { id: action.id }
    case 'start':
    case 'stop':
    case 'restart':
    case 'pause':
    case 'unpause':
      await host.answer('POST', { path: `${pathOf('container', action.container)}/${action.do}` })
      return { id: action.container }
  }
}

/** As JSON text. Networks and volumes have no `/json` behind their names. */
export async function inspect(host: Upstream, kind: DockerKind, id: string): Promise<string> {
  const end = kind === 'container' || kind === 'image' ? '/json' : ''
  return JSON.stringify(await host.json('GET', { path: `${pathOf(kind, id)}${end}` }))
}

/** An image's name may have slashes, and they stay. */
function pathOf(kind: DockerKind, id: string): string {
  const name = id.split('/').map(segment).join('/')
  // Nothing that is asked for in one place may become another route.
  if (kind !== 'image' && name !== segment(id)) throw new DrydockError('bad-input', id)
  return `/${kind}s/${name}`
}

function removal(kind: DockerKind, force: boolean): Record<string, boolean> {
  return kind === 'network' ? {} : { force }
}

async function run(host: Upstream, action: DockerRun): Promise<{ id: string }> {
  const create = () =>
    host.json<{ Id: string }>('POST', {
      path: '/containers/create',
      query: { name: action.name || undefined },
      body: containerOf(action),
    })
  const { Id } = await create().catch(async (error: { status?: number; message?: string }) => {
    if (error.status !== 404 || !/no such image/i.test(error.message ?? '')) throw error
    await pull(host, action.image)
    return create()
  })
  await host.answer('POST', { path: `/containers/${Id}/start` })
  return { id: Id }
}

export function containerOf({ image, ports, env, volumes, command, remove }: DockerRun): object {
  const bindings: Record<string, { HostPort: string }[]> = {}
  for (const port of ports) {
    const key = `${port.container}/${port.proto}`
    bindings[key] = [...(bindings[key] ?? []), { HostPort: String(port.host) }]
  }
  return {
    Image: image,
    Env: env.map(({ name, value }) => `${name}=${value}`),
    ...(command.length > 0 && { Cmd: command }),
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])),
    HostConfig: {
      PortBindings: bindings,
      Binds: volumes.map(({ source, target, readOnly }) => `${source}:${target}${readOnly ? ':ro' : ''}`),
      AutoRemove: remove,
    },
  }
}

async function pull(host: Upstream, image: string): Promise<void> {
  const { name, tag } = named(image)
  const failed = await pullImage(host, name, tag)
  if (failed !== undefined) throw new DrydockError('docker-refused', failed)
}

/** Without a tag the engine would pull all there are; the CLI says `latest`, too. */
function named(image: string): { name: string; tag: string } {
  if (image.includes('@')) return { name: image, tag: '' }
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1)
  return colon < 0 ? { name: image, tag: 'latest' } : { name: image.slice(0, colon), tag: image.slice(colon + 1) }
}
