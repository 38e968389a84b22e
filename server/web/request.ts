// What a request says of where it comes from. Behind a proxy on the same machine its headers tell; anybody else's are not believed.
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Over HTTPS, also through a proxy that says so. */
export function isSecure(request: IncomingMessage): boolean {
  return request.headers['x-forwarded-proto'] === 'https' || (request.socket as TLSSocket).encrypted === true
}

/**
 * From a program on this machine, by a name that only this machine has. What a proxy passes on comes from elsewhere; a page that
 * had its own name lead here asks for that name.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { headers, socket } = request
  const passedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined)
  const named = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(headers.host ?? '')
  return LOOPBACK.test(socket.remoteAddress ?? '') && !passedOn && named
}

/** For limits by address. */
export function addressOf(request: IncomingMessage): string {
  const direct = request.socket.remoteAddress ?? ''
  const told = request.headers['x-forwarded-for']
  // The last one is what the nearest proxy saw; those before it may be made up.
  return LOOPBACK.test(direct) && typeof told === 'string' ? (told.split(',').at(-1)?.trim() ?? direct) : direct
}

/** The Origin header names the very host that was asked. Without one it is no browser, or a browser that says where it comes from. */
export function sameOrigin(request: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  if (!origin) return site === undefined || site === 'same-origin' || site === 'none'
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
