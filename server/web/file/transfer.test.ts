// Uploads and downloads over a real HTTP server; the agent is played by a map.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DrydockError } from '#server/protocol/error.ts'
import { FILE_PIECE_BYTES, FILE_UPLOAD_BYTES } from '#server/protocol/file-limit.ts'
import type { AgentLink } from '../agent-link.ts'
import type { User } from '../user/user.ts'
import { createTransfers } from './transfer.ts'

const writer = '6f9b1f52-7a55-4c83-9d2b-5b8f3f2f9d10'
const files = new Map<string, Buffer>()
let refuse: DrydockError | undefined
let server: http.Server
let base: string

beforeAll(async () => {
  const link = {
    async call(method: string, { path, at, data }: { path: string; at: number; data: string }) {
      if (method === 'file.remove') return files.delete(path)
      if (method === 'file.piece') {
        const all = files.get(path)
        if (!all) throw new DrydockError('file-unknown')
        return { size: all.length, data: all.subarray(at, at + FILE_PIECE_BYTES).toString('base64') }
      }
      if (refuse && at > 0) throw refuse
      if (at === 0 && files.has(path)) throw new DrydockError('file-exists')
      files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(data, 'base64')]))
    },
  }
  const transfers = createTransfers({ link: link as unknown as AgentLink })
  const user = { tenant: 't' } as User
  server = http.createServer((request, response) => {
    const who = request.headers.cookie ? undefined : user
    const work = request.method === 'GET' ? transfers.download(who, request, response) : transfers.upload(who, request)
    work.then(
      () => response.end(),
      (error) => response.writeHead(400).end(String(error.id)),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/file`
})
afterAll(() => server.close())
beforeEach(() => {
  files.clear()
  refuse = undefined
})

const put = (path: string, body: BodyInit) =>
  fetch(`${base}?path=${encodeURIComponent(path)}&writer=${writer}`, { method: 'POST', body })
const bytes = Buffer.from(Array.from({ length: 3 * FILE_PIECE_BYTES + 7 }, (_, n) => (n * 7) % 256))

test('what goes up comes down, byte for byte, under its own name', async () => {
  expect((await put('app/사진 (1).png', bytes)).status).toBe(200)
  const response = await fetch(`${base}?path=${encodeURIComponent('app/사진 (1).png')}`)
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('사진 ')}%281%29.png`,
  )
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await put('empty', '')).status).toBe(200)
  expect((await fetch(`${base}?path=empty`)).headers.get('content-length')).toBe('0')
})

test('what is refused halfway is told, and leaves nothing', async () => {
  refuse = new DrydockError('file-full')
  const response = await put('big', bytes)
  expect([await response.text(), [...files.keys()]]).toEqual(['file-full', []])
})

test('a file that is there already stays', async () => {
  files.set('a', Buffer.from('theirs'))
  expect(await (await put('a', bytes)).text()).toBe('file-exists')
  expect(String(files.get('a'))).toBe('theirs')
})

test('too large is said before it comes', async () => {
  const request = http.request(`${base}?path=a&writer=${writer}`, {
    method: 'POST',
    headers: { 'content-length': FILE_UPLOAD_BYTES + 1 },
  })
  request.flushHeaders()
  const response = await new Promise<http.IncomingMessage>((done) => request.once('response', done))
  let said = ''
  for await (const chunk of response) said += chunk
  request.destroy()
  expect(said).toBe('file-big')
})

test('only a learner with a home of their own has files, and paths stay in it', async () => {
  expect(await (await fetch(`${base}?path=a`, { headers: { cookie: 'x' } })).text()).toBe('lab-not-open')
  for (const path of ['../a', '/etc/passwd', ''])
    expect(await (await fetch(`${base}?path=${encodeURIComponent(path)}`)).text()).toBe('bad-input')
  expect(await (await fetch(`${base}?path=none`)).text()).toBe('file-unknown')
})
