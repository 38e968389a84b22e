import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compressStatic } from '../compress.mjs'
import { openAssets } from './asset.ts'

const SCRIPT = `console.log(${JSON.stringify('도커 '.repeat(1000))})`
const dir = mkdtempSync(join(tmpdir(), 'drydock-asset-'))
let server: http.Server

beforeAll(async () => {
  mkdirSync(join(dir, 'static/chunks'), { recursive: true })
  writeFileSync(join(dir, 'static/chunks/one.js'), SCRIPT)
  writeFileSync(join(dir, 'static/chunks/small.js'), 'small()')
  writeFileSync(join(dir, 'static/chunks/font.woff2'), Buffer.alloc(5_000))
  await compressStatic(dir)
  const assets = openAssets(dir)
  // What was built before an upgrade, which pages opened before it still ask for.
  rmSync(join(dir, 'static'), { recursive: true })
  server = http.createServer((request, response) => {
    if (!assets(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true })
})

function ask(path: string, accept: string, method = 'GET') {
  return new Promise<{ status?: number; headers: http.IncomingHttpHeaders; body: Buffer }>((done, fail) => {
    const { port } = server.address() as AddressInfo
    const request = http.request({ port, path, method, headers: { 'accept-encoding': accept } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part) => parts.push(part))
      response.on('end', () =>
        done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
    request.on('error', fail).end()
  })
}

test('a script is sent as the build compressed it, to be kept for good', async () => {
  const { status, headers, body } = await ask('/_next/static/chunks/one.js?dpl=1', 'gzip, deflate, br')
  expect(status).toBe(200)
  expect(brotliDecompressSync(body).toString()).toBe(SCRIPT)
  expect(headers).toMatchObject({
    'content-type': 'application/javascript; charset=UTF-8',
    'content-encoding': 'br',
    'content-length': String(body.length),
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  })
  const head = await ask('/_next/static/chunks/one.js', 'br;q=0.5', 'HEAD')
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(body.length), 0])
})

test.each([
  ['/_next/static/chunks/one.js', 'gzip', 'GET', 'who can’t read Brotli'],
  ['/_next/static/chunks/one.js', 'gzip, br;q=0', 'GET', 'who refuses it'],
  ['/_next/static/chunks/one.js', 'br', 'POST', 'a write'],
  ['/_next/static/chunks/one.js.br', 'br', 'GET', 'the compressed file by its own name'],
  ['/_next/static/chunks/small.js', 'br', 'GET', 'what is small as it is'],
  ['/_next/static/chunks/font.woff2', 'br', 'GET', 'what is compressed already'],
  ['/_next/static/../asset.test.ts', 'br', 'GET', 'what is elsewhere'],
])('%s with %s by %s is left to Next: %s', async (path, accept, method) => {
  expect((await ask(path, accept, method)).status).toBe(404)
})

test('before anything has been built there is nothing', () => {
  expect(openAssets(join(dir, 'nowhere'))({ method: 'GET', url: '/' } as never, {} as never)).toBe(false)
})
