// Previews end to end but for the agent: a CONNECT door like the agent's, in front of a real HTTP server.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgentLink } from '../agent-link.ts'
import { openStore } from '../store/store.ts'
import { createUsers } from '../user/user.ts'
import { createPreviews } from './preview.ts'

let dir: string
let port: number
let preview: string
const closers: (() => unknown)[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-preview-'))
  const page = http.createServer((request, response) => {
    response.setHeader('x-seen-host', request.headers.host ?? '')
    response.setHeader('set-cookie', ['a=1', 'drydock=mine; Domain=localhost; Path=/'])
    request.resume()
    response.end(`hello ${request.method} ${request.url}`)
  })
  page.on('upgrade', (_request, socket, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    socket.write(head)
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  const door = http.createServer()
  door.on('connect', (request, socket) => {
    if (request.url !== 'tabcdefghijkl:8080') return socket.end('HTTP/1.1 502 refused\r\n\r\n')
    const upstream = net.connect((page.address() as AddressInfo).port, '127.0.0.1')
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    upstream.pipe(socket).pipe(upstream)
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => door.listen(join(dir, 'agent.sock'), resolve))
  const store = await openStore(join(dir, 'test.db'))
  const users = createUsers(store)
  const { user } = await users.create()
  await users.setTenant(user.id, 'tabcdefghijkl')
  preview = user.preview
  const link = createAgentLink({ socketPath: join(dir, 'agent.sock') })
  const previews = createPreviews({ link, users })
  const server = http.createServer((request, response) => {
    if (previews.owns(request)) previews.serve(request, response)
    else response.end('app')
  })
  server.on('upgrade', (request, socket, head) => previews.upgrade(request, socket, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  closers.push(
    () => link.stop(),
    () => server.closeAllConnections(),
    () => server.close(),
    () => door.close(),
    () => page.close(),
    () => store.destroy(),
  )
  const at = (host: string, more: object = {}) => ({ headers: { host, ...more }, socket: {} }) as http.IncomingMessage
  expect(previews.origin(user, at(`localhost:${port}`))).toBe(`http://{port}-${preview}.localhost:${port}`)
  expect(previews.frames(at(`localhost:${port}`))).toEqual([`http://*.localhost:${port}`])
  expect(previews.origin(user, at('192.0.2.7:3000'))).toBeNull()
  expect(previews.frames(at('192.0.2.7:3000'))).toEqual([])
  const named = createPreviews({ link, users, previewHost: 'lab.example' })
  const overTls = at('app.example', { 'x-forwarded-proto': 'https' })
  expect(named.origin(user, overTls)).toBe(`https://{port}-${preview}.lab.example`)
  expect(named.frames(overTls)).toEqual(['https://*.lab.example'])
})
afterAll(async () => {
  for (const close of closers) await close()
  rmSync(dir, { recursive: true })
})

function get(
  host: string,
  path = '/x?y=1',
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
      })
      .on('error', reject)
  })
}

test('the page sees localhost and its own port, and answers through', async () => {
  const answer = await get(`8080-${preview}.localhost:${port}`)
  expect(answer).toMatchObject({ status: 200, body: 'hello GET /x?y=1' })
  expect(answer.headers['x-seen-host']).toBe('localhost:8080')
})

test('a port where nobody listens says which hop is missing, in both languages', async () => {
  const answer = await get(`9999-${preview}.localhost:${port}`)
  expect(answer.status).toBe(502)
  expect(answer.headers['x-drydock-error']).toBe('preview-unreachable')
  expect(answer.body).toContain('9999번 포트')
  expect(answer.body).toContain('Nothing answers on port 9999')
})

test('an unknown secret is nobody’s page, and other hosts are the app', async () => {
  expect((await get(`8080-${'a'.repeat(20)}.localhost`)).status).toBe(404)
  expect((await get('localhost')).body).toBe('app')
})

test('WebSockets pass', async () => {
  const socket = net.connect(port, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nHost: 8080-${preview}.localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nping`)
  const seen = await new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      if (text.endsWith('ping')) resolve(text)
    })
  })
  expect(seen).toMatch(/^HTTP\/1.1 101 /)
  socket.destroy()
})

test('a page of a lab keeps cookies on its own host', async () => {
  const { headers } = await get(`8080-${preview}.localhost:${port}`)
  expect(headers['set-cookie']).toEqual(['a=1', 'drydock=mine; Path=/'])
})

test('what is sent to a page has a bound', async () => {
  const post = (headers: http.OutgoingHttpHeaders) =>
    new Promise<number>((resolve, reject) => {
      const request = http.request(
        { host: '127.0.0.1', port, method: 'POST', headers: { host: `8080-${preview}.localhost`, ...headers } },
        (response) => resolve(response.resume().statusCode!),
      )
      request.on('error', reject)
      if (headers['content-length'] === undefined) request.end('small')
      else request.flushHeaders()
    })
  expect(await post({})).toBe(200)
  expect(await post({ 'content-length': 64 * 1024 * 1024 + 1 })).toBe(413)
})

test('our own page in place of one that is missing runs only its own script', async () => {
  const { body, headers } = await get(`9999-${preview}.localhost:${port}`)
  const script = /<script>(.*?)<\/script>/.exec(body)![1]!
  const hash = createHash('sha256').update(script).digest('base64')
  expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'`)
})
