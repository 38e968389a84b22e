// Answers that could tell of the engine: every shape of them, scanned for its names by the test itself. The oracle sees other
// tenants' secrets; what the engine itself is called is searched for in every answer of every attack.
import { type Attack, type Ground, type Group, get, post, query } from './attack.ts'

const look = (name: string, target: (g: Ground) => string, rules: string[], more: Partial<Attack> = {}): Attack => ({
  name,
  rules,
  send: (g) => [get(target(g))],
  oracle: 'secret',
  served: true,
  ...more,
})
const plain = { notRaw: 'the raw answer has no secret of a tenant in it, only names of the engine' }
const since = () => Math.floor(Date.now() / 1000) + 1

export const leakGroup: Group = {
  title: 'what answers tell',
  attacks: [
    look('events of all time', () => `/events?since=1&until=${since()}`, ['G-603']),
    look('events of containers', () => `/events?since=1&until=${since()}&filters=${query({ type: ['container'] })}`, [
      'G-603',
    ]),
    look(
      'events with the victim as filter',
      (g) => `/events?since=1&until=${since()}&filters=${query({ container: [g.vault] })}`,
      ['G-603'],
    ),
    look(
      'events with the victim’s label',
      (g) => `/events?since=1&until=${since()}&filters=${query({ label: [`drydock.tenant=${g.other}`] })}`,
      ['G-603'],
    ),
    look(
      'events of networks',
      () => `/events?since=1&until=${since()}&filters=${query({ type: ['network'] })}`,
      ['G-603'],
      plain,
    ),
    look(
      'events of volumes',
      () => `/events?since=1&until=${since()}&filters=${query({ type: ['volume'] })}`,
      ['G-603'],
      plain,
    ),
    look(
      'events of images',
      () => `/events?since=1&until=${since()}&filters=${query({ type: ['image'] })}`,
      ['G-603'],
      plain,
    ),
    look('events between nonsense', () => '/events?since=x&until=y', ['G-603'], {
      served: false,
      notRaw: 'the engine refuses it as well',
    }),
    look('disk usage', () => '/system/df', ['G-604']),
    look('disk usage of volumes', () => '/system/df?type=volume', ['G-604'], {
      notRaw: 'this engine has no such parameter',
    }),
    look('info', () => '/info', ['G-602'], plain),
    look('version', () => '/version', ['G-601'], plain),
    look('plugins', () => '/plugins', ['G-607'], plain),
    look('the own container', (g) => `/containers/${g.mine}/json?size=1`, ['G-303'], plain),
    look('own containers', () => '/containers/json?all=1&size=1', ['G-302']),
    look('own networks', () => '/networks', ['G-N1']),
    look('the own bridge', () => '/networks/bridge?verbose=1', ['G-N3'], plain),
    look('own volumes', () => '/volumes', ['G-V1']),
    look('own images', () => '/images/json?all=1&digests=1', ['G-I3'], plain),
    look('an image of the catalog', (g) => `/images/${g.image}/json`, ['G-I4'], plain),
    look('its history', (g) => `/images/${g.image}/history`, ['G-I4'], plain),
    look('processes', (g) => `/containers/${g.mine}/top?ps_args=${query('axo pid,args')}`, ['G-304'], {
      notRaw: 'only the container’s processes',
    }),
    look('stats', (g) => `/containers/${g.mine}/stats?stream=0&one-shot=1`, ['G-305'], plain),
    {
      name: 'a rename, and its event',
      rules: ['G-312', 'G-603'],
      send: (g) => [
        post(`/containers/${g.idle}/rename?name=idle2`),
        post(`/containers/${g.idle}/rename?name=idle`),
        get(`/events?since=1&until=${since()}`),
      ],
      oracle: 'secret',
      served: true,
    },
    {
      name: 'a name that is taken',
      rules: ['G-202'],
      send: (g) => [post('/containers/create?name=mine', { Image: g.image })],
      oracle: 'secret',
      ...plain,
    },
    {
      name: 'a volume over a file',
      rules: ['G-303', 'G-321'],
      send: (g) => [post('/containers/create', { Image: g.image, HostConfig: { Binds: ['v:/etc/passwd'] } })],
      oracle: 'secret',
      served: true,
      ...plain,
    },
    {
      name: 'a command that is not there, and why it did not start',
      rules: ['G-303'],
      async send(g, door) {
        await door.send(
          post('/containers/create?name=nocommand', {
            Image: g.image,
            Cmd: ['/nosuch'],
            HostConfig: { Binds: ['leak:/v'] },
          }),
        )
        await door.send(post('/containers/nocommand/start'))
        await door.send(get('/containers/nocommand/json'))
        await door.send({ method: 'DELETE', target: '/containers/nocommand?force=1' })
      },
      oracle: 'secret',
      served: true,
      ...plain,
    },
    {
      name: 'a bind of a file over a directory',
      rules: ['G-303', 'G-321'],
      async send(g, door) {
        await door.send(
          post('/containers/create?name=overdir', {
            Image: g.image,
            Cmd: ['true'],
            HostConfig: { Binds: ['/home/student/made:/bin/busybox'] },
          }),
        )
        await door.send(post('/containers/overdir/start'))
        await door.send(get('/containers/overdir/json'))
        await door.send(get('/containers/json?all=1'))
        await door.send({ method: 'DELETE', target: '/containers/overdir?force=1' })
      },
      oracle: 'secret',
      served: true,
      ...plain,
    },
    {
      name: 'a copy of nothing',
      rules: ['G-504'],
      send: (g) => [get(`/containers/${g.mine}/archive?path=/nosuch`)],
      oracle: 'secret',
      ...plain,
    },
    {
      name: 'a network in use, removed',
      rules: ['G-N4'],
      send: () => [{ method: 'DELETE', target: '/networks/bridge' }],
      oracle: 'secret',
      ...plain,
    },
    {
      name: 'an address nobody gave out',
      rules: ['G-N5'],
      send: (g) => [
        post('/networks/bridge/connect', {
          Container: g.idle,
          EndpointConfig: { IPAMConfig: { IPv4Address: '1.2.3.4' } },
        }),
      ],
      oracle: 'secret',
      ...plain,
    },
    {
      name: 'a login',
      rules: ['G-605'],
      send: () => [post('/auth', { username: 'a', password: 'b', serveraddress: 'http://169.254.169.254/' })],
      oracle: 'secret',
      notRaw: 'the engine would ask that address',
    },
  ],
}
