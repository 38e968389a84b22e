import type { IncomingMessage } from 'node:http'
import { isSecure } from './request.ts'

export const SESSION_COOKIE = 'drydock'
export const INSTRUCTOR_COOKIE = 'drydock_instructor'
/** Of who teaches one class beside the instructor. */
export const STAFF_COOKIE = 'drydock_staff'
const YEAR_S = 365 * 24 * 3600

export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** HttpOnly, SameSite=Lax; Secure when the request came over HTTPS. */
export function cookie(request: IncomingMessage, name: string, value: string): string {
  const secure = isSecure(request) ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${secure}`
}
