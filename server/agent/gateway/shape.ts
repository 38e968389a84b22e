// Reading JSON bodies by allow-list: each field has a reader, a field without one is refused unless its value is zero (clients
// send all fields they know, with zero values, and the engine takes zero for "not given").
import { isObject, type Json, type JsonObject } from './json.ts'
import { bad, forbidden } from './refusal.ts'

/** Reads one value. `at` names the field in messages. Never called with null: null is "not given". */
export type Read<T> = (value: Json, at: string) => T
export type Fields = Record<string, Read<unknown>>
export type Shape<F extends Fields> = { [K in keyof F]?: F[K] extends Read<infer T> ? T : never }

/** @throws Refusal 400 for fields that are not listed and not zero */
export function readObject<F extends Fields>(value: Json, at: string, fields: F): Shape<F> {
  if (!isObject(value)) throw wrong(at, 'an object')
  const out: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(value)) {
    const path = at ? `${at}.${name}` : name
    const read = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!read) {
      if (!isZero(given) || !isPlain(name)) throw bad(`the field ${JSON.stringify(path)} is not served here`)
      continue
    }
    if (given !== null) out[name] = read(given, path)
  }
  return out as Shape<F>
}

/** Field names of the API are ASCII words; another spelling of one (Go folds case) is not skipped even when zero. */
const isPlain = (name: string) => /^[A-Z][A-Za-z0-9]*$/.test(name)

const wrong = (at: string, what: string) => bad(`${at || 'the body'} must be ${what}`)

/** Go's zero value, or an empty collection: what "not given" looks like on the wire. */
export function isZero(value: Json): boolean {
  if (value === null || value === false || value === 0 || value === '') return true
  if (Array.isArray(value)) return value.every(isZero)
  if (isObject(value)) return Object.values(value).every(isZero)
  return false
}

export const string: Read<string> = (value, at) => {
  if (typeof value !== 'string') throw wrong(at, 'a string')
  return value
}
export const bool: Read<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at, 'true or false')
  return value
}
export const int: Read<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong(at, 'a whole number')
  return value
}
export const strings: Read<string[]> = (value, at) => {
  if (value === null) return []
  if (!Array.isArray(value)) throw wrong(at, 'a list of strings')
  return value.map((item) => string(item, at))
}
/** Docker takes a plain string for Cmd, Entrypoint and Shell, too. */
export const words: Read<string[]> = (value, at) => (typeof value === 'string' ? [value] : strings(value, at))

export const map =
  <T>(read: Read<T>): Read<Record<string, T>> =>
  (value, at) => {
    if (!isObject(value)) throw wrong(at, 'an object')
    const out: Record<string, T> = Object.create(null)
    for (const [key, item] of Object.entries(value)) out[key] = read(item, `${at}.${key}`)
    return out
  }
export const list =
  <T>(read: Read<T>): Read<T[]> =>
  (value, at) => {
    if (value === null) return []
    if (!Array.isArray(value)) throw wrong(at, 'a list')
    return value.map((item) => read(item, at))
  }
export const object =
  <F extends Fields>(fields: F): Read<Shape<F>> =>
  (value, at) =>
    readObject(value ?? {}, at, fields)
export const between =
  (low: number, high: number, why = ''): Read<number> =>
  (value, at) => {
    const number = int(value, at)
    if (number < low || number > high) throw bad(`${at} must be between ${low} and ${high}${why ? `: ${why}` : ''}`)
    return number
  }
export const oneOf =
  <T extends string>(...allowed: T[]): Read<T> =>
  (value, at) => {
    const text = string(value, at)
    if (!allowed.includes(text as T)) throw bad(`${at} must be one of ${allowed.map((one) => one || '""').join(', ')}`)
    return text as T
  }
/** Only "not given" is served; anything else is refused with words that teach. */
export const never =
  (words: string): Read<undefined> =>
  (value) => {
    if (!isZero(value)) throw forbidden(words)
  }
/** Any value, without effect. */
export const ignored: Read<undefined> = () => undefined

/** Values that were read, without the fields that were not given. */
export function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never
}
export type { JsonObject }
