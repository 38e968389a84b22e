import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExchange, type Exchange } from './exchange.ts'

/** What the engine in the test does with a request; `count`: requests on this connection so far, from 1. */
type Serve = (request: string, socket: net.Socket, count: number) => void

let directory: string
let server: net.Server
let exchange: Exchange
let serve: Serve
let connections: net.Socket[]

const answer = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
const target = (request: string) => request.split(' ')[1] ?? ''
const get = (path: string, signal?: AbortSignal) => exchange({ method: 'GET', target: path, signal })
const textOf = async (path: string) => (await get(path)).bytes.toString()
const closed = (socket: net.Socket | undefined) =>
  new Promise<void>((resolve) => (socket?.closed ? resolve() : socket?.once('close', () => resolve())))

beforeEach(async () => {
  directory = await mkdtemp('/tmp/dd-ex-')
  connections = []
  serve = (request, socket) => socket.write(answer(target(request)))
  server = net.createServer((socket) => {
    connections.push(socket)
    let text = ''
    let count = 0
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      for (;;) {
        const end = text.indexOf('\r\n\r\n')
        const length = Number(/content-length: ([0-9]+)/i.exec(text.slice(0, end))?.[1] ?? 0)
        if (end < 0 || text.length < end + 4 + length) return
        const request = text.slice(0, end + 4 + length)
        text = text.slice(end + 4 + length)
        serve(request, socket, ++count)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(join(directory, 's'), resolve))
  exchange = createExchange(join(directory, 's'))
})

afterEach(async () => {
  for (const socket of connections) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
  await rm(directory, { recursive: true })
})

describe('G-201 connections to the engine', () => {
  it('carry one exchange after the other', async () => {
    for (const path of ['/a', '/b', '/c']) expect(await textOf(path)).toBe(path)
    expect(connections).toHaveLength(1)
  })

  it('never carry two at a time, and no answer meets another request', async () => {
    serve = (request, socket) => {
      const text = answer(target(request).repeat(20))
      const cut = Math.floor(Math.random() * text.length)
      socket.write(text.slice(0, cut))
      setTimeout(() => socket.write(text.slice(cut)), Math.random() * 5)
    }
    const paths = Array.from({ length: 300 }, (_, i) => `/${i}/`)
    for (let at = 0; at < paths.length; at += 30)
      await Promise.all(
        paths.slice(at, at + 30).map(async (path) => {
          expect(await textOf(path)).toBe(path.repeat(20))
        }),
      )
    expect(connections.length).toBeGreaterThan(29)
    // Four of thirty are kept.
    await expect.poll(() => connections.filter(({ closed }) => !closed).length).toBe(4)
  })

  it('are given up when more comes than the answer', async () => {
    serve = (request, socket) => socket.write(answer(target(request)) + answer('/planted'))
    for (const path of ['/a', '/b']) expect(await textOf(path)).toBe(path)
    expect(connections).toHaveLength(2)
  })

  it('are given up when something comes that nobody asked for', async () => {
    expect(await textOf('/a')).toBe('/a')
    connections[0]?.write(answer('/planted'))
    await closed(connections[0])
    expect(await textOf('/b')).toBe('/b')
    expect(connections).toHaveLength(2)
  })

  it('are given up after an answer that is not understood', async () => {
    serve = (request, socket) =>
      socket.write(target(request) === '/odd' ? 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n' : answer('fine'))
    await expect(textOf('/odd')).rejects.toThrow(/not understood/)
    await closed(connections[0])
    expect(await textOf('/b')).toBe('fine')
  })

  it('G-205 end with a client that goes away, and its answer with them', async () => {
    expect(await textOf('/a')).toBe('/a')
    serve = (request, socket) => void setTimeout(() => socket.write(answer(target(request))), 20)
    const gone = new AbortController()
    const cut = get('/late', gone.signal)
    setTimeout(() => gone.abort(), 5)
    await expect(cut).rejects.toMatchObject({ name: 'AbortError' })
    await closed(connections[0])
    expect(await textOf('/b')).toBe('/b')
    await expect(get('/never', gone.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('may have been closed by an engine that was started anew: what only reads is asked again, nothing else is', async () => {
    const asked: string[] = []
    serve = (request, socket, count) => {
      asked.push(target(request))
      if (count > 1) socket.destroy()
      else socket.write(answer(target(request)))
    }
    expect(await textOf('/a')).toBe('/a')
    expect(await textOf('/b')).toBe('/b')
    await expect(exchange({ method: 'POST', target: '/c', body: '{}' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(asked).toEqual(['/a', '/b', '/b', '/c'])
  })

  it('that are cut off within an answer fail the call', async () => {
    serve = (_request, socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
    await expect(textOf('/a')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('are written to in one spelling: exact length, nothing that ends a line', async () => {
    let seen = ''
    serve = (request, socket) => {
      seen = Buffer.from(request, 'latin1').toString()
      socket.write(answer(''))
    }
    await exchange({ method: 'POST', target: '/a?b=c', body: '{"a":"웹"}' })
    expect(seen).toBe(
      'POST /a?b=c HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"a":"웹"}',
    )
    await exchange({ method: 'DELETE', target: '/a' })
    expect(seen).toBe('DELETE /a HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n')
    for (const odd of ['/a b', '/a\r\nX: y', '/a\n', '/é', '', 'a'])
      await expect(exchange({ method: 'GET', target: odd })).rejects.toThrow(/request target/)
  })
})
