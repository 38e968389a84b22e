// The rest of create: configuration, networks, labels, names, images.
import { type Attack, type Ground, type Group, post, query } from './attack.ts'

const one = (name: string, body: (g: Ground) => object, oracle: string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: ['G-301'],
  send: (g) => [post('/v1.41/containers/create', { Image: g.image, Cmd: ['true'], ...body(g) })],
  oracle,
  ...more,
})
const endpoint = (name: string, config: (g: Ground) => object, more: Partial<Attack> = {}) =>
  one(`endpoint ${name}`, (g) => ({ NetworkingConfig: { EndpointsConfig: config(g) } }), 'made Networks', {
    rules: ['G-301', 'G-203'],
    ...more,
  })
const named = (name: string, more: Partial<Attack> = {}): Attack => ({
  name: `named ${JSON.stringify(name.slice(0, 40))}`,
  rules: ['G-202', 'G-301'],
  send: (g) => [post(`/containers/create?name=${query(name.replace('{other}', g.other))}`, { Image: g.image })],
  oracle: 'made Name',
  ...more,
})
const refusedToo = { notRaw: 'the engine refuses it as well' }

export const createGroup: Group = {
  title: 'create',
  attacks: [
    one('the owner’s label of another', (g) => ({ Labels: { 'drydock.tenant': g.other } }), 'made Config.Labels', {
      rules: ['G-202'],
    }),
    one('the owner’s label in capitals', (g) => ({ Labels: { 'DRYDOCK.TENANT': g.other } }), 'made Config.Labels', {
      rules: ['G-202'],
    }),
    one(
      'the owner’s label with the Kelvin sign',
      (g) => ({ Labels: { 'drydoc\u212a.tenant': g.other } }),
      'made Config.Labels',
      { rules: ['G-202'] },
    ),
    one(
      'the label of what was asked',
      () => ({ Labels: { 'drydock.asked': '{"ports":[{"hostPort":"1"}]}' } }),
      'made Config.Labels',
      { rules: ['G-202'] },
    ),
    one('the label of a workspace', (g) => ({ Labels: { 'drydock.workspace': g.other } }), 'made Config.Labels', {
      rules: ['G-202'],
    }),
    one('the label of a build', (g) => ({ Labels: { 'drydock.build': g.other } }), 'made Config.Labels', {
      rules: ['G-202'],
    }),
    one('labels in small letters', (g) => ({ labels: { 'drydock.tenant': g.other } }), 'made Config.Labels', {
      rules: ['G-105'],
    }),
    one('a megabyte of labels', () => ({ Labels: { a: 'x'.repeat(900_000) } }), 'made Config.Labels.size', {
      rules: ['G-109'],
    }),
    one(
      'three hundred labels',
      () => ({ Labels: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`l${i}`, 'x'.repeat(1000)])) }),
      'made Config.Labels.size',
      { rules: ['G-109'] },
    ),
    one('a working directory below /proc', () => ({ WorkingDir: '/proc/self/fd/7' }), 'made Config.WorkingDir'),
    one(
      'a working directory below /proc with slashes',
      () => ({ WorkingDir: '//.//proc/self/fd/7' }),
      'made Config.WorkingDir',
      { notRaw: 'the engine cleans it before it is shown; the next one shows the same' },
    ),
    one('a working directory below /sys', () => ({ WorkingDir: '/sys/fs/cgroup' }), 'made Config.WorkingDir'),
    one('a working directory that climbs', () => ({ WorkingDir: '/a/../../proc/self' }), 'made Config.WorkingDir'),
    one('a working directory of 60 slashes', () => ({ WorkingDir: `${'/'.repeat(60)}x` }), 'made Config.WorkingDir', {
      rules: ['G-109'],
      served: true,
      notRaw: 'it was slow for the gateway alone',
    }),
    one(
      'a health check every millisecond',
      () => ({ Healthcheck: { Test: ['CMD', 'true'], Interval: 1e6 } }),
      'made Config.Healthcheck',
    ),
    one('a stop that may take an hour', () => ({ StopTimeout: 3600 }), 'made Config.StopTimeout'),
    one('a field nobody knows', () => ({ Evil: true }), 'made', { notRaw: 'the engine drops it' }),
    one('a second configuration', () => ({ Config: { User: '0' } }), 'made', { notRaw: 'the engine drops it' }),
    one('a volume over /proc', () => ({ Volumes: { '/proc/x': {} } }), 'made', {
      notRaw: 'refused at start by the runtime',
    }),
    one('a volume over the root', () => ({ Volumes: { '/': {} } }), 'made', refusedToo),
    one('a bind among the volumes', () => ({ Volumes: { '/etc:/e': {} } }), 'made', { served: true, ...refusedToo }),
    one(
      'twenty-five mounts',
      () => ({ Volumes: Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`/v${i}`, {}])) }),
      'made',
      { rules: ['G-109'], notRaw: 'the engine has no such bound' },
    ),
    one(
      'a good mount before a bad one',
      () => ({ HostConfig: { Binds: ['/home/student/ok:/a', '/etc:/b'] } }),
      'made HostConfig.Binds',
      { rules: ['G-321'] },
    ),
    one(
      'a hundred and one ports',
      () => ({
        HostConfig: {
          PortBindings: Object.fromEntries(
            Array.from({ length: 101 }, (_, i) => [`${i + 1}/tcp`, [{ HostPort: String(20_000 + i) }]]),
          ),
        },
      }),
      'made HostConfig.PortBindings',
      { rules: ['G-109'] },
    ),
    one(
      'a port of another protocol',
      () => ({ HostConfig: { PortBindings: { '80/sctp': [{ HostPort: '80' }] } } }),
      'made HostConfig.PortBindings',
    ),
    one(
      'a port below zero',
      () => ({ HostConfig: { PortBindings: { '-1/tcp': [{ HostPort: '1' }] } } }),
      'made',
      refusedToo,
    ),
    one('no image', () => ({ Image: '' }), 'made', refusedToo),
    one('the victim’s image by id', (g) => ({ Image: g.secret }), 'made Image', { rules: ['G-203', 'G-I4'] }),
    one('the victim’s image by short id', (g) => ({ Image: g.secret.slice(7, 19) }), 'made Image', {
      rules: ['G-203', 'G-I4'],
    }),
    one(
      'the victim’s image by its name on the engine',
      (g) => ({ Image: `${g.other}.drydock.local/secret:1` }),
      'made Image',
      { rules: ['G-I2'] },
    ),
    one(
      'the victim’s image by its pin',
      (g) => ({ Image: `${g.other}.drydock.local/x__own:${g.secret.slice(7)}` }),
      'made Image',
      { rules: ['G-I2'] },
    ),
    one('the workspace’s image', () => ({ Image: 'catalog.drydock.local/workspace' }), 'made', { rules: ['G-I2'] }),
    endpoint('on the victim’s network', (g) => ({ [g.network]: {} }), {
      notRaw: 'the engine wants the same network as NetworkMode; see HostConfig',
    }),
    endpoint('on the victim’s network by name', (g) => ({ [`${g.other}_inner`]: {} }), { notRaw: 'see above' }),
    endpoint('with the victim’s network id inside', (g) => ({ bridge: { NetworkID: g.network } }), {
      served: true,
      notRaw: 'the engine sets it itself',
    }),
    endpoint('on the host', () => ({ host: {} }), { notRaw: 'see HostConfig' }),
    endpoint('on two networks', (g) => ({ bridge: {}, [g.network]: {} }), refusedToo),
    endpoint('with driver options', () => ({ bridge: { DriverOpts: { a: 'b' } } }), {
      notRaw: 'the bridge driver drops them',
    }),
    endpoint('with a link to the victim', (g) => ({ bridge: { Links: [`${g.other}_vault:x`] } }), {
      notRaw: 'the engine looks only at its start',
    }),
    endpoint('with a MAC address', () => ({ bridge: { MacAddress: '02:42:ac:11:00:02' } }), {
      served: true,
      oracle: 'made Networks',
    }),
    endpoint(
      'with sysctls',
      () => ({
        bridge: { DriverOpts: { 'com.docker.network.endpoint.sysctls': 'net.ipv4.conf.IFNAME.forwarding=1' } },
      }),
      { notRaw: 'this engine knows no such option' },
    ),
    endpoint('with an alias that is an address', () => ({ bridge: { Aliases: ['a b', '../x'] } }), {
      notRaw: 'only on named networks',
    }),
    named('{other}_x', { served: true }),
    named('/x', { notRaw: 'the slash is the engine’s own', served: true }),
    named('../x', refusedToo),
    named('a/b', refusedToo),
    named('a\u0000b', refusedToo),
    named('a b', refusedToo),
    named('-x', refusedToo),
    named('x'.repeat(200)),
    named('x\n', refusedToo),
    named('$(id)', refusedToo),
    named('\u202ex', refusedToo),
    {
      name: 'a hook behind AutoRemove and a restart policy',
      rules: ['G-301'],
      send: (g) => [
        post('/containers/create', {
          Image: g.image,
          HostConfig: { AutoRemove: true, RestartPolicy: { Name: 'always' } },
        }),
      ],
      oracle: 'made',
      ...refusedToo,
    },
    {
      name: 'a restart policy nobody knows',
      rules: ['G-301'],
      send: (g) => [post('/containers/create', { Image: g.image, HostConfig: { RestartPolicy: { Name: 'forever' } } })],
      oracle: 'made',
      ...refusedToo,
    },
  ],
}
