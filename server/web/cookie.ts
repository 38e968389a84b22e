import type { IncomingMessage } from 'node:http'
import { isSecure } from './request.ts'

export const SESSION_COOKIE = 'drydock'
export const INSTRUCTOR_COOKIE = 'drydock_instructor'
/** Of who teaches one class beside the instructor. */
export const STAFF_COOKIE = 'drydock_staff'
/** Of who runs the server. */
export const ADMIN_COOKIE = 'drydock_admin'
const OWN = [SESSION_COOKIE, INSTRUCTOR_COOKIE, STAFF_COOKIE, ADMIN_COOKIE]
const YEAR_S = 365 * 24 * 3600

/**
 * What browsers keep under this prefix was set over HTTPS by this very host: a page that a learner publishes on a name below it can't
 * plant one (RFC 6265bis, 4.1.3). Over plain HTTP they would not take it.
 */
const PREFIX = '__Host-'

export function readCookie(request: IncomingMessage, name: string): string | undefined {
  return jarOf(request).find((one) => one.name === name)?.value
}

/** HttpOnly, SameSite=Lax; Secure and tied to the host when the request came over HTTPS. */
export function cookie(request: IncomingMessage, name: string, value: string): string {
  return isSecure(request) ? line(PREFIX + name, value, YEAR_S, '; Secure') : line(name, value, YEAR_S)
}

/**
 * At the door, before anybody reads them: a request over HTTPS is left with its prefixed cookies, under their plain names. One that
 * was set before there was a prefix still counts, and the lines returned move it: nobody is logged out.
 */
export function takeCookies(request: IncomingMessage): string[] {
  const secure = isSecure(request)
  const jar = jarOf(request)
  const kept = jar.filter(({ name }) => !OWN.includes(name) && !OWN.includes(name.slice(PREFIX.length)))
  const moves: string[] = []
  for (const name of OWN) {
    const tied = secure ? jar.find((one) => one.name === PREFIX + name) : undefined
    const plain = jar.find((one) => one.name === name)
    const found = tied ?? plain
    if (found) kept.push({ name, value: found.value })
    if (secure && plain && !tied) moves.push(cookie(request, name, plain.value))
    if (secure && plain) moves.push(line(name, '', 0, '; Secure'))
  }
  if (jar.length > 0) request.headers.cookie = kept.map(({ name, value }) => `${name}=${value}`).join('; ')
  return moves
}

function jarOf(request: IncomingMessage): { name: string; value: string }[] {
  return (request.headers.cookie ?? '').split(';').flatMap((part) => {
    const at = part.indexOf('=')
    return at < 0 ? [] : [{ name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() }]
  })
}

const line = (name: string, value: string, seconds: number, more = '') =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${more}`
