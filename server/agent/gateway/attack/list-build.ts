// Builds with the classic builder: bases, copies, addresses, triggers, parser tricks, contexts, parameters.
import { type Packed, packTar } from '../test-build.ts'
import { type Attack, type Door, del, type Ground, type Group, post, query, type Reply } from './attack.ts'

interface Build {
  file: (g: Ground) => string
  query?: (g: Ground) => Record<string, string>
  files?: (g: Ground) => Packed[]
}
const STOLEN = 'made image of another tenant'

async function send(g: Ground, door: Door, { file, query: asked, files }: Build): Promise<Reply> {
  const body = await packTar([['Dockerfile', file(g)], ...(files?.(g) ?? [])])
  const parameters = Object.entries({ version: '1', ...asked?.(g) }).map(([name, value]) => `${name}=${query(value)}`)
  return door.send({ method: 'POST', target: `/build?${parameters.join('&')}`, body })
}
const build = (name: string, one: Build, rules: string[], more: Partial<Attack> = {}): Attack => ({
  name,
  rules,
  send: async (g, door) => void (await send(g, door, one)),
  oracle: STOLEN,
  ...more,
})
/** The Dockerfile alone. `{s}` is the victim's image, `{i}` one that is there. */
const file = (name: string, text: string, rules: string[], more: Partial<Attack> = {}) =>
  build(
    name,
    {
      file: (g) =>
        text
          .replaceAll('{s}', g.secret)
          .replaceAll('{h}', g.secret.slice(7))
          .replaceAll('{n}', `${g.other}.drydock.local/secret:1`)
          .replaceAll('{i}', g.image)
          .replaceAll('{d}', '${'),
    },
    rules,
    more,
  )
const ask = (
  name: string,
  asked: Record<string, string> | ((g: Ground) => Record<string, string>),
  rules: string[],
  more: Partial<Attack> = {},
) =>
  build(
    name,
    { file: (g) => `FROM ${g.image}\nENV A=1\n`, query: (g) => (typeof asked === 'function' ? asked(g) : asked) },
    rules,
    { notRaw: 'it shows only in the container of a step', ...more },
  )
const refusedToo = { notRaw: 'the engine refuses it as well' }
const asks = { notRaw: 'the engine would ask that address' }

export const buildGroup: Group = {
  title: 'builds',
  attacks: [
    file('FROM by id', 'FROM {s}\nENV B=1\n', ['G-B2']),
    file('FROM by id without sha256', 'FROM {h}\nENV B=1\n', ['G-B2']),
    file('FROM by name on the engine', 'FROM {n}\nENV B=1\n', ['G-B2']),
    file('FROM in small letters', 'from {s}\nENV B=1\n', ['G-B2']),
    file('FROM in mixed letters', 'FrOm {s}\nENV B=1\n', ['G-B2']),
    file('FROM with tabs', 'FROM\t\t{s}\nENV B=1\n', ['G-B2']),
    file('FROM behind blanks', '   \t FROM {s}\nENV B=1\n', ['G-B2']),
    file('FROM over two lines', 'FROM \\\n{s}\nENV B=1\n', ['G-B1', 'G-B2']),
    file('FROM over lines with a comment between', 'FROM \\\n# c\n\n{s}\nENV B=1\n', ['G-B1', 'G-B2']),
    file('FROM cut in the middle', 'FR\\\nOM {s}\nENV B=1\n', ['G-B1', 'G-B2']),
    file('FROM with the other escape', '# escape=`\nFROM `\n{s}\nENV B=1\n', ['G-B1', 'G-B2']),
    file('FROM behind a carriage return', 'FROM {i}\r\nFROM {s}\r\nENV B=1\r\n', ['G-B2']),
    file('FROM behind a BOM', '\ufeffFROM {s}\nENV B=1\n', ['G-B2']),
    file('FROM with a platform', 'FROM --platform=linux/amd64 {s}\nENV B=1\n', ['G-B2']),
    file('FROM as a stage', 'FROM {s} AS a\nFROM a\nENV B=1\n', ['G-B2']),
    file('FROM through ARG', 'ARG X={s}\nFROM $X\nENV B=1\n', ['G-B2']),
    file('FROM through two ARGs', 'ARG X={s}\nARG Y=$X\nFROM {d}Y}\nENV B=1\n', ['G-B2']),
    file('FROM through a default', 'FROM {d}X:-{s}}\nENV B=1\n', ['G-B2']),
    file('FROM through an alternative', 'ARG X=1\nFROM {d}X:+{s}}\nENV B=1\n', ['G-B2']),
    file('FROM in quotes', 'ARG X="{s}"\nFROM "$X"\nENV B=1\n', ['G-B2']),
    file('FROM of a name put together', 'ARG A=sha256\nARG B={h}\nFROM $A:$B\nENV B=1\n', ['G-B2']),
    build(
      'FROM through a build argument',
      { file: () => 'ARG X\nFROM $X\nENV B=1\n', query: (g) => ({ buildargs: JSON.stringify({ X: g.secret }) }) },
      ['G-B2'],
    ),
    build(
      'FROM through a build argument over a default',
      {
        file: (g) => `ARG X=${g.image}\nFROM $X\nENV B=1\n`,
        query: (g) => ({ buildargs: JSON.stringify({ X: g.secret }) }),
      },
      ['G-B2'],
    ),
    file('FROM in the second stage', 'FROM {i}\nENV A=1\nFROM {s}\nENV B=1\n', ['G-B2']),
    file('FROM of the workspace', 'FROM catalog.drydock.local/workspace\nENV B=1\n', ['G-B2'], {
      notRaw: 'no image of the victim',
    }),
    file('FROM of an address', 'FROM 127.0.0.1:5000/x\nENV B=1\n', ['G-B2'], asks),
    file('FROM with a flag nobody knows', 'FROM --evil {i}\n', ['G-B2'], refusedToo),
    file('FROM of a step', 'FROM {i}\nENV A=1\n', ['G-B10'], {
      served: true,
      send: async (g, door) => void (await send(g, door, { file: () => `FROM ${g.step}\nENV B=1\n` })),
    }),
    file('COPY --from an id', 'FROM {i}\nCOPY --from={s} / /x/\n', ['G-B3'], {
      oracle: 'made',
      notRaw: 'what is copied is a layer of its own; FROM shows the same',
    }),
    file('COPY --from a name', 'FROM {i}\nCOPY --from={n} / /x/\n', ['G-B3'], { notRaw: 'see above' }),
    file('COPY --FROM in capitals', 'FROM {i}\nCOPY --FROM={s} / /x/\n', ['G-B3'], { notRaw: 'see above' }),
    file('COPY --from over lines', 'FROM {i}\nCOPY \\\n--from=\\\n{s} / /x/\n', ['G-B3', 'G-B1'], {
      notRaw: 'see above',
    }),
    file('COPY --from a variable', 'ARG X={s}\nFROM {i}\nARG X\nCOPY --from=$X / /x/\n', ['G-B3'], {
      notRaw: 'see above',
    }),
    file('COPY --from twice', 'FROM {i}\nCOPY --from=0 --from={s} / /x/\n', ['G-B3'], refusedToo),
    file('COPY --from in the JSON form', 'FROM {i}\nCOPY --from={s} ["/","/x/"]\n', ['G-B3'], { notRaw: 'see above' }),
    file('COPY --from a stage that is yet to come', 'FROM {i}\nCOPY --from=1 / /x/\nFROM {i}\n', ['G-B3'], refusedToo),
    file('COPY --from itself', 'FROM {i}\nCOPY --from=0 / /x/\n', ['G-B3'], refusedToo),
    ...[
      'http://169.254.169.254/',
      'https://127.0.0.1/',
      'HTTP://127.0.0.1/',
      'ftp://127.0.0.1/',
      'git://127.0.0.1/x',
      'git@127.0.0.1:x',
      'github.com/x/y',
      'file:///etc/passwd',
    ].map((address) => file(`ADD ${address}`, `FROM {i}\nADD ${address} /x\n`, ['G-B4'], { ...asks })),
    file('ADD of an address in the JSON form', 'FROM {i}\nADD ["http://127.0.0.1/","/x"]\n', ['G-B4'], asks),
    file('ADD of an address through a variable', 'FROM {i}\nARG U=http://127.0.0.1/\nADD $U /x\n', ['G-B4'], asks),
    file('ADD of an address put together', 'FROM {i}\nENV P=http\nADD {d}P}://127.0.0.1/ /x\n', ['G-B4'], asks),
    file('ADD of an address in quotes', 'FROM {i}\nADD ht"tp"://127.0.0.1/ /x\n', ['G-B4'], asks),
    file('ADD of an address with an escape', 'FROM {i}\nADD ht\\tp://127.0.0.1/ /x\n', ['G-B4'], asks),
    file('ADD of an address over lines', 'FROM {i}\nADD http:\\\n//127.0.0.1/ /x\n', ['G-B4', 'G-B1'], asks),
    file('ADD of an address as a second source', 'FROM {i}\nADD Dockerfile http://127.0.0.1/ /x/\n', ['G-B4'], asks),
    file('ONBUILD ADD of an address', 'FROM {i}\nONBUILD ADD http://127.0.0.1/ /x\n', ['G-B5'], {
      oracle: 'made image with a trigger',
    }),
    file('ONBUILD COPY --from', 'FROM {i}\nONBUILD COPY --from={s} / /x\n', ['G-B5'], {
      oracle: 'made image with a trigger',
    }),
    file('ONBUILD in small letters', 'FROM {i}\nonbuild copy --from={s} / /x\n', ['G-B5'], {
      oracle: 'made image',
      notRaw: 'the engine keeps it as it is written; see above',
    }),
    file('ONBUILD over lines', 'FROM {i}\nONBUILD \\\nCOPY \\\n--from={s} / /x\n', ['G-B5'], {
      oracle: 'made image with a trigger',
    }),
    file('ONBUILD FROM', 'FROM {i}\nONBUILD FROM {s}\n', ['G-B5'], refusedToo),
    file('ONBUILD ONBUILD', 'FROM {i}\nONBUILD ONBUILD RUN id\n', ['G-B5'], refusedToo),
    file('a here-document', 'FROM {i}\nRUN <<EOF\nid\nEOF\n', ['G-B1'], refusedToo),
    file('a here-document that hides a FROM', 'FROM {i}\nCOPY <<EOF /x\nFROM {s}\nEOF\n', ['G-B1'], refusedToo),
    file('a syntax directive', '# syntax=127.0.0.1:5000/evil\nFROM {i}\nENV A=1\n', ['G-B8'], {
      served: true,
      notRaw: 'only BuildKit reads it',
    }),
    file('two escape directives', '# escape=`\n# escape=\\\nFROM {s}\n', ['G-B1'], refusedToo),
    file('a double continuation', 'FROM {i}\nRUN a \\\\\nFROM {s}\n', ['G-B1'], { notRaw: 'the engine runs the line' }),
    file('a vertical tab behind a continuation', 'FROM {i}\nENV A=b \\\u000b\nFROM {s}\n', ['G-B1'], refusedToo),
    file('a NUL', 'FROM {i}\nENV A=\0b\n', ['G-B1'], { notRaw: 'no harm by itself' }),
    file('a line separator of Unicode', 'FROM {i}\nENV A=b\u2028FROM {s}\n', ['G-B1'], {
      notRaw: 'no line’s end to the engine',
    }),
    file('a blank of Unicode before FROM', 'FROM {i}\n\u00a0FROM {s}\nENV A=1\n', ['G-B1'], { oracle: STOLEN }),
    file('a line of 60,000 blanks', `FROM {i}\nENV A=b${' '.repeat(60_000)}c=d\n`, ['G-B1', 'G-109'], {
      served: true,
      notRaw: 'it was slow for the gateway alone',
    }),
    file('a line too long for the scanner', `FROM {i}\nENV A=${'a'.repeat(70_000)}\nFROM {s}\n`, ['G-B1'], refusedToo),
    file('six hundred instructions', `FROM {i}\n${'ENV A=1\n'.repeat(600)}`, ['G-B1', 'G-109'], {
      notRaw: 'it only takes long',
    }),
    file('a label of ours', 'FROM {i}\nLABEL drydock.tenant=tabcdefghijkl\n', ['G-202'], {
      oracle: 'made image with an owner',
    }),
    file('a label of ours in quotes', 'FROM {i}\nLABEL "drydock.tenant"="tabcdefghijkl"\n', ['G-202'], {
      oracle: 'made image with an owner',
    }),
    file('RUN --mount', 'FROM {i}\nRUN --mount=type=bind,from={s},target=/x id\n', ['G-B8'], refusedToo),
    file('RUN --security', 'FROM {i}\nRUN --security=insecure id\n', ['G-B8'], refusedToo),
    file('RUN --network', 'FROM {i}\nRUN --network=host id\n', ['G-B8'], refusedToo),
    file('no FROM', 'ENV A=1\n', ['G-B1'], refusedToo),
    file('an empty file', '\n', ['G-B1'], refusedToo),
    build(
      'a second Dockerfile',
      { file: (g) => `FROM ${g.image}\nENV A=1\n`, files: (g) => [['Dockerfile', `FROM ${g.secret}\nENV B=1\n`]] },
      ['G-B7'],
    ),
    build(
      'a second Dockerfile by another spelling',
      { file: (g) => `FROM ${g.image}\nENV A=1\n`, files: (g) => [['./Dockerfile', `FROM ${g.secret}\nENV B=1\n`]] },
      ['G-B7'],
    ),
    build(
      'a second Dockerfile by an absolute path',
      { file: (g) => `FROM ${g.image}\nENV A=1\n`, files: (g) => [['/Dockerfile', `FROM ${g.secret}\nENV B=1\n`]] },
      ['G-B7'],
    ),
    build(
      'a second Dockerfile through a link',
      {
        file: (g) => `FROM ${g.image}\nENV A=1\n`,
        files: (g) => [
          ['y', '', { type: 'symlink', linkname: '.' }],
          ['y/Dockerfile', `FROM ${g.secret}\nENV B=1\n`],
        ],
      },
      ['G-B7'],
      { served: true },
    ),
    build(
      'our Dockerfile through a link',
      {
        file: (g) => `FROM ${g.image}\nENV A=1\n`,
        files: (g) => [
          ['y', '', { type: 'symlink', linkname: '.' }],
          ['y/.drydock.Dockerfile', `FROM ${g.secret}\nENV B=1\n`],
        ],
      },
      ['G-B7'],
      { served: true, notRaw: 'the engine knows no such file' },
    ),
    build(
      'our Dockerfile by name',
      { file: (g) => `FROM ${g.image}\n`, files: (g) => [['.drydock.Dockerfile', `FROM ${g.secret}\nENV B=1\n`]] },
      ['G-B7'],
      { notRaw: 'the engine knows no such file' },
    ),
    build(
      'a Dockerfile that is a link',
      {
        file: (g) => `FROM ${g.image}\n`,
        query: () => ({ dockerfile: 'l' }),
        files: (g) => [
          ['evil', `FROM ${g.secret}\nENV B=1\n`],
          ['l', '', { type: 'symlink', linkname: 'evil' }],
        ],
      },
      ['G-B7'],
    ),
    build(
      'a Dockerfile outside',
      { file: (g) => `FROM ${g.image}\n`, query: () => ({ dockerfile: '../../etc/passwd' }) },
      ['G-B7'],
      refusedToo,
    ),
    build(
      'a Dockerfile by an absolute path',
      { file: (g) => `FROM ${g.image}\n`, query: () => ({ dockerfile: '/etc/passwd' }) },
      ['G-B7'],
      refusedToo,
    ),
    build(
      'a context that leaves itself',
      { file: (g) => `FROM ${g.image}\nCOPY . /x\n`, files: () => [['../../evil', 'x']] },
      ['G-B7'],
      refusedToo,
    ),
    build(
      'a link out of the context, copied',
      {
        file: (g) => `FROM ${g.image}\nCOPY l /x\n`,
        files: () => [['l', '', { type: 'symlink', linkname: '/etc/passwd' }]],
      },
      ['G-B7'],
      { served: true, ...refusedToo },
    ),
    build(
      'a directory link out of the context',
      {
        file: (g) => `FROM ${g.image}\nCOPY d/passwd /x\n`,
        files: () => [['d', '', { type: 'symlink', linkname: '/etc' }]],
      },
      ['G-B7'],
      { served: true, ...refusedToo },
    ),
    build(
      'a hard link out of the context',
      {
        file: (g) => `FROM ${g.image}\nCOPY h /x\n`,
        files: () => [['h', '', { type: 'link', linkname: '/etc/passwd' }]],
      },
      ['G-B7'],
      { served: true, ...refusedToo },
    ),
    build(
      'a device in the context',
      {
        file: (g) => `FROM ${g.image}\nCOPY . /x\n`,
        files: () => [['sda', '', { type: 'block-device', devmajor: 8, devminor: 0 }]],
      },
      ['G-B7'],
      { notRaw: 'the engine’s ids may not make devices either' },
    ),
    build(
      'a .dockerignore of a thousand stars',
      { file: (g) => `FROM ${g.image}\nENV A=1\n`, files: () => [['.dockerignore', `${'*a'.repeat(500)}b\n`]] },
      ['G-B7', 'G-109'],
      { served: true, notRaw: 'it was slow for the gateway alone' },
    ),
    build(
      'a .dockerignore that brings our file back',
      { file: (g) => `FROM ${g.image}\nCOPY . /x\n`, files: () => [['.dockerignore', '!.drydock.Dockerfile\n']] },
      ['G-B7'],
      { served: true, notRaw: 'the engine knows no such file' },
    ),
    ask('host network', { networkmode: 'host' }, ['G-B8']),
    ask('the victim’s network', (g) => ({ networkmode: g.network }), ['G-B8', 'G-203']),
    ask('the victim’s container’s network', (g) => ({ networkmode: `container:${g.vault}` }), ['G-B8']),
    ask('a network by path', { networkmode: 'ns:/proc/1/ns/net' }, ['G-B8']),
    ask('BuildKit', { version: '2' }, ['G-B8']),
    ask('another builder', { version: '3' }, ['G-B8']),
    ask('a session', { session: 'x', remote: 'client-session' }, ['G-B8']),
    ask('a remote context', { remote: 'http://169.254.169.254/' }, ['G-B8']),
    ask('a remote repository', { remote: 'git://127.0.0.1/x.git' }, ['G-B8']),
    ask('a control group', { cgroupparent: '/' }, ['G-B8']),
    ask('security options', { securityopt: '["seccomp=unconfined"]' }, ['G-B8']),
    ask('extra hosts', { extrahosts: '["m:host-gateway"]' }, ['G-B8']),
    ask('outputs', { outputs: '[{"Type":"local"}]' }, ['G-B8']),
    ask('squash', { squash: '1' }, ['G-B8']),
    ask('64 GiB', { memory: String(64 * 1024 ** 3) }, ['G-B11']),
    ask('swap without end', { memswap: '-1' }, ['G-B11'], { served: true }),
    ask('ten processors', { cpuquota: '1000000' }, ['G-B11'], { served: true }),
    ask('other processors', { cpusetcpus: '0-1' }, ['G-B11']),
    ask('100 GiB of shared memory', { shmsize: String(100 * 1024 ** 3) }, ['G-B11']),
    ask('ulimits', { ulimits: '[{"Name":"nofile","Hard":1000000,"Soft":1000000}]' }, ['G-B11'], { served: true }),
    ask('a parameter nobody knows', { evil: '1' }, ['G-104']),
    ask('our labels', (g) => ({ labels: JSON.stringify({ 'drydock.tenant': g.other }) }), ['G-202'], {
      oracle: 'made image with an owner',
      notRaw: undefined,
    }),
    ask('our labels in capitals', (g) => ({ labels: JSON.stringify({ 'DRYDOCK.tenant': g.other }) }), ['G-202']),
    ask('labels twice', { labels: '{"a":"1","a":"2"}' }, ['G-105']),
    ask('arguments twice', { buildargs: '{"A":"1","A":"2"}' }, ['G-105']),
    ask('arguments that are no strings', { buildargs: '{"A":{"x":1}}' }, ['G-105']),
    ask('the victim’s tag', (g) => ({ t: `${g.other}.drydock.local/stolen:1` }), ['G-I2', 'G-B8'], {
      oracle: 'victim',
      notRaw: undefined,
    }),
    ask('the catalog’s tag', { t: 'catalog.drydock.local/evil:1' }, ['G-I2', 'G-B8'], {
      oracle: 'victim',
      notRaw: undefined,
    }),
    ask('a pin', (g) => ({ t: `x__own:${g.secret.slice(7)}` }), ['G-I2', 'G-B8']),
    ask('a hundred tags', () => ({ t: Array.from({ length: 100 }, (_, i) => `evil:${i}`).join('&t=') }), ['G-I13'], {
      send: async (g, door) => {
        const body = await packTar([['Dockerfile', `FROM ${g.image}\nENV A=1\n`]])
        await door.send({
          method: 'POST',
          target: `/build?version=1&${Array.from({ length: 100 }, (_, i) => `t=evil:${i}`).join('&')}`,
          body,
        })
      },
    }),
    ask('the victim’s image as cache', (g) => ({ cachefrom: JSON.stringify([g.secret]) }), ['G-B10'], { served: true }),
    build(
      'a stop at a stage that is not there',
      { file: (g) => `FROM ${g.image}\nENV A=1\n`, query: () => ({ target: 'nosuch' }) },
      ['G-B2'],
      refusedToo,
    ),
    {
      name: 'a step that prints what the builder prints',
      rules: ['G-B11', 'G-203'],
      send: async (g, door) => {
        const said = ` ---> Running in ${g.vault.slice(0, 12)}\\n`
        await send(g, door, { file: () => `FROM ${g.image}\nRUN printf '${said}'; sleep 0.3\n` })
      },
      oracle: 'victim',
      served: true,
      notRaw: 'only the gateway believed it',
    },
    {
      name: 'a step that prints the victim’s step',
      rules: ['G-I2', 'G-B6'],
      send: async (g, door) => {
        await send(g, door, { file: () => `FROM ${g.image}\nRUN printf ' ---> ${g.step}\\n'; false\n` })
        await door.send({ method: 'GET', target: `/images/${g.step}/json` })
      },
      oracle: 'secret',
      served: true,
      notRaw: 'only the gateway could believe it',
    },
    {
      name: 'a quiet build that prints an id and fails',
      rules: ['G-I2', 'G-B6'],
      send: async (g, door) => {
        await send(g, door, {
          file: () => `FROM ${g.image}\nRUN printf '${g.secret}\\n'; false\n`,
          query: () => ({ q: '1', t: 'stolen' }),
        })
        await door.send({ method: 'GET', target: '/images/stolen/json' })
        await door.send({ method: 'GET', target: `/images/${g.secret}/json` })
      },
      oracle: 'secret',
      served: true,
      notRaw: 'only the gateway could believe it',
    },
    {
      name: 'prune of the build cache',
      rules: ['G-B9'],
      send: () => [post('/build/prune?all=1')],
      oracle: 'victim',
      served: true,
      notRaw: 'it would empty the cache of the engine that tests share',
    },
    {
      name: 'a packed context: xz',
      rules: ['G-B7'],
      send: () => [
        {
          method: 'POST',
          target: '/build?version=1',
          body: Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(1000)]),
        },
      ],
      oracle: 'victim',
      notRaw: 'the engine would start a program of the machine for it',
    },
    {
      name: 'a tag and its removal',
      rules: ['G-I6'],
      send: (g) => [post(`/images/${g.image}/tag?repo=own&tag=1`), del('/images/own:1')],
      oracle: 'victim',
      served: true,
      notRaw: 'no harm anywhere',
    },
  ],
}
