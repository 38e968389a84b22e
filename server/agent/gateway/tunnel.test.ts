import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { EngineError } from './refusal.ts'
import { createUpstream } from './upstream.ts'

const dir = mkdtempSync(join(tmpdir(), 'drydock-tunnel-'))
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))

let made = 0
/** A server on a socket of its own; what connects is ended with the test. */
async function listen(serve: (socket: net.Socket) => void): Promise<string> {
  const path = join(dir, `${made++}.sock`)
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    ends.push(() => socket.destroy())
    socket.on('error', () => {})
    serve(socket)
  })
  ends.push(() => server.close())
  server.listen(path)
  await once(server, 'listening')
  return path
}

/** An engine that answers an upgrade and then does as it is told. */
const engine = (
  then: (socket: net.Socket) => void,
  head = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
) =>
  listen((socket) => {
    socket.once('data', () => {
      socket.write(head)
      then(socket)
    })
  })

/** Both ends of a client's connection. */
async function client(): Promise<{ near: net.Socket; far: net.Socket }> {
  let accepted: (socket: net.Socket) => void
  const far = new Promise<net.Socket>((resolve) => {
    accepted = resolve
  })
  const near = net.connect({ path: await listen((socket) => accepted(socket)), allowHalfOpen: true })
  ends.push(() => near.destroy())
  await once(near, 'connect')
  return { near, far: await far }
}

const BYTES = 8_000_000
const numbered = (size: number) => {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 4) bytes.writeUInt32LE(at, at)
  return bytes
}

test('all that the engine says reaches a slow client, in order and once', async () => {
  const said = numbered(BYTES)
  const path = await engine((socket) => socket.end(said))
  const tunnel = await createUpstream(path).tunnel({ path: '/exec/x/start' })
  const { near, far } = await client()
  tunnel.socket.on('end', () => near.end())
  tunnel.into(near)
  const parts: Buffer[] = []
  far.on('data', (part: Buffer) => {
    parts.push(part)
    // Slower than the engine: the buffer is still the client's when more could be read into it.
    far.pause()
    setTimeout(() => far.resume(), parts.length % 8 === 0 ? 3 : 0)
  })
  await once(far, 'end')
  expect(Buffer.concat(parts).equals(said)).toBe(true)
})

test('what came with the answer, and before the client was there, comes first', async () => {
  const path = await engine((socket) => {
    socket.write('two ')
    setTimeout(() => socket.end('three'), 50)
  }, 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\none ')
  const tunnel = await createUpstream(path).tunnel({ path: '/exec/x/start' })
  await sleep(20)
  const { near, far } = await client()
  tunnel.socket.on('end', () => near.end())
  tunnel.into(near)
  let text = ''
  far.on('data', (part: Buffer) => {
    text += part
  })
  await once(far, 'end')
  expect(text).toBe('one two three')
})

test('a client that takes nothing holds the engine up; one that goes away lets it say the rest', async () => {
  let blocked = false
  let drained = false
  const path = await engine((socket) => {
    blocked = !socket.write(Buffer.alloc(BYTES))
    socket.once('drain', () => {
      drained = true
    })
  })
  const tunnel = await createUpstream(path).tunnel({ path: '/exec/x/start' })
  const { near } = await client()
  near.on('error', () => {})
  tunnel.into(near)
  await sleep(200)
  expect(blocked).toBe(true)
  expect(drained).toBe(false)
  // No more than one buffer waits on this side.
  expect(near.writableLength).toBeLessThanOrEqual(64 * 1024)
  near.destroy()
  await expect.poll(() => drained).toBe(true)
  tunnel.socket.destroy()
})

test('another answer than 101 is the engine’s error', async () => {
  const body = '{"message":"No such exec instance: x"}'
  const path = await engine(
    (socket) => socket.end(),
    `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const error = await createUpstream(path)
    .tunnel({ path: '/exec/x/start' })
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineError)
  expect(String(error)).toContain('No such exec instance')
})
