// References: another tenant's things by id, prefix and name; names that look like ids; executions.
import { type Attack, type Door, del, type Ground, type Group, get, post, query } from './attack.ts'

const read = (name: string, target: (g: Ground) => string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: ['G-203'],
  send: (g) => [get(target(g))],
  oracle: 'secret',
  ...more,
})
const act = (name: string, target: (g: Ground) => string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: ['G-203'],
  send: (g) => [post(target(g))],
  oracle: 'victim',
  ...more,
})
const KILLS = { notRaw: 'the same as another one, and the victim would have to be made anew' }

const ways: [string, (g: Ground) => string][] = [
  ['id', (g) => g.vault],
  ['short id', (g) => g.vault.slice(0, 12)],
  ['eight digits', (g) => g.vault.slice(0, 8)],
  ['name on the engine', (g) => `${g.other}_vault`],
]
const looks: [string, string][] = [
  ['inspect', '/json'],
  ['logs', '/logs?stdout=1&stderr=1'],
  ['logs with a tail', '/logs?stdout=1&tail=all&since=1'],
  ['changes', '/changes'],
  ['files', '/archive?path=/safe'],
  ['all files', '/export'],
]

/** With a container that is called like something of the victim's. */
const confused = (
  name: string,
  called: (g: Ground) => string,
  then: (g: Ground, door: Door) => Promise<unknown>,
  more: Partial<Attack> = {},
): Attack => ({
  name,
  rules: ['G-202', 'G-203'],
  async send(g, door) {
    await door.send(post(`/containers/create?name=${called(g)}`, { Image: g.image }))
    await then(g, door)
    // What is left of it is the attacker's own.
    await door.send(del(`/containers/${called(g)}_?force=1`))
  },
  oracle: 'victim',
  served: true,
  ...more,
})

export const idGroup: Group = {
  title: 'ids and names',
  attacks: [
    ...ways.flatMap(([by, way]) =>
      looks.map(([what, path]) => read(`${what} by ${by}`, (g) => `/containers/${way(g)}${path}`)),
    ),
    read('processes by id', (g) => `/containers/${g.vault}/top`, { notRaw: 'the command shows no secret' }),
    read('stats by id', (g) => `/containers/${g.vault}/stats?stream=0&one-shot=1`, {
      notRaw: 'numbers are no secret that the oracle knows',
    }),
    read('a link’s target', (g) => `/containers/${g.vault}/archive?path=/etc/mtab`, {
      send: (g) => [{ method: 'HEAD', target: `/containers/${g.vault}/archive?path=/` }],
      notRaw: 'the head shows no secret',
    }),
    read('an execution', (g) => `/exec/${g.exec}/json`),
    read('list with the id as filter', (g) => `/containers/json?all=1&filters=${query({ id: [g.vault] })}`, {
      served: true,
    }),
    read('list with the name as filter', (g) => `/containers/json?all=1&filters=${query({ name: [g.other] })}`, {
      served: true,
    }),
    read(
      'list with the volume as filter',
      (g) => `/containers/json?all=1&filters=${query({ volume: [`${g.other}_safe`] })}`,
      { served: true },
    ),
    read(
      'list with the network as filter',
      (g) => `/containers/json?all=1&filters=${query({ network: [`${g.other}_bridge`] })}`,
      { served: true },
    ),
    read(
      'list with the image as filter',
      () => `/containers/json?all=1&filters=${query({ ancestor: ['catalog.drydock.local/busybox'] })}`,
      { served: true },
    ),
    read('list since the attacker’s own', (g) => `/containers/json?all=1&filters=${query({ since: [g.mine] })}`, {
      served: true,
      notRaw: 'which is newer is chance',
    }),
    read('list before the victim’s', (g) => `/containers/json?all=1&filters=${query({ before: [g.vault] })}`, {
      notRaw: 'which is older is chance',
    }),
    read('list with a label of ours', () => `/containers/json?all=1&filters=${query({ label: ['drydock.tenant'] })}`),
    read('list without a filter', () => '/containers/json?all=1&size=1', { served: true }),
    act('stop', (g) => `/containers/${g.vault}/stop?t=0`),
    act('kill', (g) => `/containers/${g.vault}/kill`, KILLS),
    act('kill with a signal', (g) => `/containers/${g.vault}/kill?signal=STOP`, {
      notRaw: 'a stopped process is not seen by the oracle',
    }),
    act('restart', (g) => `/containers/${g.vault}/restart?t=0`, KILLS),
    act('pause', (g) => `/containers/${g.vault}/pause`),
    act('pause by short id', (g) => `/containers/${g.vault.slice(0, 12)}/pause`),
    act('pause by name', (g) => `/containers/${g.other}_vault/pause`),
    act('unpause', (g) => `/containers/${g.vault}/unpause`, { notRaw: 'it is not paused' }),
    act('rename', (g) => `/containers/${g.shelf}/rename?name=pwned`),
    act('rename by short id', (g) => `/containers/${g.shelf.slice(0, 12)}/rename?name=pwned`),
    act('start', (g) => `/containers/${g.shelf}/start`),
    act('resize', (g) => `/containers/${g.vault}/resize?h=1&w=1`, {
      rules: ['G-502', 'G-203'],
      notRaw: 'a size is not seen by the oracle',
    }),
    act('wait', (g) => `/containers/${g.shelf}/wait`, { notRaw: 'it changes nothing' }),
    act('update', (g) => `/containers/${g.shelf}/update`, {
      send: (g) => [post(`/containers/${g.shelf}/update`, { CpuShares: 2 })],
    }),
    act('remove', (g) => `/containers/${g.shelf}`, { send: (g) => [del(`/containers/${g.shelf}?force=1`)] }),
    act('remove by name', (g) => `/containers/${g.shelf}`, {
      send: (g) => [del(`/containers/${g.other}_shelf?force=1&v=1`)],
    }),
    act('remove a link', (g) => `/containers/${g.shelf}`, {
      send: (g) => [del(`/containers/${g.idle}?link=1`)],
      rules: ['G-314'],
      notRaw: 'there are no links',
    }),
    act('a file into it', () => '', {
      rules: ['G-203', 'G-505'],
      send: (g) => [{ method: 'PUT', target: `/containers/${g.vault}/archive?path=/tmp`, body: Buffer.alloc(1024) }],
      notRaw: 'an empty archive changes nothing',
    }),
    act('an execution in it', () => '', { send: (g) => [post(`/containers/${g.vault}/exec`, { Cmd: ['true'] })] }),
    act('an execution in it by name', () => '', {
      send: (g) => [post(`/containers/${g.other}_vault/exec`, { Cmd: ['true'], Privileged: true })],
    }),
    act('start its execution', () => '', {
      rules: ['G-402', 'G-403'],
      send: (g) => [post(`/exec/${g.exec}/start`, { Detach: true })],
      notRaw: 'an execution is used up by it',
    }),
    act('start its execution by short id', () => '', {
      rules: ['G-402'],
      send: (g) => [post(`/exec/${g.exec.slice(0, 12)}/start`, { Detach: true })],
      notRaw: 'the engine wants the whole id',
    }),
    act('resize its execution', () => '', {
      rules: ['G-403'],
      send: (g) => [post(`/exec/${g.exec}/resize?h=1&w=1`)],
      notRaw: 'it does not run',
    }),
    act('commit it', () => '', {
      rules: ['G-I12', 'G-203'],
      send: (g) => [post(`/commit?container=${g.vault}&repo=stolen`)],
      notRaw: 'it would leave an image behind; inspect by id shows the same',
    }),
    confused(
      'a container called like the victim’s id, removed',
      (g) => g.shelf,
      (g, door) => door.send(del(`/containers/${g.shelf}?force=1`)),
    ),
    confused(
      'a container called like the victim’s id, renamed',
      (g) => g.shelf,
      async (g, door) => {
        await door.send(post(`/containers/${g.shelf}/rename?name=confused`))
        await door.send(del('/containers/confused'))
      },
    ),
    confused(
      'a container called like the victim’s short id, removed',
      (g) => g.shelf.slice(0, 12),
      (g, door) => door.send(del(`/containers/${g.shelf.slice(0, 12)}`)),
      {
        notRaw: 'the engine takes a name before a prefix',
      },
    ),
    confused(
      'a container called like the victim’s on the engine',
      (g) => `${g.other}_twin`,
      (g, door) => door.send(del(`/containers/${g.other}_twin`)),
      {
        notRaw: 'on the engine it would be the victim’s very name',
      },
    ),
    confused(
      'a container called like the victim’s id, paused',
      (g) => g.vault,
      async (g, door) => {
        await door.send(post(`/containers/${g.vault}/pause`))
        await door.send(del(`/containers/${g.vault}`))
      },
      { notRaw: 'the next call would remove the victim’s' },
    ),
    confused(
      'a container renamed to the victim’s id',
      () => 'chameleon',
      async (g, door) => {
        await door.send(post(`/containers/chameleon/rename?name=${g.shelf}`))
        await door.send(del(`/containers/${g.shelf}`))
      },
    ),
    {
      name: 'a volume called like the victim’s on the engine',
      rules: ['G-202', 'G-V4'],
      async send(g, door) {
        await door.send(post('/volumes/create', { Name: g.volume }))
        await door.send(del(`/volumes/${g.volume}`))
      },
      oracle: 'victim',
      served: true,
    },
    {
      name: 'a network called like the victim’s id',
      rules: ['G-202', 'G-N4'],
      async send(g, door) {
        await door.send(post('/networks/create', { Name: g.network }))
        await door.send(del(`/networks/${g.network}`))
      },
      oracle: 'victim',
      served: true,
    },
    {
      name: 'one digit of an id',
      rules: ['G-203'],
      send: (g) => [post(`/containers/${g.shelf.slice(0, 1)}/rename?name=pwned`)],
      oracle: 'victim',
      served: true,
      notRaw: 'others’ ids begin with it, too',
    },
    {
      name: 'two ids at once',
      rules: ['G-102'],
      send: (g) => [post(`/containers/${g.mine},${g.shelf}/rename?name=pwned`)],
      oracle: 'victim',
      notRaw: 'the engine knows no such thing',
    },
    {
      name: 'an id in capitals',
      rules: ['G-203'],
      send: (g) => [post(`/containers/${g.shelf.toUpperCase()}/rename?name=pwned`)],
      oracle: 'victim',
      notRaw: 'the engine knows no such thing',
    },
  ],
}
