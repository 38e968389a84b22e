import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { cookie } from './cookie.ts'
import { addressOf, sameOrigin } from './request.ts'
import { guardPage } from './safety.ts'

const request = (headers: Record<string, string>, socket: object = { remoteAddress: '127.0.0.1' }) =>
  ({ headers: { host: 'app.example', ...headers }, socket }) as unknown as IncomingMessage

function headersOf(one: IncomingMessage, dev = false) {
  const headers: Record<string, string> = {}
  const response = {
    setHeader(name: string, value: string) {
      headers[name] = value
    },
  }
  guardPage(one, response as unknown as ServerResponse, { frames: ['http://*.localhost:3000'], dev })
  return headers
}
const directive = (policy: string, name: string) => policy.split('; ').find((one) => one.startsWith(`${name} `))

it('scripts run by a nonce that is new in each answer, and by nothing else', () => {
  const one = request({})
  const policy = headersOf(one)['content-security-policy']!
  expect(directive(policy, 'script-src')).toMatch(/^script-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='$/)
  expect(directive(policy, 'script-src')).not.toBe(
    directive(headersOf(request({}))['content-security-policy']!, 'script-src'),
  )
  // Next takes the nonce from here.
  expect(one.headers['content-security-policy']).toBe(policy)
})

it('a policy that the browser sends does not choose the nonce', () => {
  const one = request({
    'content-security-policy': "script-src 'nonce-mine'",
    'content-security-policy-report-only': "script-src 'nonce-mine'",
  })
  headersOf(one)
  expect(JSON.stringify(one.headers)).not.toContain('mine')
})

it('previews may be framed, the app may not', () => {
  const headers = headersOf(request({}))
  const policy = headers['content-security-policy']!
  expect(directive(policy, 'frame-src')).toBe('frame-src http://*.localhost:3000')
  expect(directive(policy, 'frame-ancestors')).toBe("frame-ancestors 'none'")
  expect(directive(policy, 'object-src')).toBe("object-src 'none'")
  expect(directive(policy, 'base-uri')).toBe("base-uri 'none'")
  expect(directive(policy, 'form-action')).toBe("form-action 'self'")
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  })
})

it('strings are evaluated in development alone', () => {
  expect(headersOf(request({}))['content-security-policy']).not.toContain('unsafe-eval')
  expect(headersOf(request({}), true)['content-security-policy']).toContain('unsafe-eval')
})

it('HTTPS is insisted on where there is HTTPS, and cookies are Secure there', () => {
  expect(headersOf(request({}))['strict-transport-security']).toBeUndefined()
  expect(cookie(request({}), 'a', 'b')).toMatch(/^a=b; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  for (const one of [request({ 'x-forwarded-proto': 'https' }), request({}, { encrypted: true })]) {
    expect(headersOf(one)['strict-transport-security']).toMatch(/^max-age=\d{8}$/)
    expect(cookie(one, 'a', 'b')).toMatch(/; Secure$/)
  }
})

it.each([
  [{ origin: 'http://app.example' }, true],
  [{ origin: 'https://app.example' }, true],
  [{ origin: 'http://app.example:81' }, false],
  [{ origin: 'http://8080-x.app.example' }, false],
  [{ origin: 'null' }, false],
  [{}, true],
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
])('%j is of the same origin: %s', (headers, same) =>
  expect(sameOrigin(request(headers as Record<string, string>))).toBe(same),
)

it('an address is believed from a proxy on this machine alone, and then the last one', () => {
  const told = { 'x-forwarded-for': '203.0.113.1, 198.51.100.7' }
  expect(addressOf(request(told))).toBe('198.51.100.7')
  expect(addressOf(request(told, { remoteAddress: '::ffff:127.0.0.1' }))).toBe('198.51.100.7')
  expect(addressOf(request(told, { remoteAddress: '192.0.2.5' }))).toBe('192.0.2.5')
  expect(addressOf(request({}))).toBe('127.0.0.1')
})
