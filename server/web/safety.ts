// Headers that keep the app's pages to themselves. Scripts run by a nonce of the one answer; a page made in a lab may be framed, and
// can neither frame the app nor be taken for it.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isSecure } from './request.ts'

const YEAR_S = 365 * 24 * 3600
const NONCE_BYTES = 16

/** What no page of ours asks for. */
const PERMISSIONS = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]

export interface PagePolicy {
  nonce: string
  /** Origins that may be framed: the learner's previews. */
  frames: readonly string[]
  /** Next's own tools in development evaluate strings. */
  dev: boolean
}

export function pagePolicy({ nonce, frames, dev }: PagePolicy): string {
  return [
    `default-src 'self'`,
    // No 'strict-dynamic': it would let scripts made by scripts run inline.
    `script-src 'self' 'nonce-${nonce}'${dev ? " 'unsafe-eval'" : ''}`,
    // xterm.js and Radix write style elements, React writes style attributes.
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `frame-src ${frames.length > 0 ? frames.join(' ') : "'none'"}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

/** Before Next draws the page: it takes the nonce from the request's own policy, whatever the browser sent in its place. */
export function guardPage(
  request: IncomingMessage,
  response: ServerResponse,
  { frames, dev }: Omit<PagePolicy, 'nonce'>,
): void {
  const policy = pagePolicy({ nonce: randomBytes(NONCE_BYTES).toString('base64'), frames, dev })
  request.headers['content-security-policy'] = policy
  delete request.headers['content-security-policy-report-only']
  guard(request, response, policy)
}

/** Answers that are no pages. */
export function guardData(request: IncomingMessage, response: ServerResponse): void {
  guard(request, response, `default-src 'none'; frame-ancestors 'none'`)
}

function guard(request: IncomingMessage, response: ServerResponse, policy: string): void {
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('permissions-policy', PERMISSIONS.map((name) => `${name}=()`).join(', '))
  // Over plain HTTP browsers ignore it, and a class server without a certificate must not lock itself out.
  if (isSecure(request)) response.setHeader('strict-transport-security', `max-age=${YEAR_S}`)
}
