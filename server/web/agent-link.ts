// The web's one line to an agent: calls with answers, events, and terminal bytes by channel. It reconnects by itself;
// calls made meanwhile fail with agent-away at once, so that nobody waits for what may not come.
import { EventEmitter } from 'node:events'
import http from 'node:http'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { ackFrame, dataFrame, readFrame } from '#server/channel.ts'
import {
  type AgentEvents,
  type AgentMethod,
  type AgentParams,
  AgentReply,
  type AgentValue,
  agentEvents,
  agentMethods,
} from '#server/protocol/agent.ts'
import { DrydockError } from '#server/protocol/error.ts'

const CALL_TIMEOUT_MS = 60_000
const RETRY_MS = [50, 100, 250, 500, 1000]

type Listener = { [E in keyof AgentEvents]: [AgentEvents[E]] } & { up: []; down: [] }

export interface AgentLink {
  connected(): boolean
  call<M extends AgentMethod>(method: M, params: AgentParams<M>): Promise<AgentValue<M>>
  on<E extends keyof Listener>(event: E, listener: (...args: Listener[E]) => void): () => void
  /** A new channel number; its output goes to `onBytes` until `closeChannel`. */
  openChannel(onBytes: (bytes: Buffer) => void): number
  closeChannel(channel: number): void
  send(channel: number, bytes: Uint8Array): void
  /** `bytes` more of the channel's output were drawn. */
  ack(channel: number, bytes: number): void
  /** Bytes written and not yet taken by the agent. */
  buffered(): number
  /** A TCP connection to a port of the learner's localhost. Rejects with preview-unreachable or agent-away. */
  dial(tenant: string, port: number): Promise<Socket>
  stop(): void
}

export function createAgentLink({
  socketPath,
  timed,
}: {
  socketPath: string
  /** Told how long each answer took. */
  timed?: (method: AgentMethod, ms: number) => void
}): AgentLink {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void; timer: NodeJS.Timeout; answered(): void }
  >()
  const channels = new Map<number, (bytes: Buffer) => void>()
  let socket: WebSocket | undefined
  let stopped = false
  let attempt = 0
  let retry: NodeJS.Timeout | undefined
  let nextId = 1
  let nextChannel = 1

  const connect = () => {
    const ws = new WebSocket(`ws+unix://${socketPath}:/rpc`, { perMessageDeflate: false })
    ws.on('open', () => {
      socket = ws
      attempt = 0
      emitter.emit('up')
    })
    ws.on('message', (data: Buffer, binary) => {
      if (!binary) return receive(data.toString('utf8'))
      const frame = readFrame(data)
      if (frame && 'bytes' in frame) channels.get(frame.channel)?.(frame.bytes)
    })
    ws.on('error', () => {})
    ws.on('close', () => {
      const was = socket === ws
      if (was) socket = undefined
      for (const call of waiting.values()) {
        clearTimeout(call.timer)
        call.reject(new DrydockError('agent-away'))
      }
      waiting.clear()
      if (was) emitter.emit('down')
      if (!stopped) retry = setTimeout(connect, RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)])
    })
  }

  const receive = (text: string) => {
    const message = AgentReply.parse(JSON.parse(text))
    if ('event' in message) {
      const schema = agentEvents[message.event as keyof typeof agentEvents]
      if (schema) emitter.emit(message.event, schema.parse(message.data))
      return
    }
    const call = waiting.get(message.id)
    if (!call) return
    waiting.delete(message.id)
    clearTimeout(call.timer)
    call.answered()
    if (message.ok) call.resolve(message.value)
    else call.reject(new DrydockError(message.error, message.detail))
  }

  connect()
  return {
    connected: () => socket !== undefined,
    call(method, params) {
      const ws = socket
      if (!ws) return Promise.reject(new DrydockError('agent-away'))
      const id = nextId++
      const began = performance.now()
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id)
          reject(new DrydockError('agent-away', `${method} took over ${CALL_TIMEOUT_MS / 1000} s`))
        }, CALL_TIMEOUT_MS)
        waiting.set(id, {
          resolve: (value) => resolve(agentMethods[method].value.parse(value) as never),
          reject,
          timer,
          answered: () => timed?.(method, performance.now() - began),
        })
        ws.send(JSON.stringify({ id, method, params }))
      })
    },
    on(event, listener) {
      emitter.on(event, listener as (...args: unknown[]) => void)
      return () => emitter.off(event, listener as (...args: unknown[]) => void)
    },
    openChannel(onBytes) {
      const channel = nextChannel++
      channels.set(channel, onBytes)
      return channel
    },
    closeChannel(channel) {
      channels.delete(channel)
    },
    send(channel, bytes) {
      socket?.send(dataFrame(channel, bytes))
    },
    ack(channel, bytes) {
      socket?.send(ackFrame(channel, bytes))
    },
    buffered: () => socket?.bufferedAmount ?? 0,
    dial(tenant, port) {
      return new Promise((resolve, reject) => {
        const request = http.request({ socketPath, method: 'CONNECT', path: `${tenant}:${port}` })
        request.on('connect', (response, tunnel) => {
          if (response.statusCode === 200) return resolve(tunnel as Socket)
          tunnel.destroy()
          reject(new DrydockError('preview-unreachable', response.statusMessage))
        })
        request.on('error', () => reject(new DrydockError('agent-away')))
        request.end()
      })
    },
    stop() {
      stopped = true
      clearTimeout(retry)
      socket?.close()
    },
  }
}
