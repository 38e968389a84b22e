// The way of a request to a learner's page, and where it ends: browser -> localhost:<host port> -> container -> the program in it.
import type { DockerContainer } from '#server/protocol/lab.ts'

export type PublishedPort = { host: number; container: number; name: string }

/** Ports that answer now, by number. */
export const publishedPorts = (containers: readonly DockerContainer[]): PublishedPort[] =>
  containers
    .filter(({ state }) => state === 'running')
    .flatMap((container) =>
      container.ports
        .filter(({ proto, host }) => proto === 'tcp' && host > 0)
        .map((port) => ({ host: port.host, container: port.container, name: container.name })),
    )
    .toSorted((a, b) => a.host - b.host)

/** The first hop that is missing. */
export type Hop =
  | { missing: 'container' }
  /** Something ran, nothing runs now. */
  | { missing: 'running'; name: string }
  | { missing: 'publish'; name: string }
  /** Published, but the program does not answer there. */
  | { missing: 'program'; port: PublishedPort }
  /** The page has no address of its own here (the app was opened by an address without names below it). */
  | { missing: 'name' }

export function missingHop(
  containers: readonly DockerContainer[],
  options: { preview: string | null; unreachable: number | undefined },
): Hop | undefined {
  const ports = publishedPorts(containers)
  if (ports.length > 0) {
    if (options.preview === null) return { missing: 'name' }
    const dead = ports.find(({ host }) => host === options.unreachable)
    return dead && { missing: 'program', port: dead }
  }
  const running = containers.filter(({ state }) => state === 'running')
  if (running.length > 0) return { missing: 'publish', name: running.at(-1)!.name }
  const stopped = containers.find(({ state }) => state !== 'created')
  return stopped ? { missing: 'running', name: stopped.name } : { missing: 'container' }
}

/** Address of a page on a published port; the path is the learner's. */
export function previewAddress(template: string, port: number, path: string): string {
  const origin = template.replace('{port}', String(port))
  return new URL(path.startsWith('/') ? path : `/${path}`, `${origin}/`).href
}
