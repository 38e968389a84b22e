// Values in inspect JSON: finding them by a dotted path, comparing them with an author's matcher.
import { isDeepStrictEqual } from 'node:util'
import type { Matcher } from '#server/protocol/content.ts'

/** Keys may contain dots themselves (labels): the longest key that is there wins. */
export function valueAt(root: unknown, path: string): unknown {
  if (path === '') return root
  if (root === null || typeof root !== 'object') return undefined
  const parts = path.split('.')
  for (let length = parts.length; length > 0; length--) {
    const key = parts.slice(0, length).join('.')
    if (Object.hasOwn(root, key)) return valueAt((root as Record<string, unknown>)[key], parts.slice(length).join('.'))
  }
  return undefined
}

export function matches(matcher: Matcher, value: unknown): boolean {
  if (typeof matcher !== 'object') return same(matcher, value)
  const { match, not, min, max, contains, equals, exists, length } = matcher
  if (exists !== undefined && (value !== undefined && value !== null) !== exists) return false
  if (match !== undefined && !new RegExp(match, 'u').test(asText(value))) return false
  if (not !== undefined && same(not, value)) return false
  if (min !== undefined && !(asNumber(value) >= min)) return false
  if (max !== undefined && !(asNumber(value) <= max)) return false
  if (contains !== undefined && !includes(value, contains)) return false
  if (equals !== undefined && !isDeepStrictEqual(value, equals)) return false
  if (length !== undefined && sizeOf(value) !== length) return false
  return true
}

/** Event attributes and typed answers are strings where the author may write a number: "0" is 0. */
const same = (wanted: string | number | boolean, value: unknown) =>
  value === wanted || (typeof value === 'string' && value === String(wanted))

/** As a person would read it: an argv with blanks, nothing for null. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value) && value.every((v) => typeof v !== 'object')) return value.join(' ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const asNumber = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN

function includes(value: unknown, wanted: string): boolean {
  if (typeof value === 'string') return value.includes(wanted)
  if (Array.isArray(value)) return value.some((v) => same(wanted, v) || String(v) === wanted)
  return value !== null && typeof value === 'object' && Object.hasOwn(value, wanted)
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0
}

/** nginx, docker.io/library/nginx and nginx:latest are one image to the learner. */
export function canonicalImage(reference: string): string {
  const short = reference.replace(/^docker\.io\//, '').replace(/^library\//, '')
  const name = short.slice(short.lastIndexOf('/') + 1)
  return name.includes(':') || short.includes('@') || short.startsWith('sha256:') ? short : `${short}:latest`
}
