import { describe, expect, it } from 'vitest'
import { errorIds } from '#server/protocol/error.ts'
import en from './en.json'
import ko from './ko.json'

type Tree = { [key: string]: string | Tree }

const leaves = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  )

/** Names in `{name}` and `{name, plural, …}`. */
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)(?=[},])/g)].map((m) => m[1]).sort()

describe('messages', () => {
  const korean = new Map(leaves(ko))
  const english = new Map(leaves(en))

  it('has the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...korean.keys()].sort())
  })

  it('fills the same placeholders in both languages', () => {
    const names = (texts: Map<string, string>) => [...texts].map(([key, text]) => [key, ...new Set(placeholders(text))])
    expect(names(english)).toEqual(names(korean))
  })

  it('has no empty text', () => {
    expect([...korean, ...english].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('says for every error what happened and what to do', () => {
    const expected = errorIds.flatMap((id) => [`error.${id}.title`, `error.${id}.todo`])
    expect(expected.filter((key) => !korean.has(key) || !english.has(key))).toEqual([])
    expect([...korean.keys()].filter((key) => key.startsWith('error.') && !expected.includes(key))).toEqual([])
  })
})
