// Requests that nobody thought of: made from what real ones are made of, then bent. The same seed and number give the same request.
import type { Ground, Wire } from './attack.ts'

export interface Chance {
  /** 0 to below `end`. */
  number(end: number): number
  pick<T>(all: readonly T[]): T
  /** True once in `n`. */
  once(n: number): boolean
}

/** mulberry32: the same sequence on every machine. */
export function createChance(seed: number): Chance {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const number = (end: number) => Math.floor(next() * end)
  return { number, pick: (all) => all[number(all.length)] as never, once: (n) => number(n) === 0 }
}

/** A route of the table: what the fuzzer bends. */
export interface Route {
  method: string
  path: string
  query: string[]
  body: string
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const BODIES: Json[] = [
  {
    Image: 'busybox',
    Cmd: ['true'],
    HostConfig: {
      Binds: ['v:/v'],
      NetworkMode: 'default',
      PortBindings: { '80/tcp': [{ HostPort: '8080' }] },
      RestartPolicy: { Name: 'no' },
    },
    NetworkingConfig: { EndpointsConfig: {} },
    Labels: { a: 'b' },
  },
  {
    Image: 'busybox',
    HostConfig: {
      Mounts: [{ Type: 'volume', Source: 'v', Target: '/v', VolumeOptions: { NoCopy: true } }],
      Tmpfs: { '/t': 'size=1m' },
      Memory: 6291456,
      CapDrop: ['ALL'],
    },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 1e9 },
  },
  { Cmd: ['true'], AttachStdout: true, Tty: false, Env: ['A=b'] },
  { Detach: true, Tty: false },
  { Name: 'n', Driver: 'bridge', CheckDuplicate: true, Labels: {} },
  { Name: 'v', Driver: 'local', DriverOpts: {}, Labels: {} },
  { Container: 'mine', EndpointConfig: { Aliases: ['x'] } },
  { Memory: 6291456, PidsLimit: 10, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
  { username: 'a', password: 'b', serveraddress: 'x' },
  {},
]
const KEYS = [
  'Privileged',
  'privileged',
  'PidMode',
  'Binds',
  'CapAdd',
  'Devices',
  'SecurityOpt',
  'UsernsMode',
  'CgroupParent',
  'VolumesFrom',
  'DriverOpts',
  'Options',
  'Labels',
  'drydock.tenant',
  '__proto__',
  'constructor',
  'toString',
  'HostConfig',
  'Ho\u017ftConfig',
  'Networ\u212aMode',
  'Image',
  '',
  'a\u0000',
]
const TEXTS = [
  'host',
  '/',
  '/etc',
  '../..',
  'ALL',
  'SYS_ADMIN',
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u{1f40b}',
  'container:x',
  '{vault}',
  '{shelf}',
  '{network}',
  '{secret}',
  '{other}_vault',
  '{volume}',
  '%s%n',
  '\'"`$(id)',
  'a'.repeat(3000),
  '0x10',
  '-1',
  'true',
  'null',
  'drydock.tenant={other}',
  '{other}.drydock.local/secret:1',
  'http://127.0.0.1/',
]
const NUMBERS = [0, -0, 1, -1, 0.5, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 1e21, 255, 65536]
const QUERIES = [
  '1',
  '0',
  'true',
  'x',
  '-1',
  '99999999999',
  '{"label":["drydock.tenant={other}"]}',
  '{"name":["{other}"]}',
  '{"id":["{vault}"]}',
  '{"until":["1h"]}',
  '{',
  '[]',
  'null',
  '',
  '%00',
  '%zz',
  '/etc/passwd',
  '../..',
  '{secret}',
  '{other}_vault',
  'a=b;c=d',
  'SIGKILL',
  'aux',
  '-eo args,pid',
]
const HEADERS = [
  'Content-Type: application/json',
  'Content-Type: text/plain',
  'Content-Type: application/x-tar',
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Type: multipart/form-data; boundary=x',
  'Content-Encoding: gzip',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: xchunked',
  'Connection: close',
  'Connection: Upgrade',
  'Upgrade: tcp',
  'Upgrade: h2c',
  'Expect: 100-continue',
  'Expect: x',
  'Host: b',
  'X-Registry-Auth: e30=',
  'X-Registry-Auth: !!!',
  'X-Registry-Config: e30=',
  'TE: trailers',
  'Trailer: X',
  'Content-Length: 5',
  'X-A:  ',
  'X-\u00e4: b',
  'Accept: */*',
  'Range: bytes=0-1',
  'If-None-Match: *',
]

export function fuzzRequest(chance: Chance, routes: readonly Route[], ground: Ground): Wire {
  const fill = (text: string) =>
    text.replace(/\{(vault|shelf|network|secret|other|volume|mine|idle|exec)\}/g, (_all, name: string) =>
      String(ground[name as 'vault']),
    )
  const { number, pick, once } = chance
  const route = pick(routes)
  const method = once(12)
    ? pick(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS', 'get', 'CONNECT'])
    : route.method
  const bent = bend(chance, bodyText(chance, pick(BODIES)))
  const body = route.body === 'none' ? (once(6) ? bent : '') : once(10) ? '' : bent
  const headers = Array.from({ length: once(3) ? 1 + number(3) : 0 }, () => pick(HEADERS))
  const length = once(15) ? pick(['0', '-1', '5', '1e3', '99999', '0005', '']) : String(Buffer.byteLength(fill(body)))
  if (route.body === 'hijack' && once(2)) headers.push('Connection: Upgrade', 'Upgrade: tcp')
  if (body !== '' && !headers.some((one) => /^content-type/i.test(one))) headers.push('Content-Type: application/json')
  if (!headers.some((one) => /^transfer-encoding: chunked/i.test(one)) || once(10))
    headers.push(`Content-Length: ${length}`)
  const chunked = headers.includes('Transfer-Encoding: chunked')
  const target = fill(
    bend(
      chance,
      `${pick(['', '/v1.41', '/v1.41', '/v1.24', '/v1.45', '/v1.12', '/v9'])}${pathOf(chance, route.path)}${queryOf(chance, route)}`,
      25,
    ),
  )
  const text = Buffer.from(fill(body)).toString('latin1')
  const sent = chunked && text !== '' ? `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n` : text
  const behind = once(20)
    ? `POST /containers/${ground.shelf}/rename?name=pwned HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n`
    : ''
  return {
    wire: `${method} ${target.replace(/[\r\n]/g, '')} HTTP/1.1\r\nHost: d\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n${sent}${behind}`,
  }
}

function pathOf({ pick, once }: Chance, path: string): string {
  return path.replaceAll(/:(\w+)\+?/g, (_all, name: string) => {
    if (once(15)) return pick(['..', '%2e%2e', '%2F', '', 'a/b', '%', '*', 'a b', '%00', '\u00ff', 'x'.repeat(500)])
    if (name === 'id')
      return pick(['{mine}', '{idle}', '{vault}', '{shelf}', 'mine', '{exec}', 'nosuch', '{other}_vault'])
    return pick([
      'busybox',
      '{secret}',
      '{network}',
      '{volume}',
      'bridge',
      'host',
      'nosuch',
      '{other}.drydock.local/secret:1',
      'catalog.drydock.local/busybox',
      'v',
    ])
  })
}

function queryOf({ number, pick, once }: Chance, { query }: Route): string {
  const names = query.filter(() => once(3))
  if (once(8)) names.push(pick(['x', 'All', '', 'filters', 'names', '%66ilters', '__proto__']))
  if (names.length === 0) return once(20) ? '?' : ''
  const parts = names.map((name) => `${name}${once(10) ? '' : `=${once(8) ? pick(QUERIES) : encode(pick(QUERIES))}`}`)
  if (once(12)) parts.push(pick(parts))
  return `?${parts.slice(0, 1 + number(6)).join(once(30) ? ';' : '&')}`
}

/** Placeholders stay readable for what fills them in. */
const encode = (text: string) =>
  encodeURIComponent(text)
    .replaceAll('%7B', '{')
    .replaceAll('%7D', '}')
    .replaceAll('{%22', '%7B%22')
    .replaceAll(']}', ']%7D')

function bodyText(chance: Chance, value: Json): string {
  return JSON.stringify(mutate(chance, value, 0))
}

/** Fields come, go and change their kind; deep down as well. */
function mutate(chance: Chance, value: Json, depth: number): Json {
  const { pick, once, number } = chance
  if (once(14)) return any(chance, depth)
  if (Array.isArray(value)) {
    const out = value.map((one) => mutate(chance, one, depth + 1))
    if (once(6)) out.push(any(chance, depth + 1))
    return once(15) ? Array.from({ length: 200 }, () => out[0] ?? null) : out
  }
  if (value === null || typeof value !== 'object') return value
  const out: { [key: string]: Json } = {}
  for (const [key, one] of Object.entries(value)) {
    if (once(12)) continue
    out[once(15) ? key.toLowerCase() : key] = mutate(chance, one, depth + 1)
  }
  if (once(3))
    for (let n = number(3); n >= 0; n--)
      Object.defineProperty(out, pick(KEYS), { value: any(chance, depth + 1), enumerable: true, configurable: true })
  return out
}

function any(chance: Chance, depth: number): Json {
  const { pick, number } = chance
  const kind = number(depth > 5 ? 4 : 6)
  if (kind === 0) return pick([null, true, false])
  if (kind === 1) return pick(NUMBERS)
  if (kind <= 3) return pick(TEXTS)
  if (kind === 4) return Array.from({ length: number(4) }, () => any(chance, depth + 1))
  return Object.fromEntries(Array.from({ length: number(4) }, () => [pick(KEYS), any(chance, depth + 1)]))
}

/** Now and then a text is cut, doubled, or has a byte too many. */
function bend({ once, number, pick }: Chance, text: string, seldom = 8): string {
  if (!once(seldom)) return text
  const at = number(text.length + 1)
  const piece = pick([
    '',
    '\u0000',
    '%00',
    '"',
    '}',
    '{',
    '\\',
    '//',
    '/../',
    '\u00e9',
    ' ',
    '\t',
    ',',
    '[[[[',
    '\ufeff',
    'NaN',
    text.slice(0, 30),
  ])
  return once(3) ? text.slice(0, at) : `${text.slice(0, at)}${piece}${text.slice(at + number(3))}`
}
