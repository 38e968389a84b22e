// The query: each name at most once, only names that the rule lists, decoded once. Values come out typed.
import { isObject, type Json, parseJson } from './json.ts'
import { bad } from './refusal.ts'

/** Filter name -> values. Docker's map form {"label":{"a":true}} and list form {"label":["a"]} both become this. */
export type Filters = Map<string, string[]>

/** How one query parameter is read. `many`: may be repeated (the engine's t, names, changes). */
export interface QueryKind<T> {
  many?: boolean
  read(values: string[], name: string): T
}
export type QuerySpec = Record<string, QueryKind<unknown>>
export type QueryOf<S extends QuerySpec> = { [K in keyof S]: S[K] extends QueryKind<infer T> ? T : never }

const NOTHING = ['', '0', 'no', 'false', 'none']

export const text: QueryKind<string | undefined> = { read: ([value]) => value }
/** Go's httputils.BoolValue, so that ?all=1, ?all=True and ?all=yes mean what they mean to the engine. */
export const bool: QueryKind<boolean> = {
  read: ([value]) => value !== undefined && !NOTHING.includes(value.trim().toLowerCase()),
}
/** Like bool, but true when the parameter is absent. */
export const boolDefaultTrue: QueryKind<boolean> = {
  read: ([value]) => value === undefined || !NOTHING.includes(value.trim().toLowerCase()),
}
export const int: QueryKind<number | undefined> = {
  read([value], name) {
    if (value === undefined || value === '') return undefined
    if (!/^-?[0-9]{1,15}$/.test(value)) throw bad(`${name} must be a whole number`)
    return Number(value)
  },
}
export const list: QueryKind<string[]> = { many: true, read: (values) => values }
/** Sent by newer or older clients, without meaning here. */
export const dropped: QueryKind<undefined> = { many: true, read: () => undefined }
export const filters: QueryKind<Filters> = { read: ([value]) => readFilters(value) }

/** @throws Refusal 400 */
export function parseQuery<S extends QuerySpec>(raw: string, spec: S): QueryOf<S> {
  const found = new Map<string, string[]>()
  if (raw.includes(';') || raw.includes('#')) throw bad('character not allowed in the query')
  for (const part of raw.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : decode(part.slice(equals + 1))
    const kind = Object.hasOwn(spec, name) ? spec[name] : undefined
    if (!kind) throw bad(`the query parameter ${JSON.stringify(name)} is not served here`)
    const values = found.get(name)
    if (!values) found.set(name, [value])
    else if (kind.many) values.push(value)
    else throw bad(`the query parameter ${JSON.stringify(name)} is there twice`)
  }
  const out: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(spec)) out[name] = kind.read(found.get(name) ?? [], name)
  return out as QueryOf<S>
}

function decode(raw: string): string {
  if (!/^[\x21-\x7e]*$/.test(raw)) throw bad('character not allowed in the query')
  let value: string
  try {
    value = decodeURIComponent(raw.replaceAll('+', ' '))
  } catch {
    throw bad('bad % escape in the query')
  }
  if (value.includes('\0')) throw bad('NUL in the query')
  return value
}

function readFilters(raw: string | undefined): Filters {
  const out: Filters = new Map()
  if (!raw) return out
  const value: Json = parseJson(raw, 'exact')
  if (value === null) return out
  if (!isObject(value)) throw bad('invalid filter')
  for (const [name, terms] of Object.entries(value)) {
    if (Array.isArray(terms))
      out.set(
        name,
        terms.map((term) => string(term)),
      )
    else if (isObject(terms))
      out.set(
        name,
        Object.keys(terms).filter((term) => boolean(terms[term])),
      )
    else throw bad('invalid filter')
  }
  return out
}

function string(value: Json): string {
  if (typeof value !== 'string') throw bad('invalid filter')
  return value
}
function boolean(value: Json | undefined): boolean {
  if (typeof value !== 'boolean') throw bad('invalid filter')
  return value
}

/** Refuses filters that the endpoint does not know, in the engine's words. */
export function onlyFilters(given: Filters, known: readonly string[]): void {
  for (const name of given.keys()) if (!known.includes(name)) throw bad(`Invalid filter '${name}'`)
}

/** Label filters as the engine reads them: `key` or `key=value`, all must hold. */
export function labelsMatch(labels: Record<string, string> | null | undefined, terms: readonly string[]): boolean {
  return terms.every((term) => {
    const equals = term.indexOf('=')
    if (equals < 0) return Object.hasOwn(labels ?? {}, term)
    return labels?.[term.slice(0, equals)] === term.slice(equals + 1)
  })
}
