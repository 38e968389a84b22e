import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readEndpoints } from './endpoint-table.ts'
import { refusedRules } from './refused-rules.ts'
import { findRule, rules } from './table.ts'

const listed = readEndpoints()
const shown = (path: string) => path.replaceAll(/:(\w+)\+?/g, '{$1}')
const row = (one: { method: string; path: string; spec: string }) => `${one.method} ${shown(one.path)} ${one.spec}`

describe('G-204 ENDPOINTS.md is the table of the code', () => {
  it('lists exactly the rows that are served', () => {
    const served = listed.filter(({ kind }) => kind !== 'refused')
    expect(served.map(({ method, path, rule }) => `${method} ${path} ${rule}`).sort()).toEqual(rules.map(row).sort())
    for (const { kind } of served) expect(['answered', 'scoped', 'rewritten']).toContain(kind)
  })
  it('lists exactly the rows that are refused, with their words', () => {
    const refused = listed.filter(({ kind }) => kind === 'refused')
    expect(refused.map(({ method, path, rule, words }) => `${method} ${path} ${rule} ${words}`).sort()).toEqual(
      refusedRules.map((rule) => `${row(rule)} ${rule.status} ${rule.message}`).sort(),
    )
  })
  it('has one row per endpoint, with a rule of SPEC.md', () => {
    const names = listed.map(({ method, path }) => `${method} ${path}`)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    const spec = readFileSync(new URL('./SPEC.md', import.meta.url), 'utf8')
    const known = new Set([...spec.matchAll(/G-\w+/g)].map(([id]) => id))
    for (const [, low, high] of spec.matchAll(/G-(\d+)\.\.(\d+)/g))
      for (let n = Number(low); n <= Number(high); n++) known.add(`G-${n}`)
    for (const { rule } of listed) expect(known, rule).toContain(rule)
  })
  it('no row is hidden behind another', () => {
    for (const rule of rules) {
      const path = rule.path.replaceAll(/:(\w+)\+?/g, '$1x')
      expect(findRule(rule.method, path).rule, `${rule.method} ${path}`).toBe(rule)
    }
    for (const { method, path, message } of refusedRules)
      expect(() => findRule(method, path.replaceAll(/:(\w+)\+?/g, '$1x'))).toThrow(message)
  })
})
