// Networks and volumes.
import { type Attack, del, type Ground, type Group, get, post, query } from './attack.ts'

const volume = (
  name: string,
  body: object | ((g: Ground) => object),
  oracle: string,
  more: Partial<Attack> = {},
): Attack => ({
  name: `volume ${name}`,
  rules: ['G-V2'],
  send: (g) => [post('/volumes/create', { Name: 'evil', ...(typeof body === 'function' ? body(g) : body) })],
  oracle,
  ...more,
})
const network = (name: string, body: object, oracle: string, more: Partial<Attack> = {}): Attack => ({
  name: `network ${name}`,
  rules: ['G-N2'],
  send: () => [post('/networks/create', { Name: 'evil', ...body })],
  oracle,
  ...more,
})
const read = (name: string, target: (g: Ground) => string, rule: string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: [rule, 'G-203'],
  send: (g) => [get(target(g))],
  oracle: 'secret',
  ...more,
})
const join = (
  name: string,
  of: (g: Ground) => string,
  container: (g: Ground) => string,
  more: Partial<Attack> = {},
): Attack => ({
  name,
  rules: ['G-N5', 'G-203'],
  send: (g) => [post(`/networks/${of(g)}/connect`, { Container: container(g) })],
  oracle: 'victim',
  ...more,
})
const OPTIONS = 'made volume with options'
const refusedToo = { notRaw: 'the engine refuses it as well' }
const bind = { type: 'none', o: 'bind', device: '/etc' }

export const objectGroup: Group = {
  title: 'networks and volumes',
  attacks: [
    volume('that is a bind', { DriverOpts: bind }, OPTIONS),
    volume('that is a bind, keys in small letters', { driveropts: bind }, OPTIONS, { rules: ['G-105'] }),
    volume('that is a bind, with options twice', { DriverOpts: {}, driverOpts: bind }, OPTIONS, { rules: ['G-105'] }),
    volume('over the network', { DriverOpts: { type: 'nfs', o: 'addr=127.0.0.1', device: ':/' } }, OPTIONS),
    volume(
      'that is an overlay',
      { DriverOpts: { type: 'overlay', o: 'lowerdir=/,upperdir=/tmp/u,workdir=/tmp/w', device: 'overlay' } },
      OPTIONS,
    ),
    volume('that is a device', { DriverOpts: { type: 'ext4', device: '/dev/sda1' } }, OPTIONS),
    volume('with an option nobody knows', { DriverOpts: { x: 'y' } }, OPTIONS, refusedToo),
    volume('of another driver', { Driver: 'vieux/sshfs' }, OPTIONS, refusedToo),
    volume('with the owner’s label', (g) => ({ Labels: { 'drydock.tenant': g.other } }), 'made volume of nobody', {
      rules: ['G-202'],
    }),
    volume('with the label of no name', () => ({ Labels: { 'drydock.anonymous': '' } }), 'made volume of nobody', {
      rules: ['G-202'],
    }),
    volume('of a cluster', { ClusterVolumeSpec: { Group: 'x' } }, OPTIONS, {
      notRaw: 'this engine knows no such field',
    }),
    volume('called ../x', { Name: '../x' }, 'made volume', refusedToo),
    volume('called a/b', { Name: 'a/b' }, 'made volume', refusedToo),
    volume('of the victim made again', (g) => ({ Name: g.volume }), 'made volume of nobody', { served: true }),
    read('the victim’s volume by its name on the engine', (g) => `/volumes/${g.volume}`, 'G-V3', { served: true }),
    read('the victim’s volume by its name', () => '/volumes/lone', 'G-V3', { notRaw: 'that is no name on the engine' }),
    read('all volumes', () => '/volumes', 'G-V1', { served: true }),
    read('volumes with the victim’s name as filter', (g) => `/volumes?filters=${query({ name: [g.other] })}`, 'G-V1', {
      served: true,
    }),
    read(
      'volumes with the victim’s label',
      (g) => `/volumes?filters=${query({ label: [`drydock.tenant=${g.other}`] })}`,
      'G-V1',
      { served: true },
    ),
    {
      name: 'remove the victim’s volume',
      rules: ['G-V4'],
      send: (g) => [del(`/volumes/${g.volume}`)],
      oracle: 'victim',
      // Another attack may just have made one of the attacker’s own by that name.
      served: true,
    },
    {
      name: 'remove the victim’s volume with force',
      rules: ['G-V4'],
      send: (g) => [del(`/volumes/${g.volume}?force=1`)],
      oracle: 'victim',
      served: true,
    },
    {
      name: 'prune volumes by the victim’s label',
      rules: ['G-V5'],
      send: (g) => [post(`/volumes/prune?filters=${query({ label: [`drydock.tenant=${g.other}`] })}`)],
      oracle: 'victim',
    },
    {
      name: 'prune volumes by what labels are not there',
      rules: ['G-V5'],
      send: () => [post(`/volumes/prune?filters=${query({ 'label!': ['no-such-label'] })}`)],
      oracle: 'victim',
      served: true,
      notRaw: 'it would take volumes of others from the engine that tests share',
    },
    {
      name: 'update a volume',
      rules: ['G-204'],
      send: (g) => [{ method: 'PUT', target: `/volumes/${g.volume}?version=1`, body: {} }],
      oracle: 'victim',
      notRaw: 'this engine has no such route',
    },
    network(
      'on a bridge of the machine',
      { Options: { 'com.docker.network.bridge.name': 'docker0' } },
      'made network options',
      { notRaw: 'it would join a bridge of the engine that tests share' },
    ),
    network(
      'without masquerading',
      { Options: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' } },
      'made network options',
    ),
    network(
      'bound to an address of the machine',
      { Options: { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' } },
      'made network options',
    ),
    network('with another MTU', { Options: { 'com.docker.network.driver.mtu': '9000' } }, 'made network options'),
    network('macvlan', { Driver: 'macvlan' }, 'made network driver', { notRaw: 'not every kernel knows it' }),
    network('ipvlan', { Driver: 'ipvlan' }, 'made network driver', { notRaw: 'not every kernel knows it' }),
    network('host', { Driver: 'host' }, 'made network driver', refusedToo),
    network('overlay', { Driver: 'overlay' }, 'made network driver', refusedToo),
    network('null', { Driver: 'null' }, 'made network driver', refusedToo),
    network('of a public range', { IPAM: { Config: [{ Subnet: '8.8.8.0/24' }] } }, 'made network subnet'),
    network('of the metadata service', { IPAM: { Config: [{ Subnet: '169.254.169.0/24' }] } }, 'made network subnet', {
      notRaw: 'it would take a route of the machine',
    }),
    network('of all addresses', { IPAM: { Config: [{ Subnet: '0.0.0.0/0' }] } }, 'made network subnet', {
      notRaw: 'it would take the routes of the machine',
    }),
    network('with another IPAM', { IPAM: { Driver: 'null' } }, 'made network', refusedToo),
    network('with IPAM options', { IPAM: { Options: { a: 'b' } } }, 'made network', {
      notRaw: 'the engine drops them',
    }),
    network('with IPv6', { EnableIPv6: true, IPAM: { Config: [{ Subnet: 'fd00:dead::/64' }] } }, 'made network'),
    network('of a configuration', { ConfigFrom: { Network: 'x' } }, 'made network', refusedToo),
    network('that is a configuration', { ConfigOnly: true }, 'made network flags'),
    network('for ingress', { Ingress: true }, 'made network', refusedToo),
    network('of the swarm', { Scope: 'swarm' }, 'made network', refusedToo),
    network('with the owner’s label', { Labels: { 'drydock.tenant': 'tabcdefghijkl' } }, 'made network of nobody', {
      rules: ['G-202'],
    }),
    network(
      'with keys in small letters',
      { options: { 'com.docker.network.driver.mtu': '9000' } },
      'made network options',
      { rules: ['G-105'] },
    ),
    network('called bridge', { Name: 'bridge' }, 'made network', refusedToo),
    network('called host', { Name: 'host' }, 'made network', refusedToo),
    network('called a/b', { Name: 'a/b' }, 'made network', { rules: ['G-202'] }),
    read('the victim’s network by id', (g) => `/networks/${g.network}`, 'G-N3'),
    read('the victim’s network by short id', (g) => `/networks/${g.network.slice(0, 12)}`, 'G-N3'),
    read('the victim’s network by name', (g) => `/networks/${g.other}_inner`, 'G-N3'),
    read('all networks', () => '/networks', 'G-N1', { served: true }),
    read('networks with the victim’s id as filter', (g) => `/networks?filters=${query({ id: [g.network] })}`, 'G-N1', {
      served: true,
    }),
    read(
      'networks with the victim’s name as filter',
      (g) => `/networks?filters=${query({ name: [g.other] })}`,
      'G-N1',
      { served: true },
    ),
    read('networks that dangle', () => `/networks?filters=${query({ dangling: ['true'] })}`, 'G-N1', { served: true }),
    {
      name: 'remove the victim’s network',
      rules: ['G-N4'],
      send: (g) => [del(`/networks/${g.network}`)],
      oracle: 'victim',
    },
    {
      name: 'prune networks by the victim’s label',
      rules: ['G-N6'],
      send: (g) => [post(`/networks/prune?filters=${query({ label: [`drydock.tenant=${g.other}`] })}`)],
      oracle: 'victim',
      served: true,
      notRaw: 'it could take networks that another test has just made for itself',
    },
    join(
      'the attacker into the victim’s network',
      (g) => g.network,
      (g) => g.idle,
      { notRaw: 'a container that does not run is no member yet; the next one runs' },
    ),
    join(
      'the running attacker into the victim’s network',
      (g) => g.network,
      (g) => g.mine,
    ),
    join(
      'the running attacker into it by name',
      (g) => `${g.other}_inner`,
      (g) => g.mine,
    ),
    join(
      'the victim into its own network',
      (g) => g.network,
      (g) => g.vault,
    ),
    join(
      'the victim into the attacker’s bridge',
      (g) => `${g.me}_bridge`,
      (g) => g.vault,
    ),
    join(
      'the victim into bridge',
      () => 'bridge',
      (g) => g.vault,
    ),
    join(
      'the attacker into the machine’s network',
      () => 'host',
      (g) => g.idle,
      refusedToo,
    ),
    join(
      'the attacker into docker0',
      () => 'docker0',
      (g) => g.mine,
      { notRaw: 'that is no network’s name' },
    ),
    {
      name: 'the victim out of its network',
      rules: ['G-N5'],
      send: (g) => [post(`/networks/${g.other}_bridge/disconnect`, { Container: g.vault, Force: true })],
      oracle: 'victim',
      notRaw: 'the victim would have to be joined anew; connect shows the same',
    },
    {
      name: 'connect with the victim’s link',
      rules: ['G-N5'],
      send: (g) => [
        post('/networks/bridge/connect', { Container: g.mine, EndpointConfig: { Links: [`${g.other}_vault:db`] } }),
      ],
      oracle: 'victim',
      notRaw: 'only names resolved in the attacker would change',
    },
    {
      name: 'connect with driver options',
      rules: ['G-N5'],
      send: (g) => [
        post('/networks/bridge/connect', { Container: g.mine, EndpointConfig: { DriverOpts: { a: 'b' } } }),
      ],
      oracle: 'victim',
      notRaw: 'the bridge driver drops them',
    },
  ],
}
