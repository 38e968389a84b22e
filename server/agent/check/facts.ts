// What the evaluator is told about the tenant's host in one round. Reading them is gather.ts's work.
import { SERVER_NAME } from '#server/agent/workspace/spec.ts'
import type { Check } from '#server/protocol/content.ts'
import type { DockerEvent } from '#server/protocol/lab.ts'

/** Inspect JSON as the tenant's own gateway gives it. */
export type Inspect = Record<string, unknown>

export interface ContainerFact {
  name: string
  image: string
  state: string
  labels: Record<string, string>
  inspect: Inspect
}
export type HttpFact = { status: number; body: string } | { problem: 'refused' | 'timeout' | 'broken' }
export type ExecFact = { exit: number; stdout: string } | { problem: 'stopped' | 'missing' | 'timeout' | 'failed' }
export type FileFact = { kind: 'file'; text: string } | { kind: 'directory' } | { kind: 'missing' }
/** One row of `docker history`. */
export interface LayerFact {
  by: string
  /** ms since 1970 */
  created: number
}
export interface HistoryEvent extends DockerEvent {
  seq: number
}
export interface HistoryCommand {
  seq: number
  terminal: string
  n: number
  line: string
  exit?: number
}
export interface Answer {
  value: string
  correct: boolean
}

export interface Facts {
  containers: ContainerFact[]
  images: ReadonlyMap<string, Inspect | undefined>
  volumes: ReadonlyMap<string, Inspect | undefined>
  networks: ReadonlyMap<string, Inspect | undefined>
  http: ReadonlyMap<string, HttpFact>
  exec: ReadonlyMap<string, ExecFact>
  /** By container name; undefined: no such container. */
  logs: ReadonlyMap<string, string | undefined>
  files: ReadonlyMap<string, FileFact>
  /** By image, newest layer first; undefined: no such image. */
  layers: ReadonlyMap<string, LayerFact[] | undefined>
  /** Digests of what the learner's own repositories in the class registry hold, by `repository:tag` without the account. */
  registry: ReadonlyMap<string, string>
  /** Oldest first. */
  events: HistoryEvent[]
  commands: HistoryCommand[]
  /** What happened after this sequence number counts. */
  since: { step: number; lab: number }
  /** When they began. ms since 1970 */
  began: { step: number; lab: number }
  /** ms since 1970 */
  now: number
}

export type Need =
  | { kind: 'containers' }
  | { kind: 'image' | 'volume' | 'network'; name: string }
  | { kind: 'http'; port: number; path: string; server: boolean }
  | { kind: 'exec'; container: string; argv: string[] }
  | { kind: 'logs'; container: string }
  | { kind: 'file'; path: string }
  | { kind: 'layers'; image: string }
  | { kind: 'registry' }

export const httpKey = (port: number, path: string, server = false) => `${server ? 'server' : ''}${port}${path}`
export const execKey = (container: string, argv: string[]) => JSON.stringify([container, ...argv])

/** The leaves of all/any/not. */
export const leaves = (check: Check): Exclude<Check, { type: 'all' | 'any' | 'not' }>[] =>
  check.type === 'all' || check.type === 'any'
    ? check.of.flatMap(leaves)
    : check.type === 'not'
      ? leaves(check.of)
      : [check]

export const needsOf = (check: Check): Need[] => leaves(check).flatMap((leaf) => needOf(leaf) ?? [])

function needOf(leaf: ReturnType<typeof leaves>[number]): Need | Need[] | undefined {
  switch (leaf.type) {
    case 'container':
      return { kind: 'containers' }
    case 'image':
      return { kind: 'image', name: leaf.ref }
    case 'volume':
    case 'network':
      return { kind: leaf.type, name: leaf.name }
    case 'http':
      return { kind: 'http', port: leaf.port, path: leaf.path, server: leaf.server }
    case 'exec':
      return { kind: 'exec', container: leaf.container, argv: leaf.argv }
    case 'logs':
      return { kind: 'logs', container: leaf.container }
    case 'file':
    case 'dockerfile':
      return { kind: 'file', path: leaf.path }
    case 'buildlog':
      return { kind: 'layers', image: leaf.image }
    case 'registry':
      return [{ kind: 'registry' }, ...(leaf.image ? [{ kind: 'image' as const, name: leaf.image }] : [])]
    case 'event':
    case 'command':
    case 'answer':
      return undefined
  }
}

/** A server's own names, beside those of the learner's host. No container's name has a colon. */
export const onServer = (name: string) => `${SERVER_NAME}:${name}`
const SERVER_PREFIX = onServer('')

/** Where a container is, and what it is called there. */
export const placeOf = (name: string): { name: string; server: boolean } =>
  name.startsWith(SERVER_PREFIX) ? { name: name.slice(SERVER_PREFIX.length), server: true } : { name, server: false }

/** Nothing on the event stream tells when these change. */
export const needsPoll = (check: Check) =>
  leaves(check).some(
    (leaf) =>
      (leaf.type === 'container' && leaf.up !== undefined) ||
      ['http', 'exec', 'logs', 'file', 'dockerfile', 'registry'].includes(leaf.type),
  )

/** Found in one round, it may be otherwise in the next. What happened and what was typed stay so. */
export const isFleeting = (check: Check): boolean =>
  leaves(check).some((leaf) => !['event', 'command', 'answer'].includes(leaf.type))
