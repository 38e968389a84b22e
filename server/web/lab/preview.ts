// Previews: the learner's published pages, each on a host name of its own (`8080-<secret>.localhost:3000`), so that a page made in
// a lab shares no cookies and no origin with the app. The secret part names the learner; knowing it is the permission.
import { createHash } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from '../agent-link.ts'
import { isSecure } from '../request.ts'
import type { User, Users } from '../user/user.ts'

const LABEL = /^(\d{1,5})-([a-z2-7]{20})\./
/** Of one request to a learner's page. */
const UPLOAD_MAX_BYTES = 64 * 1024 * 1024
/** Headers that are about one hop only (RFC 9110, 7.6.1) and are made anew. */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'])

export interface Previews {
  /** True when the request is for a preview host. */
  owns(request: IncomingMessage): boolean
  serve(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** With {port} to be filled in; null where the address bar’s host can't have names below it. */
  origin(user: User, request: IncomingMessage): string | null
  /** What the app's pages may frame, asked at this host. */
  frames(request: IncomingMessage): string[]
}

export function createPreviews(options: { link: AgentLink; users: Users; previewHost?: string }): Previews {
  const { link, users } = options
  /** The host that previews are named below. */
  const below = (request: IncomingMessage) => {
    const scheme = isSecure(request) ? 'https' : 'http'
    if (options.previewHost) return { scheme, host: options.previewHost }
    // Every name below localhost is loopback (RFC 6761, 6.3); an address in the bar has no names below it.
    const match = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.exec(request.headers.host ?? '')
    return match ? { scheme, host: `localhost${match[2] ?? ''}` } : undefined
  }

  const target = async (request: IncomingMessage) => {
    const [, port, secret] = LABEL.exec(request.headers.host ?? '')!
    const user = await users.byPreview(secret!)
    if (!user?.tenant) throw new DrydockError('not-found')
    const socket = await link.dial(user.tenant, Number(port))
    // What the page would see on a real host: localhost and its port, and none of our forwarding.
    const headers: http.OutgoingHttpHeaders = { host: `localhost:${port}` }
    for (const [name, value] of Object.entries(request.headers))
      if (name !== 'host' && !HOP.has(name)) headers[name] = value
    return { socket, port: Number(port), headers }
  }

  return {
    owns: (request) => LABEL.test(request.headers.host ?? ''),
    serve(request, response) {
      void (async () => {
        if (Number(request.headers['content-length']) > UPLOAD_MAX_BYTES) throw new DrydockError('too-large')
        const { socket, headers } = await target(request)
        const upstream = http.request(
          {
            createConnection: () => socket,
            method: request.method,
            path: request.url,
            headers: { ...headers, connection: 'close' },
          },
          (answer) => {
            const kept = Object.entries(answer.headers).filter(([name]) => !HOP.has(name))
            const headers = Object.fromEntries(kept) as http.OutgoingHttpHeaders
            // A page of a lab may keep cookies on its own host, not give some to the app above it.
            if (answer.headers['set-cookie'])
              headers['set-cookie'] = answer.headers['set-cookie'].map((one) => one.replace(/;\s*domain=[^;]*/gi, ''))
            response.writeHead(answer.statusCode ?? 502, headers)
            answer.pipe(response)
          },
        )
        upstream.on('error', () => {
          if (response.headersSent) response.destroy()
          else refuse(response, 'preview-unreachable', LABEL.exec(request.headers.host ?? '')?.[1])
        })
        response.on('close', () => upstream.destroy())
        let sent = 0
        request.on('data', (chunk: Buffer) => {
          sent += chunk.length
          if (sent > UPLOAD_MAX_BYTES) upstream.destroy()
        })
        request.pipe(upstream)
      })().catch((error) => {
        const id = error instanceof DrydockError ? error.id : 'internal'
        refuse(response, id, LABEL.exec(request.headers.host ?? '')?.[1])
      })
    },
    upgrade(request, client, head) {
      client.on('error', () => client.destroy())
      void (async () => {
        const { socket, headers } = await target(request)
        const lines = [`${request.method} ${request.url} HTTP/1.1`]
        for (const [name, value] of Object.entries({
          ...headers,
          connection: 'Upgrade',
          upgrade: request.headers.upgrade,
        }))
          for (const one of [value].flat()) if (one !== undefined) lines.push(`${name}: ${one}`)
        socket.write(`${lines.join('\r\n')}\r\n\r\n`)
        socket.write(head)
        socket.pipe(client).pipe(socket)
        socket.on('error', () => client.destroy())
        client.on('close', () => socket.destroy())
        socket.on('close', () => client.destroy())
      })().catch(() => client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'))
    },
    origin(user, request) {
      const place = below(request)
      return place ? `${place.scheme}://{port}-${user.preview}.${place.host}` : null
    },
    frames(request) {
      const place = below(request)
      return place ? [`${place.scheme}://*.${place.host}`] : []
    },
  }
}

const words: Record<string, { ko: string; en: string }> = {
  'preview-unreachable': {
    ko: '{port}번 포트에서 아무도 대답하지 않아요. 컨테이너가 실행 중인지, -p {port}:컨테이너포트 로 게시했는지 docker ps 로 확인해 보세요.',
    en: 'Nothing answers on port {port}. Check with docker ps that the container runs and was published with -p {port}:container-port.',
  },
  'agent-away': {
    ko: '도커 쪽과 연결이 잠시 끊겼어요. 몇 초 뒤에 새로고침해 주세요.',
    en: 'The Docker side is away for a moment. Reload in a few seconds.',
  },
  'too-large': {
    ko: '한 번에 보낼 수 있는 크기(64MB)를 넘었어요.',
    en: 'That is more than can be sent at once (64 MB).',
  },
  'not-found': { ko: '이 주소의 실습이 없어요.', en: 'There is no lab at this address.' },
}

/** The same text each time, so that its hash is all the policy has to allow. */
const TELL = `if(parent!==window)parent.postMessage({drydock:'preview-unreachable',port:Number(document.querySelector('meta[name=drydock-port]').content)},'*')`
const TELL_HASH = `sha256-${createHash('sha256').update(TELL).digest('base64')}`

function refuse(response: ServerResponse, id: string, port = ''): void {
  const text = words[id] ?? { ko: '페이지를 가져오지 못했어요.', en: 'The page could not be fetched.' }
  // The lab's browser panel draws the missing hop in place of this page. `port` is digits, by the host pattern.
  const tell =
    id === 'preview-unreachable' && port ? `<meta name="drydock-port" content="${port}"><script>${TELL}</script>` : ''
  const say = (line: string) => line.replaceAll('{port}', port)
  response.writeHead(id === 'not-found' ? 404 : id === 'too-large' ? 413 : 502, {
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src '${TELL_HASH}'`,
    ...(id === 'too-large' && { connection: 'close' }),
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-drydock-error': id,
  })
  response.end(`<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${id}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}code{font-size:.85em;opacity:.7}</style>
<p lang="ko">${say(text.ko)}</p><p lang="en">${say(text.en)}</p><code>${id}</code>${tell}`)
}
