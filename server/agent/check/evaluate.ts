// Pure: one check against the facts of a round.
import type { Check, Matcher, Text } from '#server/protocol/content.ts'
import * as actual from './actual.ts'
import { judgeDockerfile } from './dockerfile.ts'
import { expectedOf } from './expected.ts'
import { type ContainerFact, execKey, type Facts, httpKey, type Inspect } from './facts.ts'
import { canonicalImage, matches, valueAt } from './value.ts'

export interface Outcome {
  ok: boolean
  expected: Text
  /** What is there instead; absent when ok. */
  actual?: Text
}
type Kind<T extends Check['type']> = Extract<Check, { type: T }>
type Found = true | Text

export function evaluate(check: Exclude<Check, { type: 'answer' }>, facts: Facts): Outcome {
  const found = judge(check, facts)
  const expected = expectedOf(check)
  return found === true ? { ok: true, expected } : { ok: false, expected, actual: found }
}

function judge(check: Check, facts: Facts): Found {
  switch (check.type) {
    case 'container':
      return container(check, facts)
    case 'image':
      return object(check.where, facts.images.get(check.ref), () => actual.noImage(check.ref))
    case 'volume':
      return object(check.where, facts.volumes.get(check.name), () => actual.noVolume(check.name))
    case 'network':
      return object(check.where, facts.networks.get(check.name), () => actual.noNetwork(check.name))
    case 'event':
      return event(check, facts)
    case 'command':
      return command(check, facts)
    case 'http':
      return http(check, facts)
    case 'exec':
      return exec(check, facts)
    case 'logs': {
      const text = facts.logs.get(check.container)
      if (text === undefined) return actual.noContainer(check.container, facts.containers)
      return new RegExp(check.match, 'u').test(text) || actual.logs(check.container, text)
    }
    case 'file':
      return file(check, facts)
    case 'dockerfile':
      return dockerfile(check, facts)
    case 'buildlog':
      return buildlog(check, facts)
    case 'registry':
      return registry(check, facts)
    case 'all': {
      const failed = check.of.map((c) => judge(c, facts)).find((f) => f !== true)
      return failed ?? true
    }
    case 'any': {
      const found = check.of.map((c) => judge(c, facts))
      return found.includes(true) || found[0]!
    }
    case 'not':
      return judge(check.of, facts) !== true || actual.stillSo(expectedOf(check.of))
    // Questions are answered, not observed: lab.ts keeps the answers.
    case 'answer':
      return actual.unanswered
  }
}

function container(check: Kind<'container'>, facts: Facts): Found {
  const { min = check.count?.max === undefined ? 1 : 0, max = Number.POSITIVE_INFINITY } = check.count ?? {}
  const candidates = facts.containers.filter((c) => isMeant(check, c))
  const inState = (c: ContainerFact) => check.state === undefined || c.state === check.state
  const oldEnough = (c: ContainerFact) => check.up === undefined || upFor(c, facts.now) >= check.up
  const right = candidates.filter((c) => inState(c) && oldEnough(c) && firstWrong(check.where, c.inspect) === undefined)
  if (right.length >= min && right.length <= max) return true
  if (right.length > max) return actual.tooMany(right)
  if (min > 1) return actual.tooFew(right.length, min)
  if (candidates.length === 0) return actual.notMeant(check, facts.containers)
  const nearest = candidates.find(inState) ?? candidates[0]!
  if (!inState(nearest) || !oldEnough(nearest)) return actual.container(nearest)
  const wrong = firstWrong(check.where, nearest.inspect)!
  return actual.value(nearest.name, wrong, valueAt(nearest.inspect, wrong))
}

/** Seconds; less than nothing when it does not run. */
function upFor(c: ContainerFact, now: number): number {
  return c.state === 'running' ? (now - Date.parse(String(valueAt(c.inspect, 'State.StartedAt')))) / 1000 : -1
}

function isMeant(check: Kind<'container'>, c: ContainerFact): boolean {
  if (check.name !== undefined && c.name !== check.name) return false
  if (check.image !== undefined && canonicalImage(c.image) !== canonicalImage(check.image)) return false
  if (check.label === undefined) return true
  const [key, value] = check.label.split(/=(.*)/s)
  return value === undefined ? Object.hasOwn(c.labels, key!) : c.labels[key!] === value
}

function firstWrong(where: Record<string, Matcher> | undefined, inspect: Inspect): string | undefined {
  return Object.entries(where ?? {}).find(([path, matcher]) => !matches(matcher, valueAt(inspect, path)))?.[0]
}

function object(where: Record<string, Matcher> | undefined, inspect: Inspect | undefined, missing: () => Text): Found {
  if (!inspect) return missing()
  const wrong = firstWrong(where, inspect)
  return wrong === undefined || actual.value(undefined, wrong, valueAt(inspect, wrong))
}

function event(check: Kind<'event'>, facts: Facts): Found {
  const count = facts.events.filter(
    (e) =>
      e.seq > facts.since[check.since] &&
      e.kind === check.kind &&
      (e.action === check.action || e.action.startsWith(`${check.action}:`)) &&
      Object.entries(check.where ?? {}).every(([key, matcher]) => matchesAttribute(key, matcher, e.attributes)),
  ).length
  return count >= check.min || actual.events(count, check.min)
}

function matchesAttribute(key: string, matcher: Matcher, attributes: Record<string, string>): boolean {
  const value = attributes[key]
  if (key === 'image' && typeof matcher === 'string' && value !== undefined)
    return canonicalImage(value) === canonicalImage(matcher)
  return matches(matcher, value)
}

function command(check: Kind<'command'>, facts: Facts): Found {
  const typed = facts.commands.filter((c) => c.seq > facts.since[check.since])
  const regex = new RegExp(check.match, 'u')
  const fitting = typed.filter((c) => regex.test(c.line.trim()))
  if (fitting.some((c) => check.exit === undefined || c.exit === check.exit)) return true
  const last = fitting.at(-1)
  return last ? actual.commandExit(last) : actual.noCommand(typed.at(-1)?.line)
}

function http(check: Kind<'http'>, facts: Facts): Found {
  const fact = facts.http.get(httpKey(check.port, check.path, check.server))
  if (!fact || 'problem' in fact) return actual.httpProblem(check, fact?.problem ?? 'refused')
  if (fact.status !== check.status) return actual.httpStatus(check.port, fact.status)
  return check.body === undefined || matches(check.body, fact.body) || actual.httpBody(fact.body)
}

function exec(check: Kind<'exec'>, facts: Facts): Found {
  const fact = facts.exec.get(execKey(check.container, check.argv))
  if (!fact || ('problem' in fact && fact.problem === 'missing'))
    return actual.noContainer(check.container, facts.containers)
  if ('problem' in fact) {
    const stopped = facts.containers.find((c) => c.name === check.container)
    return fact.problem === 'stopped' && stopped
      ? actual.container(stopped)
      : actual.execProblem(check.argv, fact.problem)
  }
  if (fact.exit !== check.exit) return actual.execExit(check.argv, fact.exit)
  return (
    check.stdout === undefined ||
    matches(check.stdout, fact.stdout.trim()) ||
    actual.execOutput(check.argv, fact.stdout)
  )
}

function file(check: Kind<'file'>, facts: Facts): Found {
  const fact = facts.files.get(check.path) ?? { kind: 'missing' }
  if (!check.exists) return fact.kind === 'missing' || actual.fileThere(check.path)
  if (fact.kind === 'missing') return actual.noFile(check.path)
  if (check.match === undefined) return true
  if (fact.kind === 'directory') return actual.isDirectory(check.path)
  return matches(check.match, fact.text) || actual.fileText(check.path, fact.text)
}

function dockerfile(check: Kind<'dockerfile'>, facts: Facts): Found {
  const fact = facts.files.get(check.path) ?? { kind: 'missing' }
  if (fact.kind === 'missing') return actual.noFile(check.path)
  if (fact.kind === 'directory') return actual.isDirectory(check.path)
  return judgeDockerfile(check, fact.text)
}

function buildlog(check: Kind<'buildlog'>, facts: Facts): Found {
  const layers = facts.layers.get(check.image)
  if (!layers) return actual.noImage(check.image)
  for (const { run, cached } of check.layers) {
    const regex = new RegExp(run, 'u')
    const layer = layers.find(({ by }) => regex.test(by))
    if (!layer) return actual.noLayer(check.image, run)
    if (layer.created < facts.began[check.since] !== cached) return actual.layer(layer.by, !cached)
  }
  return true
}

function registry(check: Kind<'registry'>, facts: Facts): Found {
  const digest = facts.registry.get(`${check.repo}:${check.tag}`)
  if (!digest) return actual.notPushed(check.repo, [...facts.registry.keys()])
  if (check.image === undefined) return true
  const image = facts.images.get(check.image)
  if (!image) return actual.noImage(check.image)
  // What was pushed or pulled is known by its digest from then on.
  const digests = valueAt(image, 'RepoDigests')
  const isIt = Array.isArray(digests) && digests.some((one) => String(one).endsWith(`@${digest}`))
  return isIt || actual.otherDigest(check.image, digest)
}
