// From a socket in the workspace to a container: TCP with back-pressure and half-close, UDP with a small table of sessions.
import dgram from 'node:dgram'
import net from 'node:net'
import type { Listening } from '#server/agent/workspace/namespace.ts'

/** Open TCP connections of one published port; more are closed at once. */
const CONNECTIONS = 256
const CONNECT_MS = 10_000
/** UDP: one session per sender. */
const SESSIONS = 128
const SESSION_MS = 60_000

export interface Target {
  address: string
  port: number
}

export interface Relay {
  close(): void
}

/** `target` is asked per connection: undefined until the container has an address. */
export function relay(listening: Listening, target: () => Target | undefined): Relay {
  return listening.proto === 'tcp' ? relayTcp(listening.server, target) : relayUdp(listening.socket, target)
}

/** Joins two sockets that allow half-open ends; the end of one direction leaves the other as it is. */
export function join(a: net.Socket, b: net.Socket) {
  a.pipe(b)
  b.pipe(a)
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroySoon())
  }
}

export function connect({ address, port }: Target): net.Socket {
  return net.connect({ host: address, port, allowHalfOpen: true, noDelay: true })
}

function relayTcp(server: net.Server, target: () => Target | undefined): Relay {
  const open = new Set<net.Socket>()
  // A server that came as a handle has the defaults; this is what its connections are made with.
  Object.assign(server, { allowHalfOpen: true, pauseOnConnect: false, noDelay: true })
  server.on('error', () => {})
  server.on('connection', (client) => {
    const to = target()
    if (!to || open.size >= CONNECTIONS) {
      client.on('error', () => {})
      client.resetAndDestroy()
      return
    }
    open.add(client)
    client.on('close', () => open.delete(client))
    const upstream = connect(to)
    const timer = setTimeout(() => upstream.destroy(), CONNECT_MS)
    upstream.on('connect', () => clearTimeout(timer))
    upstream.on('close', () => clearTimeout(timer))
    // Nobody listens in the container: the caller sees a reset, as behind Docker's own proxy.
    upstream.on('error', () => client.resetAndDestroy())
    join(client, upstream)
  })
  return {
    close() {
      server.close()
      for (const client of open) client.destroy()
    },
  }
}

function relayUdp(socket: dgram.Socket, target: () => Target | undefined): Relay {
  const sessions = new Map<string, { upstream: dgram.Socket; timer: NodeJS.Timeout }>()
  const end = (key: string) => {
    const session = sessions.get(key)
    if (!session) return
    sessions.delete(key)
    clearTimeout(session.timer)
    session.upstream.close()
  }
  socket.on('error', () => {})
  socket.on('message', (bytes, from) => {
    const key = `${from.address}:${from.port}`
    let session = sessions.get(key)
    if (!session) {
      const to = target()
      if (!to) return
      const oldest = sessions.keys().next()
      if (sessions.size >= SESSIONS && !oldest.done) end(oldest.value)
      const upstream = dgram.createSocket('udp4')
      upstream.on('error', () => end(key))
      upstream.on('message', (answer) => {
        sessions.get(key)?.timer.refresh()
        socket.send(answer, from.port, from.address)
      })
      upstream.connect(to.port, to.address)
      session = { upstream, timer: setTimeout(() => end(key), SESSION_MS).unref() }
      sessions.set(key, session)
      upstream.on('connect', () => upstream.send(bytes))
      return
    }
    session.timer.refresh()
    try {
      session.upstream.send(bytes)
    } catch {
      // Not connected yet: a datagram may be lost.
    }
  })
  return {
    close() {
      for (const key of [...sessions.keys()]) end(key)
      socket.close()
    },
  }
}
