// The lists as such: enough of them, each with rules that exist, each rule held by some test, the table as it is.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { groups } from './list.ts'

const HERE = import.meta.dirname
const read = (path: string) => readFileSync(path, 'utf8')
const spec = read(join(HERE, '../SPEC.md'))
const attacks = groups.flatMap((group) => group.attacks)

/** G-305..308 and G-V1..5 are several. */
function numbers(text: string): Set<string> {
  const out = new Set<string>()
  for (const [, letter = '', first = '', last] of text.matchAll(
    /G-([A-Z]?)([0-9]{1,3})(?:\.\.(?:G-)?[A-Z]?([0-9]{1,3}))?/g,
  ))
    for (let n = Number(first); n <= Number(last ?? first); n++) out.add(`G-${letter}${n}`)
  return out
}
const rules = numbers([...spec.matchAll(/\*\*(G-[^*]+)\*\*/g)].map((found) => found[1]).join(' '))

function testFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testFiles(path)
    return /\.test\.ts$/.test(entry.name) ? [path] : []
  })
}

describe('the attacks', () => {
  it('are at least 250, each with a name of its own', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(250)
    for (const { title, attacks: all } of groups) {
      const names = all.map(({ name }) => name)
      expect(new Set(names).size, `${title}: ${names.filter((name, i) => names.indexOf(name) !== i)}`).toBe(
        names.length,
      )
    }
  })
  it('cite rules of SPEC.md', () => {
    for (const { name, rules: cited } of attacks) {
      expect(cited, name).not.toEqual([])
      for (const one of cited) expect(rules, name).toContain(one)
    }
  })
  it('are shown on the raw engine, or say why not', () => {
    const shown = attacks.filter(({ notRaw }) => notRaw === undefined)
    expect(shown.length).toBeGreaterThanOrEqual(250)
    for (const { oracle } of attacks) expect(oracle).toMatch(/^(?:victim|secret|made)\b/)
  })
  it('stand in the table of README.md', () => {
    const rows = groups.map(({ title, attacks: all }) => {
      const shown = all.filter(({ notRaw }) => notRaw === undefined).length
      return `| ${title} | ${all.length} | ${shown} |`
    })
    const written = read(join(HERE, 'README.md')).replace(/ +/g, ' ')
    for (const row of rows) expect(written).toContain(row)
    const total = `| all | ${attacks.length} | ${attacks.filter(({ notRaw }) => notRaw === undefined).length} |`
    expect(written).toContain(total)
  })
})

it('every rule of SPEC.md is cited by a test', () => {
  const cited = numbers(
    [...testFiles(join(HERE, '../..')).map(read), attacks.map((one) => one.rules.join(' ')).join(' ')].join('\n'),
  )
  expect([...rules].filter((rule) => !cited.has(rule))).toEqual([])
})
