// The agent's door for the web: calls, events and terminal bytes on one WebSocket, previews as CONNECT tunnels, all on a unix
// socket that only this user may open. Knows the protocol, not what the methods do.
import { chmod, mkdir, rm } from 'node:fs/promises'
import http from 'node:http'
import type net from 'node:net'
import { dirname } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import { EngineError } from '#server/agent/gateway/refusal.ts'
import type { Log } from '#server/agent/part.ts'
import type { Viewing } from '#server/agent/terminal/session.ts'
import { join } from '#server/agent/workspace/relay.ts'
import { dataFrame, readFrame } from '#server/channel.ts'
import {
  type AgentEvents,
  type AgentMethod,
  type AgentMethods,
  AgentRequest,
  type AgentValue,
  agentMethods,
  TenantId,
} from '#server/protocol/agent.ts'
import { DrydockError, type ErrorId } from '#server/protocol/error.ts'

/** One message from the web: a paste, at most. */
const MESSAGE_BYTES = 8 * 1024 * 1024
/**
 * Bytes on their way to the web. Above HIGH every terminal that has more than its even share of them waits, below LOW all go on; above DEAD
 * it is given up. What is typed into another terminal comes back behind HIGH at most, so it is no more than takes a few ms.
 */
const HIGH_BYTES = 256 * 1024
const LOW_BYTES = 64 * 1024
const DEAD_BYTES = 64 * 1024 * 1024

export interface Connection {
  readonly watched: Set<string>
  readonly channels: Map<number, Viewing>
  event<E extends keyof AgentEvents>(event: E, data: AgentEvents[E]): void
  bytes(channel: number, bytes: Uint8Array): void
  onClose(job: () => void): void
}

/** `after` runs when the answer is on its way: what must come behind it. */
export type Answer<M extends AgentMethod> = AgentValue<M> | { value: AgentValue<M>; after: () => void }
export type Handlers = {
  [M in AgentMethod]: (
    params: import('zod').output<AgentMethods[M]['params']>,
    connection: Connection,
  ) => Answer<M> | Promise<Answer<M>>
}

export interface RpcOptions {
  socketPath: string
  handlers: Handlers
  dial: (tenant: string, port: number) => Promise<net.Socket>
  log: Log
}

export type Rpc = ReturnType<typeof createRpc>

export function createRpc({ socketPath, handlers, dial, log }: RpcOptions) {
  const connections = new Set<Connection>()
  const tunnels = new Set<net.Socket>()
  const server = http.createServer((_request, response) => {
    response.writeHead(404).end()
  })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MESSAGE_BYTES })

  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/rpc') return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (ws) => serve(ws))
  })

  server.on('connect', (request, client: net.Socket, head) => {
    client.on('error', () => client.destroy())
    const [tenant = '', port = ''] = (request.url ?? '').split(':')
    if (!TenantId.safeParse(tenant).success || !/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      return client.end('HTTP/1.1 400 bad-input\r\n\r\n')
    dial(tenant, Number(port)).then(
      (upstream) => {
        if (client.destroyed) return upstream.destroy()
        client.allowHalfOpen = true
        tunnels.add(client)
        client.on('close', () => tunnels.delete(client))
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        if (head.length > 0) upstream.write(head)
        join(client, upstream)
      },
      (error) => {
        client.end(`HTTP/1.1 502 ${error instanceof DrydockError ? error.id : 'preview-unreachable'}\r\n\r\n`)
      },
    )
  })

  function serve(ws: WebSocket) {
    const closing: (() => void)[] = []
    /** Bytes on their way, by channel. */
    const queued = new Map<number, number>()
    const held = new Set<Viewing>()

    function send(data: string | Buffer, sent: () => void = relieve) {
      if (ws.readyState !== ws.OPEN) return
      ws.send(data, sent)
      if (ws.bufferedAmount <= DEAD_BYTES) return
      log.warn({ bytes: ws.bufferedAmount }, 'the web does not read: connection closed')
      ws.terminate()
    }
    /** One that floods never stops the others. */
    function count(channel: number, bytes: number) {
      const own = (queued.get(channel) ?? 0) + bytes
      if (own > 0) queued.set(channel, own)
      else queued.delete(channel)
      const viewing = connection.channels.get(channel)
      if (viewing && ws.bufferedAmount > HIGH_BYTES && own > HIGH_BYTES / queued.size && !held.has(viewing)) {
        held.add(viewing)
        viewing.block(true)
      }
    }
    function relieve() {
      if (held.size === 0 || ws.bufferedAmount >= LOW_BYTES) return
      const free = [...held]
      held.clear()
      for (const viewing of free) viewing.block(false)
    }

    const connection: Connection = {
      watched: new Set(),
      channels: new Map(),
      event: (event, data) => send(JSON.stringify({ event, data })),
      bytes(channel, bytes) {
        if (ws.readyState !== ws.OPEN) return
        const frame = dataFrame(channel, bytes)
        send(frame, () => {
          count(channel, -frame.length)
          relieve()
        })
        count(channel, frame.length)
      },
      onClose: (job) => closing.push(job),
    }
    connections.add(connection)

    ws.on('message', (data: Buffer, binary) => {
      if (!binary) return void call(data.toString('utf8'))
      const frame = readFrame(data)
      // One that was detached meanwhile has nothing to be told.
      const viewing = frame && connection.channels.get(frame.channel)
      if (!viewing) return
      if ('bytes' in frame) viewing.input(frame.bytes)
      else viewing.ack(frame.drawn)
    })
    ws.on('error', (error) => log.warn({ error: error.message }, 'web connection'))
    ws.on('close', () => {
      connections.delete(connection)
      for (const viewing of connection.channels.values()) viewing.detach()
      connection.channels.clear()
      for (const job of closing) job()
    })

    async function call(text: string) {
      let id = 0
      try {
        const request = AgentRequest.parse(JSON.parse(text))
        id = request.id
        if (!Object.hasOwn(agentMethods, request.method))
          throw new DrydockError('bad-input', `no method ${request.method}`)
        const method = request.method as AgentMethod
        const params = agentMethods[method].params.safeParse(request.params ?? {})
        if (!params.success) throw new DrydockError('bad-input', params.error.message)
        const answer = await (handlers[method] as (params: unknown, connection: Connection) => unknown)(
          params.data,
          connection,
        )
        const { value, after } = isDeferred(answer) ? answer : { value: answer, after: undefined }
        send(JSON.stringify({ id, ok: true, value }))
        after?.()
      } catch (error) {
        const { error: name, detail } = problemOf(error)
        if (name === 'internal')
          log.error({ error: error instanceof Error ? error.stack : String(error) }, 'call failed')
        send(JSON.stringify({ id, ok: false, error: name, detail }))
      }
    }
  }

  return {
    async start() {
      await mkdir(dirname(socketPath), { recursive: true, mode: 0o755 })
      // Left by a process that was killed; main.ts has made sure that no other agent runs.
      await rm(socketPath, { force: true })
      const before = process.umask(0o177)
      try {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          server.listen(socketPath, resolve)
        })
      } finally {
        process.umask(before)
      }
      await chmod(socketPath, 0o600)
    },
    /** To every connection. */
    broadcast<E extends keyof AgentEvents>(event: E, data: AgentEvents[E]) {
      for (const connection of connections) connection.event(event, data)
    },
    /** To those that watch the tenant. */
    tell<E extends keyof AgentEvents>(tenant: string, event: E, data: AgentEvents[E]) {
      for (const connection of connections) if (connection.watched.has(tenant)) connection.event(event, data)
    },
    /** Bytes that no web has taken yet. */
    queued: () => [...sockets.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0),
    /** Whether anybody watches the tenant. */
    watched: (tenant: string) => [...connections].some((connection) => connection.watched.has(tenant)),
    async stop() {
      for (const ws of sockets.clients) ws.close(1001)
      for (const tunnel of tunnels) tunnel.destroy()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        setTimeout(() => {
          for (const ws of sockets.clients) ws.terminate()
          server.closeAllConnections()
        }, 500).unref()
      })
      await rm(socketPath, { force: true })
    },
  }
}

function isDeferred(answer: unknown): answer is { value: unknown; after: () => void } {
  return typeof answer === 'object' && answer !== null && 'after' in answer && typeof answer.after === 'function'
}

function problemOf(error: unknown): { error: ErrorId; detail?: string } {
  if (error instanceof DrydockError) return { error: error.id, detail: error.detail }
  if (error instanceof EngineError && error.status === 503) return { error: 'engine-away', detail: error.message }
  const code = (error as { code?: string }).code
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return { error: 'engine-away', detail: String(error) }
  return { error: 'internal', detail: error instanceof Error ? error.message : String(error) }
}
