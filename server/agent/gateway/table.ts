// The one table of the gateway. A request without a row here is refused.
import { buildRules } from './build-rules.ts'
import { containerRules } from './container-rules.ts'
import { execRules } from './exec-rules.ts'
import { imageRules } from './image-rules.ts'
import { networkRules } from './network-rules.ts'
import { Refusal } from './refusal.ts'
import { refusal, refusedRules } from './refused-rules.ts'
import { registryRules } from './registry-rules.ts'
import type { Rule } from './rule.ts'
import { systemRules } from './system-rules.ts'
import { volumeRules } from './volume-rules.ts'

export const rules: readonly Rule[] = [
  ...systemRules,
  ...containerRules,
  ...execRules,
  ...registryRules,
  ...imageRules,
  ...buildRules,
  ...volumeRules,
  ...networkRules,
]

interface Row<R> {
  rule: R
  pattern: RegExp
  names: string[]
}

function compile<R extends { path: string }>(rule: R): Row<R> {
  const names: string[] = []
  const source = rule.path.replaceAll(/[.]/g, '\\.').replaceAll(/:(\w+)(\+?)/g, (_all, name: string, many: string) => {
    names.push(name)
    return many ? '([^\\s]+)' : '([^/]+)'
  })
  return { rule, pattern: new RegExp(`^${source}$`), names }
}

const rows = rules.map(compile)
const refusedRows = refusedRules.map(compile)

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
  const known = refusedRows.find(({ rule, pattern }) => rule.method === method && pattern.test(path))
  if (known) throw refusal(known.rule)
  if (!['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].includes(method))
    throw new Refusal(405, `the method ${method} is not served`)
  throw new Refusal(404, 'page not found')
}
