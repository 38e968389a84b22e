import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { INPUT_BYTES } from '#server/agent/terminal/pace.ts'
import { type Door, type Keeping, openDoor, type Shell } from './keeper.ts'

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
let dir: string
let door: Door
let shells: Record<string, ReturnType<typeof listener>>
const callers: net.Socket[] = []

/** Who wants to hear of a shell, and what was heard. */
function listener(offset = 0) {
  const heard = { text: '', over: [] as (number | undefined)[], shell: undefined as Shell | undefined }
  const keeping: Keeping = {
    offset,
    size: { cols: 80, rows: 24 },
    connect(shell) {
      heard.shell = shell
    },
    output(bytes) {
      heard.text += bytes
    },
    over: (_, code) => heard.over.push(code),
  }
  return { heard, keeping }
}

const frame = (kind: string, data: Buffer | string = '') => {
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeUInt32BE(Buffer.byteLength(data), 1)
  return Buffer.concat([head, Buffer.from(data)])
}

/** A keeper's side: what it was sent, and whether it was let in. */
async function call(...parts: (Buffer | string)[]) {
  const socket = net.connect(join(dir, 'shell.sock'))
  callers.push(socket)
  const state = { bytes: Buffer.alloc(0), closed: false }
  socket.on('data', (chunk: Buffer) => {
    state.bytes = Buffer.concat([state.bytes, chunk])
  })
  socket.on('close', () => {
    state.closed = true
  })
  socket.on('error', () => {})
  await new Promise((done) => socket.once('connect', done))
  for (const part of parts) {
    socket.write(part)
    await new Promise(setImmediate)
  }
  return { socket, state }
}
const go = (offset: number) => {
  const body = Buffer.alloc(12)
  body.writeBigUInt64BE(BigInt(offset))
  body.writeUInt16BE(80, 8)
  body.writeUInt16BE(24, 10)
  return frame('g', body)
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-door-'))
  shells = { one: listener(), two: listener(7) }
  door = await openDoor({ socketDir: dir, owner, find: (key) => shells[key]?.keeping })
})
afterEach(async () => {
  for (const socket of callers.splice(0)) socket.destroy()
  await door.close()
  rmSync(dir, { recursive: true })
})

test('a keeper is told where to go on, and its output arrives however it is cut', async () => {
  const all = Buffer.concat([
    frame('h', 'two'),
    frame('f', Buffer.from([0, 0, 0, 0, 0, 0, 0, 9])),
    frame('o', 'hello '),
  ])
  const { state } = await call(...[...all].map((byte) => Buffer.from([byte])), frame('o', 'world'))
  const { heard, keeping } = shells.two!
  await expect.poll(() => heard.text).toBe('hello world')
  expect(state.bytes).toEqual(go(7))
  // The keeper had no more than from there.
  expect(keeping.offset).toBe(9)
})

test('input goes in frames, sizes one after the other, the same one not twice', async () => {
  const { state } = await call(frame('h', 'one'))
  await expect.poll(() => shells.one!.heard.shell).toBeDefined()
  const shell = shells.one!.heard.shell!
  shell.write(Buffer.alloc(64 * 1024 + 1, 'x'))
  shell.resize({ cols: 80, rows: 24 })
  shell.resize({ cols: 80, rows: 23 })
  shell.resize({ cols: 80, rows: 20 })
  shell.resize({ cols: 80, rows: 24 })
  const size = (rows: number) => frame('s', Buffer.from([0, 80, 0, rows]))
  const wanted = [go(0), frame('i', 'x'.repeat(64 * 1024)), frame('i', 'x'), size(23), size(24)]
  await expect.poll(() => state.bytes.equals(Buffer.concat(wanted))).toBe(true)
})

test('the end is told once: with the code of a shell that ended, without one when only the keeper is gone', async () => {
  await call(frame('h', 'one'), frame('o', 'bye'), frame('x', Buffer.from([3])))
  await expect.poll(() => shells.one!.heard.over).toEqual([3])
  expect(shells.one!.heard.text).toBe('bye')
  const { socket } = await call(frame('h', 'two'))
  await expect.poll(() => shells.two!.heard.shell).toBeDefined()
  socket.destroy()
  await expect.poll(() => shells.two!.heard.over).toEqual([undefined])
})

test('a shell that nobody knows is ended; a second caller with a key is turned away', async () => {
  const stranger = await call(frame('h', 'three'))
  await expect.poll(() => stranger.state.closed).toBe(true)
  expect(stranger.state.bytes).toEqual(frame('e'))
  const keeper = await call(frame('h', 'one'))
  const second = await call(frame('h', 'one'), frame('o', 'forged'))
  await expect.poll(() => second.state.closed).toBe(true)
  keeper.socket.write(frame('o', 'real'))
  await expect.poll(() => shells.one!.heard.text).toBe('real')
  expect(shells.one!.heard.over).toEqual([])
})

test.each([
  ['something else first', frame('o', 'x')],
  ['a key without end', Buffer.concat([Buffer.from('h'), Buffer.from([0, 1, 0, 0])])],
  ['an unknown frame', Buffer.concat([frame('h', 'one'), frame('?')])],
  ['more output than a frame holds', Buffer.concat([frame('h', 'one'), Buffer.from('o'), Buffer.from([1, 0, 0, 0])])],
  ['output without output', Buffer.concat([frame('h', 'one'), frame('o')])],
  ['a second beginning', Buffer.concat([frame('h', 'one'), frame('f', Buffer.alloc(8)), frame('f', Buffer.alloc(8))])],
  [
    'an offset beyond all numbers',
    Buffer.concat([frame('h', 'one'), frame('f', Buffer.from([255, 0, 0, 0, 0, 0, 0, 0]))]),
  ],
])('%s is no keeper', async (_, bytes) => {
  const { state } = await call(bytes)
  await expect.poll(() => state.closed).toBe(true)
  expect(shells.one!.heard.text).toBe('')
})

test('no more callers than there may be shells and a few', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, () => call()))
  await expect.poll(() => all.filter(({ state }) => state.closed).length).toBe(8)
})

test('input that the shell does not take is bounded, and the door closes all the same', async () => {
  const { socket, state } = await call(frame('h', 'one'))
  await expect.poll(() => shells.one!.heard.shell).toBeDefined()
  socket.pause()
  const shell = shells.one!.heard.shell!
  for (let n = 0; n < 100; n++) shell.write(Buffer.alloc(256 * 1024))
  shell.leave()
  await door.close()
  await expect.poll(() => shells.one!.heard.over).toEqual([undefined])
  socket.resume()
  await expect.poll(() => state.closed).toBe(true)
  expect(state.bytes.length).toBeLessThan(INPUT_BYTES + 1024 * 1024)
})

/** How a starter is asked for a keeper of 100 columns and 30 rows. */
const asked = (key: string) => frame('n', Buffer.concat([Buffer.from([0, 100, 0, 30]), Buffer.from(key)]))
const nothing = () => {
  const body = Buffer.alloc(12)
  return frame('g', body)
}
const size = { cols: 100, rows: 30 }

test('the starter is asked for keepers, and waited for while a workspace starts', async () => {
  expect(await door.start('one', size, 0)).toBe(false)
  const early = door.start('one', size, 5_000)
  const starter = await call(frame('h', 'starter'))
  expect(await early).toBe(true)
  expect(await door.start('two', size, 0)).toBe(true)
  await expect.poll(() => starter.state.bytes).toEqual(Buffer.concat([nothing(), asked('one'), asked('two')]))
  starter.socket.destroy()
  await expect.poll(() => door.start('one', size, 0)).toBe(false)
  expect(await door.start('one', size, 50)).toBe(false)
  const next = await call(frame('h', 'starter'))
  await expect.poll(() => next.state.bytes).toEqual(nothing())
  expect(await door.start('two', size, 0)).toBe(true)
})

test('there is one starter, which is asked and says nothing', async () => {
  const starter = await call(frame('h', 'starter'))
  await expect.poll(() => starter.state.bytes.length).toBeGreaterThan(0)
  const second = await call(frame('h', 'starter'))
  await expect.poll(() => second.state.closed).toBe(true)
  expect(starter.state.closed).toBe(false)
  starter.socket.write(frame('o', 'x'))
  await expect.poll(() => starter.state.closed).toBe(true)
})

test('a starter that reads nothing is not asked again', async () => {
  const { socket, state } = await call(frame('h', 'starter'))
  await expect.poll(() => state.bytes.length).toBeGreaterThan(0)
  socket.pause()
  let taken = 0
  while (taken < 100_000 && (await door.start('one', size, 0))) taken++
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThan(100_000)
})
