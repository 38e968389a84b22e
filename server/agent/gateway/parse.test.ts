import { describe, expect, it } from 'vitest'
import { parseHeaders } from './header.ts'
import { parseTarget } from './path.ts'
import { bool, boolDefaultTrue, filters, int, list, parseQuery, text } from './query.ts'
import { findRule } from './table.ts'

describe('G-102 one spelling per path', () => {
  it.each([
    ['/containers/json', '/containers/json'],
    ['/v1.41/containers/json?all=1', '/containers/json'],
    ['/v1.24/_ping', '/_ping'],
    ['/images/docker.io/library/nginx%3Alatest/json', '/images/docker.io/library/nginx:latest/json'],
    ['/images/a@sha256:00/json', '/images/a@sha256:00/json'],
    ['/containers/%EC%9B%B9/json', '/containers/웹/json'],
  ])('%s', (url, path) => {
    expect(parseTarget(url).path).toBe(path)
  })
  it.each([
    'http://docker/containers/json',
    '//evil/containers/json',
    '/containers//json',
    '/containers/./json',
    '/containers/../json',
    '/containers/json/',
    '/containers%2Fjson',
    '/containers%2fjson',
    '/%76%31.41/containers/json',
    '/containers/%2e%2e/json',
    '/containers/a%00/json',
    '/containers/%ff/json',
    '/containers/%zz/json',
    '/containers/a\\b/json',
    '/v1.41.0/containers/json?',
    '*',
    '',
    `/${'a'.repeat(20_000)}`,
  ])('refuses %s', (url) => {
    let path: string | undefined
    try {
      path = parseTarget(url).path
    } catch (error) {
      expect((error as Error).name).toBe('Refusal')
      return
    }
    expect(() => findRule('GET', path)).toThrow('page not found')
  })
})

describe('G-103 API versions', () => {
  it.each(['/v1.42/_ping', '/v1.50/info', '/v2.0/info', '/v9.99/info'])('%s is too new', (url) => {
    expect(() => parseTarget(url)).toThrow('is too new. Maximum supported API version is 1.41')
  })
  it.each(['/v1.23/info', '/v1.12/info', '/v0.1/info'])('%s is too old', (url) => {
    expect(() => parseTarget(url)).toThrow('is too old')
  })
  it.each(['/v01.41/info', '/v1.041/info'])('%s is none', (url) => {
    expect(() => parseTarget(url)).toThrow('invalid API version')
  })
})

describe('G-104 query', () => {
  const spec = { all: bool, stream: boolDefaultTrue, limit: int, name: text, filters, names: list }
  it('reads typed values as the engine does', () => {
    const query = parseQuery(
      'all=True&limit=5&name=a%20b+c&names=x&names=y&filters=%7B%22label%22%3A%5B%22a%22%5D%7D',
      spec,
    )
    expect(query).toMatchObject({ all: true, stream: true, limit: 5, name: 'a b c', names: ['x', 'y'] })
    expect(query.filters.get('label')).toEqual(['a'])
    expect(parseQuery('all=none&stream=0', spec)).toMatchObject({ all: false, stream: false })
    expect(
      parseQuery(
        'filters={"label":{"a":true,"b":false}}'.replaceAll('"', '%22').replaceAll('{', '%7B').replaceAll('}', '%7D'),
        spec,
      ).filters.get('label'),
    ).toEqual(['a'])
  })
  it.each([
    'all=1&all=0',
    'ALL=1',
    'x=1',
    'all=1;name=b',
    'name=%zz',
    'name=%ff',
    'name=%00',
    'limit=1.5',
    'filters=[]',
    'filters=%7B',
    'name=\u00e9',
    '__proto__=1',
  ])('refuses %s', (raw) => {
    expect(() => parseQuery(raw, spec)).toThrow(expect.objectContaining({ status: 400 }))
  })
})

describe('G-107 headers', () => {
  const headers = (raw: string[], httpVersion = '1.1') => parseHeaders({ rawHeaders: raw, httpVersion })
  it('finds the end of the body', () => {
    expect(headers(['Host', 'd']).framing).toEqual({ kind: 'none' })
    expect(headers(['Content-Length', '0']).framing).toEqual({ kind: 'none' })
    expect(headers(['Content-Length', '12']).framing).toEqual({ kind: 'length', bytes: 12 })
    expect(headers(['Transfer-Encoding', 'chunked']).framing).toEqual({ kind: 'chunked' })
    expect(headers(['Content-Type', 'application/JSON; charset=utf-8']).contentType).toBe('application/json')
    expect(headers(['Connection', 'Upgrade', 'Upgrade', 'tcp']).upgrade).toBe(true)
  })
  it.each([
    [['Content-Length', '1', 'content-length', '1']],
    [['Content-Length', '+1']],
    [['Content-Length', '1', 'Transfer-Encoding', 'chunked']],
    [['Transfer-Encoding', 'identity, chunked']],
    [['Transfer-Encoding', 'xchunked']],
    [['Transfer-Encoding', 'chunked, chunked']],
    [['Content-Type', 'application/x-www-form-urlencoded']],
    [['Content-Type', 'multipart/form-data; boundary=x']],
    [['Content-Encoding', 'gzip']],
    [['Upgrade', 'tcp']],
    [['Connection', 'Upgrade']],
    [['Connection', 'Content-Length']],
    [['Expect', '200-ok']],
    [['Trailer', 'X']],
    [['Host', 'a', 'Host', 'b']],
  ])('refuses %j', (raw) => {
    expect(() => headers(raw)).toThrow(expect.objectContaining({ name: 'Refusal' }))
  })
  it('refuses HTTP/1.0', () => {
    expect(() => headers([], '1.0')).toThrow('HTTP/1.1')
  })
})

describe('G-204 no row, no service', () => {
  it.each([
    ['GET', '/debug/pprof/cmdline'],
    ['POST', '/containers/a/copy'],
    ['PATCH', '/containers/json'],
    ['OPTIONS', '/'],
    ['GET', '/'],
    ['GET', '/containers'],
    ['POST', '/containers/json'],
    ['GET', '/containers/a/start'],
    ['POST', '/containers/a/pause/start'],
  ])('%s %s', (method, path) => {
    expect(() => findRule(method, path)).toThrow(/page not found|is not served/)
  })
  it.each([
    ['POST', '/session', 'BuildKit'],
    ['POST', '/grpc', 'BuildKit'],
    ['POST', '/moby.buildkit.v1.Control/Solve', 'BuildKit'],
    ['POST', '/swarm/init', 'Swarm'],
    ['GET', '/services', 'not a swarm manager'],
    ['POST', '/plugins/pull', 'plugins'],
    ['GET', '/containers/a/attach/ws', 'WebSocket'],
    ['POST', '/containers/a/checkpoints', 'experimental feature is disabled'],
  ])('%s %s says why', (method, path, words) => {
    expect(() => findRule(method, path)).toThrow(words)
  })
})
