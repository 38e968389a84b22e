// Framing: one meaning per request, and nothing behind it. What is smuggled renames the victim's container.
import { type Attack, type Ground, type Group, wire } from './attack.ts'

const evil = (g: Ground) => `POST /containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nContent-Length: 0\n\n`
const create = 'POST /containers/create HTTP/1.1\nHost: d\nContent-Type: application/json\n'
const victim = 'victim'
const GO_TOO = 'the engine’s own HTTP server refuses it as well'

const one = (name: string, text: (g: Ground) => string, rule: string, more: Partial<Attack> = {}): Attack => ({
  name,
  rules: [rule],
  send: (g) => [wire(text(g))],
  oracle: victim,
  silent: true,
  ...more,
})

/** `text` before the smuggled request. */
const before = (name: string, text: string, rule = 'G-107', more: Partial<Attack> = {}) =>
  one(name, (g) => `${text}${evil(g)}`, rule, more)

const chunks = (text: string) => `${Buffer.byteLength(text.replaceAll('\n', '\r\n')).toString(16)}\n${text}\n0\n\n`

export const wireGroup: Group = {
  title: 'framing',
  attacks: [
    before('a second request behind a list', 'GET /containers/json HTTP/1.1\nHost: d\n\n', 'G-201', { served: true }),
    before('a second request behind a ping', 'HEAD /_ping HTTP/1.1\nHost: d\n\n', 'G-201', { served: true }),
    before(
      'behind a body where none is taken',
      'GET /containers/json HTTP/1.1\nHost: d\nContent-Length: 2\n\nhi',
      'G-106',
      { served: true },
    ),
    before('behind Content-Length 0 and a body', `${create}Content-Length: 0\n\n`, 'G-106'),
    before(
      'behind a chunked GET',
      'GET /containers/json HTTP/1.1\nHost: d\nTransfer-Encoding: chunked\n\n0\n\n',
      'G-107',
      { served: true },
    ),
    before(
      'behind both framings, chunked ends first',
      `${create}Content-Length: 500\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n`,
    ),
    before(
      'behind both framings, in the other order',
      `${create}Transfer-Encoding: chunked\nContent-Length: 4\n\n2\n{}\n0\n\n`,
    ),
    before('behind chunks with an extension', `${create}Transfer-Encoding: chunked\n\n2;x=y\n{}\n0\n\n`),
    before('behind a chunk size with leading zeros', `${create}Transfer-Encoding: chunked\n\n0002\n{}\n0\n\n`),
    before('behind Chunked in capitals', `${create}Transfer-Encoding: CHUNKED\n\n2\n{}\n0\n\n`),
    before('behind trailers', `${create}Transfer-Encoding: chunked\n\n2\n{}\n0\nX-A: b\n\n`),
    before('behind an announced trailer', `${create}Trailer: X-A\nTransfer-Encoding: chunked\n\n2\n{}\n0\nX-A: b\n\n`),
    before('behind Expect: 100-continue', `${create}Expect: 100-continue\nContent-Length: 2\n\n{}`),
    before(
      'behind a refused Upgrade',
      'GET /containers/json HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\n\n',
      'G-108',
    ),
    before(
      'behind an Upgrade to h2c',
      'GET /containers/json HTTP/1.1\nHost: d\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n\n',
      'G-108',
    ),
    before(
      'behind an Upgrade to websocket',
      'GET /containers/json HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n',
      'G-108',
    ),
    before('behind Upgrade without Connection', 'GET /containers/json HTTP/1.1\nHost: d\nUpgrade: tcp\n\n', 'G-108'),
    before('behind a missing object', 'GET /containers/nosuch/json HTTP/1.1\nHost: d\n\n', 'G-201'),
    before('behind an unknown route', 'GET /nosuch HTTP/1.1\nHost: d\n\n', 'G-204'),
    before(
      'behind a form',
      'POST /containers/prune?filters=%7B%22label%22%3A%5B%22no-such-label%22%5D%7D HTTP/1.1\nHost: d\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 3\n\na=b',
      'G-106',
    ),
    before('behind twenty pings', 'GET /_ping HTTP/1.1\nHost: d\n\n'.repeat(20), 'G-201', { served: true }),
    before('behind Connection: close', 'GET /_ping HTTP/1.1\nHost: d\nConnection: close\n\n', 'G-201', {
      served: true,
      notRaw: 'the engine closes there as well',
    }),
    before(
      'behind an open stream',
      'GET /containers/json?limit=1 HTTP/1.1\nHost: d\nAccept: */*\nTE: trailers\n\n',
      'G-201',
      { served: true },
    ),
    ...[
      ['two lengths', `${create}Content-Length: 2\nContent-Length: 3\n\n{}`],
      ['a length list', `${create}Content-Length: 2, 3\n\n{}`],
      ['a length with a sign', `${create}Content-Length: +2\n\n{}`],
      ['a negative length', `${create}Content-Length: -1\n\n{}`],
      ['a hexadecimal length', `${create}Content-Length: 0x2\n\n{}`],
      ['a length beyond 64 bits', `${create}Content-Length: 99999999999999999999\n\n{}`],
      ['an encoding nobody knows', `${create}Transfer-Encoding: xchunked\n\n2\n{}\n0\n\n`],
      ['identity, chunked', `${create}Transfer-Encoding: identity, chunked\n\n2\n{}\n0\n\n`],
      ['chunked, chunked', `${create}Transfer-Encoding: chunked, chunked\n\n2\n{}\n0\n\n`],
      ['chunked twice', `${create}Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n`],
      ['gzip, chunked', `${create}Transfer-Encoding: gzip, chunked\n\n2\n{}\n0\n\n`],
      ['identity alone', `${create}Transfer-Encoding: identity\nContent-Length: 2\n\n{}`],
      ['chunked with a vertical tab', `${create}Transfer-Encoding: \u000bchunked\n\n2\n{}\n0\n\n`],
      ['a chunk size with a sign', `${create}Transfer-Encoding: chunked\n\n+2\n{}\n0\n\n`],
      ['a chunk size in hexadecimal form', `${create}Transfer-Encoding: chunked\n\n0x2\n{}\n0\n\n`],
      ['a chunk size beyond 64 bits', `${create}Transfer-Encoding: chunked\n\n10000000000000002\n{}\n0\n\n`],
      ['a negative chunk size', `${create}Transfer-Encoding: chunked\n\n-2\n{}\n0\n\n`],
      ['a chunk longer than said', `${create}Transfer-Encoding: chunked\n\n1\n{}\n0\n\n`],
      ['a space before the colon', `${create}Content-Length : 2\n\n{}`],
      ['a tab before the colon', `${create}Transfer-Encoding\t: chunked\n\n2\n{}\n0\n\n`],
      ['a space before the first header', 'GET /_ping HTTP/1.1\n Host: d\n\n'],
      ['NUL in a header', 'GET /_ping HTTP/1.1\nHost: d\nX-A: a\0b\n\n'],
      ['NUL in a header’s name', 'GET /_ping HTTP/1.1\nHost: d\nX\0A: b\n\n'],
      ['no Host', 'GET /_ping HTTP/1.1\n\n'],
      ['two Hosts', 'GET /_ping HTTP/1.1\nHost: a\nHost: b\n\n'],
      ['a header without colon', 'GET /_ping HTTP/1.1\nHost: d\nnonsense\n\n'],
      ['a header of 20 KiB', `GET /_ping HTTP/1.1\nHost: d\nX-A: ${'a'.repeat(20_000)}\n\n`],
      ['a thousand headers', `GET /_ping HTTP/1.1\nHost: d\n${'A: b\n'.repeat(1000)}\n`],
      ['HTTP/1.0 with keep-alive', 'GET /_ping HTTP/1.0\nHost: d\nConnection: keep-alive\n\n'],
      ['HTTP/0.9', 'GET /_ping\n\n'],
      ['HTTP/1.2', 'GET /_ping HTTP/1.2\nHost: d\n\n'],
      ['HTTP/3', 'GET /_ping HTTP/3.0\nHost: d\n\n'],
      ['two spaces in the request line', 'GET  /_ping HTTP/1.1\nHost: d\n\n'],
      ['a method nobody knows', 'PWN /_ping HTTP/1.1\nHost: d\n\n'],
      ['a method in lower case', 'get /_ping HTTP/1.1\nHost: d\n\n'],
      ['CONNECT', 'CONNECT /containers/json HTTP/1.1\nHost: d\n\n'],
      ['CONNECT to a host', 'CONNECT 127.0.0.1:2375 HTTP/1.1\nHost: d\n\n'],
      ['TRACE', 'TRACE /_ping HTTP/1.1\nHost: d\nMax-Forwards: 0\n\n'],
      ['OPTIONS *', 'OPTIONS * HTTP/1.1\nHost: d\n\n'],
      ['the HTTP/2 preface', 'PRI * HTTP/2.0\n\nSM\n\n'],
      ['a gzip body', `${create}Content-Encoding: gzip\nContent-Length: 2\n\n{}`],
      [
        'Connection naming a header that must stay',
        `${create}Connection: close, Content-Length\nContent-Length: 2\n\n{}`,
      ],
      [
        'multipart without boundary',
        'POST /containers/prune?filters=%7B%22label%22%3A%5B%22no-such-label%22%5D%7D HTTP/1.1\nHost: d\nContent-Type: multipart/form-data\nContent-Length: 0\n\n',
      ],
      ['Expect of something else', `${create}Expect: 200-ok\nContent-Length: 2\n\n{}`],
    ].map(([name, text]) =>
      before(name as string, text as string, 'G-107', {
        served: name === 'two spaces in the request line',
        notRaw: `${GO_TOO}, or ends the connection behind it`,
      }),
    ),
    one('an evil request folded into a header', (g) => `GET /_ping HTTP/1.1\nHost: d\nX-A: a\n ${evil(g)}`, 'G-107', {
      notRaw: 'the engine takes the fold for one header',
    }),
    one('bare line feeds', (g) => `GET /_ping HTTP/1.1\nHost: d\n\n${evil(g)}`.replaceAll('\n', '\n'), 'G-107', {
      served: true,
    }),
    {
      name: 'only line feeds, no carriage return',
      rules: ['G-107'],
      send: (g) => [{ wire: `GET /_ping HTTP/1.1\nHost: d\n\n${evil(g)}` }],
      oracle: victim,
      silent: true,
      served: true,
    },
    one('an evil request in a chunk', (g) => `${create}Transfer-Encoding: chunked\n\n${chunks(evil(g))}`, 'G-107', {
      notRaw: 'a body is a body on the engine, too',
    }),
    one(
      'an evil request as the body',
      (g) => `${create}Content-Length: ${evil(g).replaceAll('\n', '\r\n').length}\n\n${evil(g)}`,
      'G-106',
      {
        notRaw: 'a body is a body on the engine, too',
      },
    ),
    one(
      'an upgrade behind a request still being answered',
      (g) =>
        `GET /containers/json HTTP/1.1\nHost: d\n\nPOST /containers/${g.vault}/attach?stream=1&logs=1&stdout=1 HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\n\n`,
      'G-108',
      {
        oracle: 'secret',
        served: true,
      },
    ),
    one(
      'two upgrades behind each other',
      (g) =>
        `POST /containers/nosuch/attach HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\n\nPOST /containers/${g.vault}/attach?stream=1&logs=1&stdout=1 HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\n\n`,
      'G-108',
      {
        oracle: 'secret',
        notRaw: 'the engine answers the first one only',
      },
    ),
    one(
      'an upgrade behind a body that is not there yet',
      (g) =>
        `${create}Content-Length: 400\n\n{}POST /containers/${g.vault}/attach?stream=1 HTTP/1.1\nHost: d\nConnection: Upgrade\nUpgrade: tcp\n\n`,
      'G-108',
      {
        notRaw: 'it waits for the rest of the body',
      },
    ),
    one(
      'a request that never ends its head',
      (g) => `POST /containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nX-A: `,
      'G-109',
      {
        notRaw: 'it waits for the rest of the head',
      },
    ),
    one(
      'a body that never comes',
      (g) => `POST /containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nContent-Length: 10\n\n`,
      'G-109',
    ),
    one(
      'absolute form',
      (g) => `POST http://d/containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nContent-Length: 0\n\n`,
      'G-101',
    ),
    one(
      'absolute form of another host',
      (g) =>
        `POST http://169.254.169.254/containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nContent-Length: 0\n\n`,
      'G-101',
    ),
    one(
      'two slashes, read as a host',
      (g) => `POST //containers/${g.shelf}/rename?name=pwned HTTP/1.1\nHost: d\nContent-Length: 0\n\n`,
      'G-102',
      {
        notRaw: 'the engine answers a redirect',
      },
    ),
  ],
}
