// The one table of the gateway. A request without a row here is refused.
import { buildRules } from './build-rules.ts'
import { containerRules } from './container-rules.ts'
import { execRules } from './exec-rules.ts'
import { imageRules } from './image-rules.ts'
import { networkRules } from './network-rules.ts'
import { forbidden, missing, Refusal } from './refusal.ts'
import type { Rule } from './rule.ts'
import { systemRules } from './system-rules.ts'
import { volumeRules } from './volume-rules.ts'

export const rules: readonly Rule[] = [
  ...systemRules,
  ...containerRules,
  ...execRules,
  ...imageRules,
  ...buildRules,
  ...volumeRules,
  ...networkRules,
]

interface Row {
  rule: Rule
  pattern: RegExp
  names: string[]
}

function compile(rule: Rule): Row {
  const names: string[] = []
  const source = rule.path.replaceAll(/[.]/g, '\\.').replaceAll(/:(\w+)(\+?)/g, (_all, name: string, many: string) => {
    names.push(name)
    return many ? '([^\\s]+)' : '([^/]+)'
  })
  return { rule, pattern: new RegExp(`^${source}$`), names }
}

const rows = rules.map(compile)

/** The first row that fits. @throws Refusal 403 or 404 */
export function findRule(method: string, path: string): { rule: Rule; params: Record<string, string> } {
  for (const row of rows) {
    if (row.rule.method !== method) continue
    const found = row.pattern.exec(path)
    if (!found) continue
    const params: Record<string, string> = {}
    for (const [i, name] of row.names.entries()) params[name] = found[i + 1] as string
    return { rule: row.rule, params }
  }
  throw unserved(method, path)
}

const SWARM =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
const TAUGHT: [RegExp, () => Refusal][] = [
  [
    /^\/swarm\/(?:init|join)$/,
    () =>
      forbidden('Swarm mode is not served on this machine: all learners share one engine, and a swarm spans engines.'),
  ],
  [/^\/(?:swarm|nodes|services|tasks|secrets|configs)(?:\/|$)/, () => new Refusal(503, SWARM)],
  // docker inspect <name> looks here, too, and goes on only after a 404.
  [/^\/plugins\/[^/]+\/json$/, () => missing('plugin not found')],
  [
    /^\/plugins(?:\/|$)/,
    () => forbidden('Engine plugins run as root on the real machine, so they are not served here.'),
  ],
  [
    /^\/(?:session|grpc)$|^\/moby\.buildkit\./,
    () =>
      forbidden(
        'BuildKit is not served on this machine. Build with the classic builder: DOCKER_BUILDKIT=0 docker build …',
      ),
  ],
  [
    /^\/containers\/[^/]+\/checkpoints(?:\/|$)/,
    () => forbidden('Checkpoints need an experimental engine and are not served here.'),
  ],
  [/^\/containers\/[^/]+\/copy$/, () => missing('page not found')],
  [
    /^\/containers\/[^/]+\/attach\/ws$/,
    () => forbidden('Attaching over WebSocket is not served here; use docker attach.'),
  ],
]

function unserved(method: string, path: string): Refusal {
  for (const [pattern, refusal] of TAUGHT) if (pattern.test(path)) return refusal()
  if (!['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].includes(method))
    return new Refusal(405, `the method ${method} is not served`)
  return new Refusal(404, 'page not found')
}
