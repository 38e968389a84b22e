// Images: names and aliases, tags that shadow, archives, commits, imports.
import { createHash } from 'node:crypto'
import { type Packed, packTar, unpackTar } from '../test-build.ts'
import { type Attack, del, type Ground, type Group, get, post, query } from './attack.ts'

const read = (name: string, target: (g: Ground) => string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: ['G-I4', 'G-203'],
  send: (g) => [get(target(g))],
  oracle: 'secret',
  ...more,
})
const act = (name: string, target: (g: Ground) => string, rules: string[], more: Partial<Attack> = {}): Attack => ({
  name,
  rules,
  send: (g) => [post(target(g))],
  oracle: 'victim',
  ...more,
})
const noName = { notRaw: 'that is no name on the engine' }

const ways: [string, (g: Ground) => string, Partial<Attack>?][] = [
  ['id', (g) => g.secret],
  ['id without sha256', (g) => g.secret.slice(7)],
  ['short id', (g) => g.secret.slice(7, 19)],
  ['six digits', (g) => g.secret.slice(7, 13)],
  ['name on the engine', (g) => `${g.other}.drydock.local/secret:1`],
  ['pin', (g) => `${g.other}.drydock.local/x__own:${g.secret.slice(7)}`],
  ['pin without a host', (g) => `x__own:${g.secret.slice(7)}`, noName],
  ['name', () => 'secret:1', noName],
  ['name with docker.io', () => 'docker.io/library/secret:1', noName],
  ['digest', (g) => `secret@${g.secret}`, noName],
]

/** An archive made of the victim's. */
const load = (
  name: string,
  entries: (parts: Parts) => Packed[],
  rules: string[],
  more: Partial<Attack> = {},
): Attack => ({
  name: `load: ${name}`,
  rules,
  async send(g, door) {
    const body = await packTar(entries(await take(g)))
    await door.send({ method: 'POST', target: '/images/load?quiet=1', body })
  },
  oracle: 'victim',
  ...more,
})
interface Parts {
  g: Ground
  config: Packed
  layers: Packed[]
  /** The manifest with other fields. */
  manifest(more?: object): Packed
  /** A small image of one's own with this configuration. */
  small(config: object): Packed[]
}
async function take(g: Ground): Promise<Parts> {
  const files = await unpackTar(g.saved)
  const [item] = JSON.parse(String(files.get('manifest.json')))
  const layer = await packTar([['x', 'x']])
  const diff = `sha256:${createHash('sha256').update(layer).digest('hex')}`
  return {
    g,
    config: [item.Config, files.get(item.Config) as Buffer],
    layers: item.Layers.map((path: string): Packed => [path, files.get(path) as Buffer]),
    manifest: (more = {}) => ['manifest.json', JSON.stringify([{ ...item, ...more }])],
    small: (config) => [
      [
        'c.json',
        JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [diff] }, config }),
      ],
      ['l.tar', layer],
      ['manifest.json', JSON.stringify([{ Config: 'c.json', RepoTags: ['evil:1'], Layers: ['l.tar'] }])],
    ],
  }
}
const heavy = { notRaw: 'it loads nothing on the engine either, or leaves what only a build would show' }
const changes = (name: string, lines: string, more: Partial<Attack> = {}): Attack => ({
  name: `commit: ${name}`,
  rules: ['G-I12'],
  send: (g) => [post(`/commit?container=${g.idle}&changes=${query(lines)}`)],
  oracle: 'made image',
  ...more,
})
const refusedToo = { notRaw: 'the engine refuses it as well' }

export const imageGroup: Group = {
  title: 'images and archives',
  attacks: [
    ...ways.flatMap(([by, way, more]) => [
      read(`inspect by ${by}`, (g) => `/images/${way(g)}/json`, more),
      read(`history by ${by}`, (g) => `/images/${way(g)}/history`, more),
      read(`save by ${by}`, (g) => `/images/get?names=${query(way(g))}`, { rules: ['G-I10', 'G-203'], ...more }),
    ]),
    read('a step of the victim’s build', (g) => `/images/${g.step}/json`),
    read('save in the old form', (g) => `/images/${g.secret}/get`, { rules: ['G-I10'] }),
    read('save an own and the victim’s', (g) => `/images/get?names=${g.image}&names=${g.secret}`, { rules: ['G-I10'] }),
    read('all images', () => '/images/json?all=1', {
      rules: ['G-I3'],
      served: true,
      notRaw: 'a list shows no secret of an image',
    }),
    read(
      'images by the victim’s host',
      (g) => `/images/json?filters=${query({ reference: [`${g.other}.drydock.local/*`] })}`,
      { rules: ['G-I3'], served: true, notRaw: 'a list shows no secret of an image' },
    ),
    read(
      'images by a pattern of sixty stars',
      () => `/images/json?filters=${query({ reference: ['*a'.repeat(60)] })}`,
      { rules: ['G-I3', 'G-109'], served: true, notRaw: 'it was slow for the gateway alone' },
    ),
    read('images by a label of ours', () => `/images/json?filters=${query({ label: ['drydock.build'] })}`, {
      rules: ['G-I3'],
      served: true,
      notRaw: 'a list shows no secret of an image',
    }),
    read('the workspace’s image', () => '/images/catalog.drydock.local/workspace/json', {
      notRaw: 'no secret of the victim',
    }),
    read('search for a registry of one’s own', () => `/images/search?term=${query('127.0.0.1:5000/x')}`, {
      rules: ['G-I9'],
      served: true,
      notRaw: 'the engine would ask that address',
    }),
    act('remove the victim’s image', () => '', ['G-I6', 'G-203'], {
      send: (g) => [del(`/images/${g.other}.drydock.local/secret:1?noprune=1`)],
    }),
    act('remove it by id', () => '', ['G-I6', 'G-203'], {
      send: (g) => [del(`/images/${g.secret}?force=1&noprune=1`)],
      notRaw: 'it would be gone for all that follows',
    }),
    act('remove the victim’s pin', () => '', ['G-I2', 'G-I6'], {
      send: (g) => [del(`/images/${g.other}.drydock.local/x__own:${g.secret.slice(7)}?noprune=1`)],
    }),
    act('remove the catalog’s image', () => '', ['G-I6'], {
      send: () => [del('/images/catalog.drydock.local/hello-world?noprune=1')],
      notRaw: 'it would take it from the engine that tests share',
    }),
    act('remove the catalog’s image by its name', () => '', ['G-I6'], {
      send: (g) => [del(`/images/${g.image}?force=1`)],
      notRaw: 'it would take it from the engine that tests share',
    }),
    act('prune all images', () => `/images/prune?filters=${query({ dangling: ['false'] })}`, ['G-I7'], {
      served: true,
      notRaw: 'it would empty the engine that tests share',
    }),
    act('tag over the victim’s', (g) => `/images/${g.image}/tag?repo=${g.other}.drydock.local/secret&tag=1`, [
      'G-I2',
      'G-I5',
    ]),
    act('tag into the victim’s host', (g) => `/images/${g.image}/tag?repo=${g.other}.drydock.local/new&tag=1`, [
      'G-I5',
    ]),
    act(
      'tag in capitals into the victim’s host',
      (g) => `/images/${g.image}/tag?repo=${g.other.toUpperCase()}.drydock.local/new&tag=1`,
      ['G-I1', 'G-I5'],
      { notRaw: 'on the engine that is another name' },
    ),
    act(
      'tag with a port into the victim’s host',
      (g) => `/images/${g.image}/tag?repo=${g.other}.drydock.local:443/new&tag=1`,
      ['G-I1', 'G-I5'],
      { notRaw: 'on the engine that is another name' },
    ),
    act('tag over the catalog', (g) => `/images/${g.image}/tag?repo=catalog.drydock.local/evil&tag=1`, ['G-I5']),
    act(
      'tag over the catalog’s workspace',
      () => '/images/busybox/tag?repo=catalog.drydock.local/workspace&tag=latest',
      ['G-I5'],
      { notRaw: 'it would break the engine that tests share' },
    ),
    act('tag as a pin', (g) => `/images/${g.image}/tag?repo=x__own&tag=${g.secret.slice(7)}`, ['G-I2'], {
      notRaw: 'on the engine that is another name',
    }),
    act('tag as another registry’s', (g) => `/images/${g.image}/tag?repo=x__host/a/b&tag=1`, ['G-I2'], {
      notRaw: 'on the engine that is another name',
    }),
    act('tag the victim’s image', (g) => `/images/${g.secret}/tag?repo=${g.other}.drydock.local/stolen&tag=1`, [
      'G-I5',
      'G-203',
    ]),
    act('tag the victim’s image as one’s own', (g) => `/images/${g.secret}/tag?repo=stolen&tag=1`, ['G-I5', 'G-203'], {
      notRaw: 'on the engine it is a name of nobody',
    }),
    act('tag with a digest', (g) => `/images/${g.image}/tag?repo=x@${g.secret}`, ['G-I5'], refusedToo),
    act(
      'tag with a path that climbs',
      (g) => `/images/${g.image}/tag?repo=${query('../x')}&tag=1`,
      ['G-I1'],
      refusedToo,
    ),
    act('tag with a line feed', (g) => `/images/${g.image}/tag?repo=${query('x\ny')}&tag=1`, ['G-I1'], refusedToo),
    act('tag as an id', (g) => `/images/${g.image}/tag?repo=${g.secret.slice(7)}&tag=latest`, ['G-I1'], refusedToo),
    act(
      'tag through an alias of the catalog',
      (g) => `/images/${g.image}/tag?repo=docker.io/library/hello-world&tag=latest`,
      ['G-I1', 'G-I5'],
      { served: true, notRaw: 'on the engine that is no name of the catalog' },
    ),
    act('pull of the victim’s', (g) => `/images/create?fromImage=${g.other}.drydock.local/secret&tag=1`, ['G-I8'], {
      notRaw: 'the engine would ask that address',
    }),
    act('pull from an address', () => '/images/create?fromImage=127.0.0.1:5000/x&tag=latest', ['G-I8'], {
      notRaw: 'the engine would ask that address',
    }),
    act('pull from the metadata service', () => '/images/create?fromImage=169.254.169.254/x&tag=latest', ['G-I8'], {
      notRaw: 'the engine would ask that address',
    }),
    act('pull of the workspace’s image', () => '/images/create?fromImage=workspace&tag=latest', ['G-I8'], {
      notRaw: 'the engine would ask for it outside',
    }),
    act(
      'import from an address',
      () => `/images/create?fromSrc=${query('http://169.254.169.254/')}&repo=x`,
      ['G-I12'],
      { notRaw: 'the engine would ask that address' },
    ),
    act(
      'import from a file of the machine',
      () => `/images/create?fromSrc=${query('file:///etc/passwd')}&repo=x`,
      ['G-I12'],
      { notRaw: 'the engine would ask that address' },
    ),
    act(
      'import over the victim’s',
      (g) => `/images/create?fromSrc=-&repo=${g.other}.drydock.local/secret&tag=1`,
      ['G-I12', 'G-I2'],
      {
        send: (g) => [
          {
            method: 'POST',
            target: `/images/create?fromSrc=-&repo=${g.other}.drydock.local/secret&tag=1`,
            body: Buffer.alloc(1024),
          },
        ],
      },
    ),
    act(
      'import with both a source and an image',
      (g) => `/images/create?fromSrc=-&fromImage=${g.other}.drydock.local/secret`,
      ['G-I12'],
      { served: true, notRaw: 'the engine would ask that address' },
    ),
    changes('a trigger', 'ONBUILD COPY --from=x / /', { oracle: 'made image with a trigger' }),
    changes('a trigger behind a line feed', 'ENV A=1\nONBUILD ADD http://127.0.0.1/ /', {
      oracle: 'made image with a trigger',
    }),
    changes('a trigger behind a continuation', 'ENV A=1 \\\nB=2\nONBUILD ADD http://127.0.0.1/ /', {
      oracle: 'made image with a trigger',
    }),
    changes('the owner’s label of another', 'LABEL drydock.tenant=tabcdefghijkl', {
      oracle: 'made image with an owner',
    }),
    changes('the owner’s label in quotes', 'LABEL "drydock.tenant"=tabcdefghijkl', {
      oracle: 'made image with an owner',
    }),
    changes('a command of the builder', 'RUN id', refusedToo),
    changes('a base', 'FROM busybox', refusedToo),
    {
      name: 'commit: of the victim’s container',
      rules: ['G-I12', 'G-203'],
      send: (g) => [post(`/commit?container=${g.vault}`)],
      oracle: 'made image with an owner',
      notRaw: 'an image without name would stay on the engine; inspect by id shows the same',
    },
    {
      name: 'commit: with a configuration',
      rules: ['G-I12'],
      send: (g) => [post(`/commit?container=${g.idle}`, { OnBuild: ['COPY --from=x / /'] })],
      oracle: 'made image with a trigger',
    },
    {
      name: 'commit: over the victim’s',
      rules: ['G-I12', 'G-I2'],
      send: (g) => [post(`/commit?container=${g.idle}&repo=${g.other}.drydock.local/secret&tag=1`)],
      oracle: 'victim',
    },
    load(
      'a configuration without its layers',
      ({ config, manifest }) => [config, manifest({ RepoTags: ['stolen:1'] })],
      ['G-I11'],
      heavy,
    ),
    load(
      'a configuration with forged layers',
      ({ config, layers, manifest }) => [
        config,
        ...layers.map(([path]): Packed => [path, 'forged']),
        manifest({ RepoTags: ['stolen:1'] }),
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'layers that are links',
      ({ config, layers, manifest }) => [
        config,
        ...layers.map(([path]): Packed => [path, '', { type: 'symlink', linkname: '/etc/passwd' }]),
        manifest(),
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'layers that are hard links',
      ({ config, layers, manifest }) => [
        config,
        ...layers.map(([path]): Packed => [path, '', { type: 'link', linkname: '/etc/passwd' }]),
        manifest(),
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'fewer layers than the configuration has',
      ({ config, layers, manifest }) => [
        config,
        ...layers.slice(0, 1),
        manifest({ Layers: layers.slice(0, 1).map(([path]) => path) }),
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'the victim’s tag',
      ({ g, config, layers, manifest }) => [
        config,
        ...layers,
        manifest({ RepoTags: [`${g.other}.drydock.local/stolen:1`] }),
      ],
      ['G-I11', 'G-I2'],
    ),
    load(
      'the catalog’s tag',
      ({ config, layers, manifest }) => [config, ...layers, manifest({ RepoTags: ['catalog.drydock.local/evil:1'] })],
      ['G-I11', 'G-I2'],
    ),
    load(
      'the victim’s tag in repositories',
      ({ g, small }) => [
        ...small({}),
        ['repositories', JSON.stringify({ [`${g.other}.drydock.local/x`]: { '1': 'l' } })],
      ],
      ['G-I11'],
      { served: true, ...heavy },
    ),
    load(
      'a pin',
      ({ g, config, layers, manifest }) => [config, ...layers, manifest({ RepoTags: [`x__own:${g.secret.slice(7)}`] })],
      ['G-I11', 'G-I2'],
      heavy,
    ),
    load('two manifests', ({ small }) => [...small({}), ['manifest.json', '[]']], ['G-I11'], heavy),
    load('two spellings of the manifest', ({ small }) => [...small({}), ['./manifest.json', '[]']], ['G-I11'], heavy),
    load(
      'a manifest in capitals',
      ({ small }) => small({}).map(([name, bytes]): Packed => [name.toUpperCase(), bytes]),
      ['G-I11'],
      heavy,
    ),
    load(
      'keys of the manifest in another case',
      () => [['manifest.json', '[{"config":"c.json","layers":[]}]']],
      ['G-I11'],
      heavy,
    ),
    load(
      'keys of the manifest twice',
      () => [['manifest.json', '[{"Config":"x","config":"y","Layers":[]}]']],
      ['G-I11'],
      heavy,
    ),
    load(
      'a configuration outside',
      () => [['manifest.json', '[{"Config":"../../etc/passwd","Layers":[]}]']],
      ['G-I11'],
      heavy,
    ),
    load(
      'a layer outside',
      ({ small }) => [
        ...small({}).slice(0, 1),
        ['manifest.json', '[{"Config":"c.json","Layers":["../../etc/passwd"]}]'],
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'a configuration behind a link',
      ({ small }) => [
        ...small({}).slice(1),
        ['d', '', { type: 'symlink', linkname: '/etc' }],
        ['manifest.json', '[{"Config":"d/passwd","Layers":[]}]'],
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'keys of the configuration twice',
      () => [
        ['c.json', '{"rootfs":{"diff_ids":[]},"RootFS":{"diff_ids":["sha256:x"]}}'],
        ['manifest.json', '[{"Config":"c.json","Layers":[]}]'],
      ],
      ['G-I11'],
      heavy,
    ),
    load(
      'a configuration of a hundred tags',
      ({ small }) => [
        ...small({}).slice(0, 2),
        [
          'manifest.json',
          JSON.stringify([
            { Config: 'c.json', RepoTags: Array.from({ length: 150 }, (_, i) => `evil:${i}`), Layers: ['l.tar'] },
          ]),
        ],
      ],
      ['G-I11', 'G-I13'],
      heavy,
    ),
    load(
      'a device',
      ({ small }) => [['dev', '', { type: 'block-device', devmajor: 8, devminor: 0 }], ...small({})],
      ['G-I11'],
      heavy,
    ),
    load('no manifest', () => [['repositories', '{}']], ['G-I11'], heavy),
    load('nothing', () => [], ['G-I11'], heavy),
    {
      name: 'load: packed with xz',
      rules: ['G-I11'],
      send: () => [
        {
          method: 'POST',
          target: '/images/load?quiet=1',
          body: Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(1000)]),
        },
      ],
      oracle: 'victim',
      notRaw: 'the engine would start a program of the machine for it',
    },
    {
      name: 'load: an image that says whose it is, a container of it',
      rules: ['G-202', 'G-I2'],
      async send(g, door) {
        const { small } = await take(g)
        const body = await packTar(
          small({
            Cmd: ['x'],
            Labels: {
              'drydock.tenant': g.other,
              'drydock.asked': '{"image":"x","ports":[],"paths":{},"shown":{},"anonymous":[]}',
            },
          }),
        )
        await door.send({ method: 'POST', target: '/images/load?quiet=1', body })
        await door.send(post('/containers/create', { Image: 'evil:1' }))
        await door.send(del('/images/evil:1?force=1'))
      },
      oracle: 'made Config.Labels',
      served: true,
      // The engine keeps the tag as it is in the archive.
    },
    {
      name: 'load: an image with a health check every millisecond, a container of it',
      rules: ['G-301'],
      async send(g, door) {
        const { small } = await take(g)
        const body = await packTar(small({ Cmd: ['x'], Healthcheck: { Test: ['CMD', 'x'], Interval: 1e6 } }))
        await door.send({ method: 'POST', target: '/images/load?quiet=1', body })
        await door.send(post('/containers/create', { Image: 'evil:1' }))
        await door.send(del('/images/evil:1?force=1'))
      },
      oracle: 'made Config.Healthcheck',
      served: true,
    },
    {
      name: 'load: an image that works below /proc, a container of it',
      rules: ['G-301'],
      async send(g, door) {
        const { small } = await take(g)
        const body = await packTar(small({ Cmd: ['x'], WorkingDir: '/proc/self/fd/7' }))
        await door.send({ method: 'POST', target: '/images/load?quiet=1', body })
        await door.send(post('/containers/create', { Image: 'evil:1' }))
        await door.send(del('/images/evil:1?force=1'))
      },
      oracle: 'made Config.WorkingDir',
      served: true,
    },
    {
      name: 'load: an image with a megabyte of labels, a container of it',
      rules: ['G-109'],
      async send(g, door) {
        const { small } = await take(g)
        const body = await packTar(small({ Cmd: ['x'], Labels: { a: 'x'.repeat(900_000) } }))
        await door.send({ method: 'POST', target: '/images/load?quiet=1', body })
        await door.send(post('/containers/create', { Image: 'evil:1' }))
        await door.send(del('/images/evil:1?force=1'))
      },
      oracle: 'made Config.Labels.size',
      served: true,
    },
  ],
}
