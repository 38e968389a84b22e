// Spelling: of the path, of the query, and of what a form could say instead. The engine matches the decoded path.
import { type Attack, type Ground, type Group, get, post, type Request, wire } from './attack.ts'

const rename = (g: Ground) => `containers/${g.shelf}/rename?name=pwned`
const one = (name: string, target: (g: Ground) => string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: ['G-102'],
  send: (g) => [post(target(g))],
  oracle: 'victim',
  ...more,
})
const secret = { oracle: 'secret' }
const read = (name: string, target: (g: Ground) => string, more: Partial<Attack> = {}) =>
  one(name, target, { send: (g) => [get(target(g))], ...secret, ...more })
const redirected = { notRaw: 'the engine answers a redirect, and nothing happens' }
const unknown = { notRaw: 'the engine has no such route either' }
const asQuery = (name: string, target: (g: Ground) => string, more: Partial<Attack> = {}) =>
  read(name, target, { rules: ['G-104'], ...more })

const form = (target: string, type: string, text: string): Request => ({
  ...post(target, text, { 'Content-Type': type }),
})
const FORM = 'application/x-www-form-urlencoded'

export const pathGroup: Group = {
  title: 'paths and queries',
  attacks: [
    one('an encoded slash', (g) => `/containers%2F${g.shelf}/rename?name=pwned`),
    one('an encoded slash in lower case', (g) => `/containers/${g.shelf}%2frename?name=pwned`),
    one('an encoded letter', (g) => `/%63ontainers/${g.shelf}/rename?name=pwned`),
    one('an encoded version', (g) => `/%76%31.41/${rename(g)}`),
    one('a version of three parts', (g) => `/v1.41.0/${rename(g)}`, unknown),
    one('a version with a zero in front', (g) => `/v01.41/${rename(g)}`, { notRaw: 'the engine names it as too old' }),
    one('a version with a long minor', (g) => `/v1.041/${rename(g)}`),
    one('a version in capitals', (g) => `/V1.41/${rename(g)}`, unknown),
    one('two versions', (g) => `/v1.41/v1.41/${rename(g)}`, unknown),
    one('a version older than is served', (g) => `/v1.19/${rename(g)}`, { rules: ['G-103'] }),
    one('a version that does not exist', (g) => `/v1.99/${rename(g)}`, {
      rules: ['G-103'],
      notRaw: 'the engine refuses it as well',
    }),
    one('a version of another major', (g) => `/v2.0/${rename(g)}`, {
      rules: ['G-103'],
      notRaw: 'the engine refuses it as well',
    }),
    one('a double slash', (g) => `/containers//${g.shelf}/rename?name=pwned`, redirected),
    one('a slash at the end', (g) => `/containers/${g.shelf}/rename/?name=pwned`, redirected),
    one('dots', (g) => `/images/../${rename(g)}`, redirected),
    one('encoded dots', (g) => `/images/%2e%2e/${rename(g)}`, redirected),
    one('half encoded dots', (g) => `/images/.%2e/${rename(g)}`, redirected),
    one('twice encoded dots', (g) => `/images/%252e%252e/${rename(g)}`, unknown),
    one('a dot', (g) => `/./${rename(g)}`, redirected),
    one('a backslash', (g) => `/containers\\${g.shelf}\\rename?name=pwned`, unknown),
    one('an encoded NUL', (g) => `/containers/${g.shelf}%00/rename?name=pwned`, {
      notRaw: 'no container is called so',
    }),
    one('an encoded line feed', (g) => `/containers/${g.shelf}%0d%0aX/rename?name=pwned`, {
      notRaw: 'no container is called so',
    }),
    one('a semicolon parameter', (g) => `/containers/${g.shelf};a=b/rename?name=pwned`, {
      notRaw: 'no container is called so',
    }),
    one('a fragment', (g) => `/containers/${g.shelf}/rename?name=pwned#x`, { notRaw: 'the engine refuses it as well' }),
    one('overlong UTF-8', (g) => `/containers/${g.shelf}%c0%af/rename?name=pwned`, {
      notRaw: 'no container is called so',
    }),
    one('bad % signs', (g) => `/containers/${g.shelf}%zz/rename?name=pwned`, {
      notRaw: 'the engine refuses it as well',
    }),
    one('the victim’s name with a slash', (g) => `/containers/%2F${g.other}_shelf/rename?name=pwned`, {
      notRaw: 'the engine sends the client elsewhere',
    }),
    one('the victim’s name', (g) => `/containers/${g.other}_shelf/rename?name=pwned`, { rules: ['G-203'] }),
    read('a query that looks like another route', (g) => `/containers/${g.vault}/json?a=/start`, { rules: ['G-104'] }),
    read('debug', () => '/debug/vars', { rules: ['G-204'], notRaw: 'it tells of the engine, not of the victim' }),
    read('debug under a version', () => '/v1.41/debug/pprof/cmdline', {
      rules: ['G-204'],
      notRaw: 'it tells of the engine, not of the victim',
    }),
    read('metrics', () => '/metrics', { rules: ['G-204'], ...unknown }),
    ...[
      'swarm',
      'nodes',
      'services',
      'tasks',
      'secrets',
      'configs',
      'plugins/x/json',
      'session',
      'grpc',
      'containers/x/checkpoints',
      'distribution/busybox/json',
    ].map((path) =>
      read(`GET /${path}`, () => `/${path}`, { rules: ['G-204'], notRaw: 'the engine has nothing behind it here' }),
    ),
    ...[
      'swarm/init',
      'swarm/join',
      'plugins/pull?remote=x/y',
      'plugins/create?name=x',
      'session',
      'grpc',
      'build/cancel?id=x',
      'containers/x/copy',
    ].map((path) =>
      one(`POST /${path}`, () => `/${path}`, {
        rules: ['G-204'],
        notRaw: 'it would change, or disturb, the engine that tests share',
      }),
    ),
    asQuery('an unknown name', () => '/containers/json?All=1&all=1'),
    asQuery('a name twice', () => '/containers/json?all=1&all=0'),
    asQuery('a name twice, once encoded', () => '/containers/json?all=1&%61ll=0'),
    asQuery('a name in capitals', () => '/containers/json?ALL=1'),
    asQuery('a semicolon', () => '/containers/json?all=1;limit=5', {
      notRaw: 'the engine drops it, with the list shown whole only without it',
    }),
    asQuery(
      'filters that say everything',
      (g) =>
        `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label: [`drydock.tenant=${g.other}`] }))}`,
    ),
    asQuery(
      'filters as a map',
      (g) =>
        `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label: { [`drydock.tenant=${g.other}`]: true } }))}`,
    ),
    asQuery(
      'filters with a key twice',
      () => `/containers/json?all=1&filters=${encodeURIComponent('{"label":["a"],"label":[]}')}`,
    ),
    asQuery(
      'filters with rubbish behind',
      () => `/containers/json?all=1&filters=${encodeURIComponent('{"status":["running"]}x')}`,
      { notRaw: 'the engine refuses it as well' },
    ),
    asQuery('filters as a list', () => `/containers/json?all=1&filters=${encodeURIComponent('["a"]')}`, {
      notRaw: 'the engine refuses it as well',
    }),
    asQuery('a filter nobody knows', () => `/containers/json?all=1&filters=${encodeURIComponent('{"x":["a"]}')}`, {
      notRaw: 'the engine refuses it as well',
    }),
    asQuery(
      'a filter called __proto__',
      () => `/containers/json?all=1&filters=${encodeURIComponent('{"__proto__":{"x":true}}')}`,
      { notRaw: 'the engine refuses it as well' },
    ),
    asQuery('before and since as parameters', (g) => `/containers/json?all=1&before=${g.idle}&since=`, {
      served: true,
      notRaw: 'the engine knows no such parameter any more',
    }),
    asQuery('a number beyond 64 bits', () => '/containers/json?limit=99999999999999999999', {
      notRaw: 'the engine refuses it as well',
    }),
    asQuery('a limit below zero', () => '/containers/json?limit=-1&all=1', { served: true }),
    asQuery('a NUL', () => '/containers/json?all=%00'),
    asQuery('a bad escape', () => '/containers/json?all=1&x=%zz', { notRaw: 'the engine refuses it as well' }),
    {
      name: 'a form over the query of rename',
      rules: ['G-106'],
      send: (g) => [form(`/containers/${g.idle}/rename?name=idle`, FORM, `name=${g.other}_x`)],
      oracle: 'victim',
      notRaw: 'the name is the attacker’s own to give; see the next ones',
    },
    {
      name: 'a form over the filters of prune',
      rules: ['G-106'],
      send: (g) => [
        form(
          `/containers/prune?filters=${encodeURIComponent('{"label":["no-such-label"]}')}`,
          FORM,
          `filters=${encodeURIComponent(JSON.stringify({ label: [`drydock.tenant=${g.other}`] }))}`,
        ),
      ],
      oracle: 'victim',
    },
    {
      name: 'a multipart form over the filters of prune',
      rules: ['G-106'],
      send: (g) => [
        form(
          `/containers/prune?filters=${encodeURIComponent('{"label":["no-such-label"]}')}`,
          'multipart/form-data; boundary=x',
          `--x\r\nContent-Disposition: form-data; name="filters"\r\n\r\n${JSON.stringify({ label: [`drydock.tenant=${g.other}`] })}\r\n--x--\r\n`,
        ),
      ],
      oracle: 'victim',
      notRaw: 'this engine reads plain forms only there',
    },
    {
      name: 'a form over the tag of an image',
      rules: ['G-106'],
      send: (g) => [form(`/images/${g.image}/tag?repo=x&tag=1`, FORM, `repo=${g.other}.drydock.local/secret&tag=1`)],
      oracle: 'victim',
    },
    {
      name: 'a form with a charset over the filters of prune',
      rules: ['G-106'],
      send: (g) => [
        form(
          `/containers/prune?filters=${encodeURIComponent('{"label":["no-such-label"]}')}`,
          `${FORM}; charset=utf-8`,
          `filters=${encodeURIComponent(JSON.stringify({ label: [`drydock.tenant=${g.other}`] }))}`,
        ),
      ],
      oracle: 'victim',
    },
    {
      name: 'prune by the victim’s label',
      rules: ['G-315'],
      send: (g) => [
        post(
          `/containers/prune?filters=${encodeURIComponent(JSON.stringify({ label: [`drydock.tenant=${g.other}`] }))}`,
        ),
      ],
      oracle: 'victim',
      served: true,
    },
    {
      name: 'a target of raw bytes above ASCII',
      rules: ['G-102'],
      send: (g) => [
        wire(`POST /containers/${g.shelf}/rename?name=pwned\u00ff HTTP/1.1\nHost: d\nContent-Length: 0\n\n`),
      ],
      oracle: 'victim',
      notRaw: 'no container may be called so',
      silent: true,
    },
    {
      name: 'a target of 17 KiB',
      rules: ['G-109'],
      send: (g) => [post(`/containers/${g.shelf}/rename?name=pwned&x=${'a'.repeat(17_000)}`)],
      oracle: 'victim',
    },
  ],
}
