// Connections that are handed over, executions, files in and out.
import { type Attack, type Door, type Ground, type Group, get, post, query, type Reply, wire } from './attack.ts'

const UPGRADE = 'Connection: Upgrade\nUpgrade: tcp\n'
const evil = (g: Ground) => `POST /containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nContent-Length: 0\n\n`
const idOf = ({ text }: Reply) => /"Id":"([0-9a-f]{64})"/.exec(text)?.[1] ?? ''

/** The evil request comes as early data behind an upgrade. */
const early = (name: string, head: (g: Ground) => string, more: Partial<Attack> = {}): Attack => ({
  name: `early data behind ${name}`,
  rules: ['G-108', 'G-501'],
  send: (g) => [wire(`${head(g)}${evil(g)}`)],
  oracle: 'victim',
  silent: true,
  ...more,
})
const json = (text: string) => `Content-Type: application/json\nContent-Length: ${text.length}\n\n${text}`
const stays = { notRaw: 'the engine closes that connection as well' }

/** With an execution of the attacker's own. */
const own = (
  name: string,
  then: (g: Ground, door: Door, id: string) => Promise<unknown>,
  more: Partial<Attack> = {},
): Attack => ({
  name,
  rules: ['G-402', 'G-501'],
  async send(g, door) {
    const made = await door.send(
      post(`/containers/${g.mine}/exec`, { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }),
    )
    await then(g, door, idOf(made))
  },
  oracle: 'victim',
  silent: true,
  served: true,
  notRaw: 'the line is the attacker’s own; what matters is that nothing else is',
  ...more,
})
const start = (id: string, body: string, more = '') =>
  `POST /exec/${id}/start HTTP/1.1\nHost: d\n${UPGRADE}${more}${json(body)}`

const exec = (name: string, body: object, more: Partial<Attack> = {}): Attack => ({
  name: `exec ${name}`,
  rules: ['G-401'],
  send: (g) => [post(`/containers/${g.mine}/exec`, { Cmd: ['true'], ...body })],
  oracle: 'made privileged exec',
  ...more,
})
const unseen = { notRaw: 'the engine’s inspect does not show it' }

const archive = (name: string, path: string, bytes: Buffer, more: Partial<Attack> = {}): Attack => ({
  name: `archive: ${name}`,
  rules: ['G-505'],
  send: (g) => [{ method: 'PUT', target: `/containers/${g.mine}/archive?path=${query(path)}`, body: bytes }],
  oracle: 'victim',
  notRaw: 'the engine would hand it to programs of the machine, which nothing here shows',
  ...more,
})
/** A header that is right, with a name that the engine takes for something packed. */
function polyglot(magic: string): Buffer {
  const block = Buffer.alloc(1536)
  block.write(magic, 'latin1')
  block.write('0000644\0', 100)
  block.write('00000000000\0', 124)
  block.write('        0', 148)
  let sum = 0
  for (let i = 0; i < 512; i++) sum += block[i] as number
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

export const streamGroup: Group = {
  title: 'streams, executions, files',
  attacks: [
    early(
      'attach to nothing',
      () => `POST /containers/nosuch/attach?stream=1&stdin=1 HTTP/1.1\nHost: d\n${UPGRADE}\n`,
      stays,
    ),
    early(
      'attach to the victim',
      (g) => `POST /containers/${g.vault}/attach?stream=1&stdin=1 HTTP/1.1\nHost: d\n${UPGRADE}\n`,
      stays,
    ),
    early(
      'attach to a stopped container',
      (g) => `POST /containers/${g.idle}/attach?stream=1&stdin=1 HTTP/1.1\nHost: d\n${UPGRADE}\n`,
      { ...stays, served: true },
    ),
    early(
      'attach to the own',
      (g) => `POST /containers/${g.mine}/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\nHost: d\n${UPGRADE}\n`,
      { ...stays, served: true },
    ),
    early(
      'attach without Upgrade',
      (g) => `POST /containers/${g.mine}/attach?logs=1&stdout=1 HTTP/1.1\nHost: d\nContent-Length: 0\n\n`,
      { ...stays, served: true },
    ),
    early('start of nothing', () => start('0'.repeat(64), '{}'), stays),
    early('start of the victim’s', (g) => start(g.exec, '{}'), { ...stays }),
    early('start with a bad body', (g) => start(g.exec, '{"Detach":"x"}'), stays),
    early(
      'a chunked start of nothing',
      () =>
        `POST /exec/${'0'.repeat(64)}/start HTTP/1.1\nHost: d\n${UPGRADE}Content-Type: application/json\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n`,
      stays,
    ),
    early(
      'a chunked start with trailers',
      () =>
        `POST /exec/${'0'.repeat(64)}/start HTTP/1.1\nHost: d\n${UPGRADE}Content-Type: application/json\nTransfer-Encoding: chunked\n\n2\n{}\n0\nX-A: b\n\n`,
      stays,
    ),
    early('Upgrade on exec inspect', (g) => `GET /exec/${g.exec}/json HTTP/1.1\nHost: d\n${UPGRADE}\n`),
    early('Upgrade on create', () => `POST /containers/create HTTP/1.1\nHost: d\n${UPGRADE}${json('{}')}`),
    early('Upgrade on build', () => `POST /build?version=1 HTTP/1.1\nHost: d\n${UPGRADE}Content-Length: 0\n\n`),
    early('Upgrade on events', () => `GET /events?since=1&until=2 HTTP/1.1\nHost: d\n${UPGRADE}\n`),
    early('Upgrade on session', () => 'POST /session HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c\n\n', {
      notRaw: 'the engine hands the connection to BuildKit',
    }),
    early('Upgrade on grpc', () => 'POST /grpc HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c\n\n', {
      notRaw: 'the engine hands the connection to BuildKit',
    }),
    early('an encoded session', () => 'POST /%73ession HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c\n\n', {
      notRaw: 'the engine hands the connection to BuildKit',
    }),
    early(
      'attach over WebSocket',
      (g) =>
        `GET /containers/${g.vault}/attach/ws?stream=1 HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 99\n\n`,
      { notRaw: 'the engine speaks WebSocket from there' },
    ),
    early(
      'a list of upgrades',
      (g) =>
        `POST /containers/${g.mine}/attach?stream=1&stdout=1 HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: h2c, tcp\n\n`,
      { ...stays, served: true },
    ),
    {
      name: 'attach to the victim with its log',
      rules: ['G-203', 'G-501'],
      send: (g) => [
        wire(`POST /containers/${g.vault}/attach?logs=1&stream=1&stdout=1 HTTP/1.1\nHost: d\n${UPGRADE}\n`),
      ],
      oracle: 'secret',
    },
    {
      name: 'attach to the victim without Upgrade',
      rules: ['G-203', 'G-501'],
      send: (g) => [
        wire(`POST /containers/${g.vault}/attach?logs=1&stdout=1 HTTP/1.1\nHost: d\nContent-Length: 0\n\n`),
      ],
      oracle: 'secret',
    },
    {
      name: 'keys to detach that are none',
      rules: ['G-501'],
      send: (g) => [post(`/containers/${g.mine}/attach?detachKeys=${query('ctrl-\u0000')}`)],
      oracle: 'victim',
      notRaw: 'keys are the attacker’s own affair',
    },
    own('bytes behind a started execution', async (g, door, id) => {
      await door.send(wire(`${start(id, '{"Detach":false,"Tty":false}')}${evil(g)}`))
    }),
    own('bytes behind a detached start', async (g, door, id) => {
      await door.send(wire(`${start(id, '{"Detach":true}')}${evil(g)}`))
    }),
    own('a second start of an execution', async (g, door, id) => {
      await door.send(post(`/exec/${id}/start`, { Detach: true }))
      await door.send(wire(`${start(id, '{}')}${evil(g)}`))
    }),
    own('a chunked body cut in pieces', async (g, door, id) => {
      await door.send(
        wire(
          `POST /exec/${id}/start HTTP/1.1\nHost: d\n${UPGRADE}Content-Type: application/json\nTransfer-Encoding: chunked\n\n1\n{\n1\n}\n0\n\n${evil(g)}`,
        ),
      )
    }),
    own('a start with Privileged', async (_g, door, id) => {
      await door.send(post(`/exec/${id}/start`, { Privileged: true }))
    }),
    exec('with privileges', { Privileged: true }),
    exec('with privileges in small letters', { privileged: true }, { rules: ['G-105', 'G-401'] }),
    exec('with capabilities', { Capabilities: ['ALL'] }, unseen),
    exec('with privileges as a number', { Privileged: 1 }, { notRaw: 'the engine refuses it as well' }),
    exec('below /proc', { WorkingDir: '/proc/self/fd/7' }, unseen),
    exec('with a path that climbs', { WorkingDir: '/a/../proc' }, unseen),
    exec('as a user of the machine', { User: '0:0; id' }, unseen),
    exec('with a user of 5000 letters', { User: 'a'.repeat(5000) }, unseen),
    exec('with a field nobody knows', { Evil: true }, unseen),
    exec('with bad keys to detach', { DetachKeys: '\u0001' }, { notRaw: 'the engine refuses it as well' }),
    archive('gzip', '/tmp', Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), Buffer.alloc(1000)])),
    archive('bzip2', '/tmp', Buffer.concat([Buffer.from('BZh9'), Buffer.alloc(1000)])),
    archive('xz', '/tmp', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(1000)])),
    archive('zstd', '/tmp', Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.alloc(1000)])),
    archive('a right header that begins like gzip', '/tmp', polyglot('\x1f\x8b\x08')),
    archive('a right header that begins like bzip2', '/tmp', polyglot('BZh9')),
    archive('a right header that begins like xz', '/tmp', polyglot('\xfd7zXZ\0')),
    archive('rubbish', '/tmp', Buffer.from('x'.repeat(2000))),
    archive('half a block', '/tmp', Buffer.alloc(100)),
    archive('no path', '', Buffer.alloc(1024)),
    {
      name: 'archive: ps arguments over another column',
      rules: ['G-304'],
      send: (g) => [get(`/containers/${g.mine}/top?ps_args=${query('-eorss=PID -oargs f')}`)],
      oracle: 'secret',
      notRaw: 'which process has such a number is chance; see ps-args.test.ts',
    },
    {
      name: 'ps arguments whose error names a process',
      rules: ['G-304'],
      send: (g) => [get(`/containers/${g.mine}/top?ps_args=${query('axf -oargs,pid')}`)],
      oracle: 'victim',
      notRaw: 'the word is one of the machine, not of the victim',
    },
    {
      name: 'ps arguments with a second command',
      rules: ['G-304'],
      send: (g) => [get(`/containers/${g.mine}/top?ps_args=${query('-o pid,args; id')}`)],
      oracle: 'victim',
      notRaw: 'the engine runs no shell',
    },
    {
      name: 'ps with the environment of all',
      rules: ['G-304'],
      send: (g) => [get(`/containers/${g.mine}/top?ps_args=${query('axe -o args,pid')}`)],
      oracle: 'victim',
      notRaw: 'the engine names one word of it, of a process of the machine',
    },
  ],
}
