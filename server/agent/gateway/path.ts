// The request target: origin form only, one spelling per path. The engine matches the DECODED path, so every trick of spelling
// (%2F, //, /../, upper-case V) is refused here instead of being understood differently there.
import { API_MAX_MINOR, API_MIN_MINOR, TARGET_MAX_BYTES } from './limit.ts'
import { bad } from './refusal.ts'

export interface Target {
  /** Minor of the API version in the path; the highest served when the path has none. */
  minor: number
  /** Decoded, without the version: /containers/web/json */
  path: string
  /** Raw text after the ?, '' without one. */
  query: string
}

/** @throws Refusal 400 */
export function parseTarget(url: string): Target {
  if (url.length > TARGET_MAX_BYTES) throw bad(`the request path is longer than ${TARGET_MAX_BYTES} bytes`)
  const mark = url.indexOf('?')
  const raw = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  if (!raw.startsWith('/')) throw bad('the request path must begin with /')
  if (!/^(?:[A-Za-z0-9._:@/+~=,*'()!$&-]|%[0-9A-Fa-f]{2})*$/.test(raw))
    throw bad('character not allowed in the request path')
  // %20, %3A, %40 and UTF-8 above ASCII occur in what people type as names; everything else has a plain spelling.
  for (const [code] of raw.matchAll(/%../g)) {
    if (!/^%(?:20|3a|40|[89a-f][0-9a-f])$/i.test(code)) throw bad(`${code} is not allowed in the request path`)
  }
  if (raw !== '/' && /\/\/|\/\.{1,2}(?:\/|$)|\/$/.test(raw)) throw bad('the request path has an empty or dotted part')
  const versioned = /^\/v([0-9]+)\.([0-9]+)(?=\/|$)/.exec(raw)
  const path = decode(versioned ? raw.slice(versioned[0].length) || '/' : raw)
  if (!versioned) return { minor: API_MAX_MINOR, path, query }
  return { minor: version(versioned[1] as string, versioned[2] as string), path, query }
}

function decode(raw: string): string {
  let path: string
  try {
    path = decodeURIComponent(raw)
  } catch {
    throw bad('the request path is not UTF-8')
  }
  return path
}

function version(major: string, minor: string): number {
  const shown = `${major}.${minor}`
  if (!/^(?:0|[1-9][0-9]?)$/.test(major) || !/^(?:0|[1-9][0-9]{0,2})$/.test(minor))
    throw bad(`invalid API version ${shown}`)
  const number = Number(minor)
  if (Number(major) > 1 || (major === '1' && number > API_MAX_MINOR))
    throw bad(`client version ${shown} is too new. Maximum supported API version is 1.${API_MAX_MINOR}`)
  if (major === '0' || number < API_MIN_MINOR)
    throw bad(
      `client version ${shown} is too old. Minimum supported API version is 1.${API_MIN_MINOR}, please upgrade your client to a newer version`,
    )
  return number
}
