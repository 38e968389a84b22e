import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { ADMIN_COOKIE, cookie, INSTRUCTOR_COOKIE, readCookie, SESSION_COOKIE, takeCookies } from './cookie.ts'

const request = (cookies: string | undefined, secure: boolean) =>
  ({
    headers: { ...(cookies !== undefined && { cookie: cookies }), ...(secure && { 'x-forwarded-proto': 'https' }) },
    socket: {},
  }) as unknown as IncomingMessage

it('over HTTPS a cookie is tied to the host, over HTTP it has its plain name', () => {
  expect(cookie(request('', true), SESSION_COOKIE, 'abc')).toBe(
    '__Host-drydock=abc; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure',
  )
  expect(cookie(request('', false), SESSION_COOKIE, 'abc')).toBe(
    'drydock=abc; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax',
  )
})

it('over HTTPS the tied cookie counts, and one planted from a name below is dropped', () => {
  const one = request('drydock=planted; theme=dark; __Host-drydock=mine; drydock=planted2', true)
  expect(takeCookies(one)).toEqual(['drydock=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure'])
  expect(one.headers.cookie).toBe('theme=dark; drydock=mine')
  expect(readCookie(one, SESSION_COOKIE)).toBe('mine')
})

it('a cookie from before still counts over HTTPS and is moved, so that nobody is logged out', () => {
  const first = request('drydock=old; drydock_instructor=teach', true)
  const moves = takeCookies(first)
  expect(readCookie(first, SESSION_COOKIE)).toBe('old')
  expect(readCookie(first, INSTRUCTOR_COOKIE)).toBe('teach')
  expect(moves.map((one) => one.split(';')[0])).toEqual([
    '__Host-drydock=old',
    'drydock=',
    '__Host-drydock_instructor=teach',
    'drydock_instructor=',
  ])
  // What the browser has after that.
  const next = request('__Host-drydock=old; __Host-drydock_instructor=teach', true)
  expect(takeCookies(next)).toEqual([])
  expect(readCookie(next, SESSION_COOKIE)).toBe('old')
})

it('over HTTP nothing moves, and a name with the prefix is nobody’s', () => {
  const one = request('drydock=mine; __Host-drydock=made-up; __Host-drydock_admin=made-up; lang=ko', false)
  expect(takeCookies(one)).toEqual([])
  expect(readCookie(one, SESSION_COOKIE)).toBe('mine')
  expect(readCookie(one, ADMIN_COOKIE)).toBeUndefined()
  expect(one.headers.cookie).toBe('lang=ko; drydock=mine')
})

it('a request without cookies stays without', () => {
  const one = request(undefined, true)
  expect(takeCookies(one)).toEqual([])
  expect(one.headers.cookie).toBeUndefined()
})
