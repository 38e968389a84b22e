// Requests to the engine. Each is built anew from understood parts. Plain exchanges share connections (exchange.ts); whatever streams or
// is taken over has one of its own.
import http from 'node:http'
import net from 'node:net'
import type { Readable } from 'node:stream'
import { createExchange } from './exchange.ts'
import type { Json } from './json.ts'
import { API_MAX_MINOR, ENGINE_JSON_MAX_BYTES } from './limit.ts'
import { EngineError } from './refusal.ts'
import { createTunnel, type Tunnel } from './tunnel.ts'

export interface EngineRequest {
  /** Percent-encoded by the caller where needed (`segment`), without the version. */
  path: string
  query?: Record<string, string | number | boolean | string[] | undefined>
  body?: Json | object
  tar?: Readable
  headers?: Record<string, string>
  /** Ends the request, and with it what the engine does for it. */
  signal?: AbortSignal
}
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'

export interface EngineStream {
  status: number
  headers: http.IncomingHttpHeaders
  stream: http.IncomingMessage
}

export interface Upstream {
  /** The parsed answer; undefined for an empty one. @throws EngineError for 4xx and 5xx */
  // biome-ignore lint/suspicious/noExplicitAny: the engine's answers are typed where they are shown, field by field
  json<T = any>(method: Method, request: EngineRequest): Promise<T>
  /** Like json, with the status (304 matters for start and stop). */
  // biome-ignore lint/suspicious/noExplicitAny: see above
  answer<T = any>(method: Method, request: EngineRequest): Promise<{ status: number; value: T }>
  /** The answer's head and its body as a stream. @throws EngineError for 4xx and 5xx */
  stream(method: Method, request: EngineRequest): Promise<EngineStream>
  /** Takes over the connection. Resolves only after the engine's 101. @throws EngineError for anything else */
  hijack(request: EngineRequest): Promise<net.Socket>
  /** Like hijack, for a connection that is handed on to somebody else. */
  tunnel(request: EngineRequest): Promise<Tunnel>
}

/** One path segment (a full id, an engine name). */
export const segment = (text: string) => encodeURIComponent(text)

/** Told how long each plain call took, also one that failed. */
export type CallTimer = (method: Method, ms: number) => void

export function createUpstream(socketPath: string, timed?: CallTimer): Upstream {
  const exchange = createExchange(socketPath)

  const connect = () => net.connect({ path: socketPath, allowHalfOpen: true })

  const send = (
    method: Method,
    request: EngineRequest,
    hijack: boolean,
    createConnection = connect,
  ): http.ClientRequest => {
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body))
    const headers: http.OutgoingHttpHeaders = { Host: 'docker', ...request.headers }
    if (body) {
      headers['Content-Type'] = 'application/json'
      headers['Content-Length'] = body.length
    } else if (request.tar) headers['Content-Type'] ??= 'application/x-tar'
    else if (method === 'POST' || method === 'PUT') headers['Content-Length'] = 0
    if (hijack) {
      headers.Connection = 'Upgrade'
      headers.Upgrade = 'tcp'
    }
    const out = http.request({
      // Only heeded without an agent, which also means a connection of its own.
      createConnection,
      method,
      path: targetOf(request),
      headers,
      signal: request.signal,
    })
    if (request.tar) {
      request.tar.on('error', (error) => out.destroy(error))
      request.tar.pipe(out)
    } else out.end(body)
    return out
  }

  const head = (method: Method, request: EngineRequest) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      send(method, request, false)
        .on('response', resolve)
        .on('error', (error) => reject(asEngineError(error)))
    })

  const whole = async (method: Method, request: EngineRequest): Promise<{ status: number; bytes: Buffer }> => {
    if (request.tar || request.headers || method === 'HEAD') {
      const response = await head(method, request)
      return { status: response.statusCode ?? 502, bytes: await body(response) }
    }
    const text = request.body === undefined ? undefined : JSON.stringify(request.body)
    return exchange({ method, target: targetOf(request), body: text, signal: request.signal }).catch((error) => {
      throw asEngineError(error)
    })
  }

  const answer: Upstream['answer'] = async (method, request) => {
    const began = performance.now()
    const { status, bytes } = await whole(method, request).finally(() => timed?.(method, performance.now() - began))
    if (status >= 400) throw new EngineError(status, errorText(bytes, status))
    return { status, value: bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined }
  }

  return {
    answer,
    json: async (method, request) => (await answer(method, request)).value,
    async stream(method, request) {
      const response = await head(method, request)
      const status = response.statusCode ?? 502
      if (status >= 400) throw new EngineError(status, errorText(await body(response), status))
      return { status, headers: response.headers, stream: response }
    },
    hijack: (request) => upgraded(send('POST', request, true)),
    async tunnel(request) {
      const made = createTunnel(socketPath)
      await upgraded(send('POST', request, true, () => made.socket))
      return made
    },
  }
}

/** The connection after the engine's 101. @throws EngineError */
function upgraded(out: http.ClientRequest): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    out.on('upgrade', (_response, socket: net.Socket, rest: Buffer) => {
      socket.setNoDelay(true)
      if (rest.length > 0) socket.unshift(rest)
      resolve(socket)
    })
    out.on('response', (response) => {
      const status = response.statusCode ?? 502
      body(response).then(
        (bytes) => {
          out.destroy()
          reject(new EngineError(status >= 400 ? status : 502, errorText(bytes, status)))
        },
        (error) => reject(asEngineError(error)),
      )
    })
    out.on('error', (error) => reject(asEngineError(error)))
  })
}

const targetOf = (request: EngineRequest) => `/v1.${API_MAX_MINOR}${request.path}${queryText(request.query)}`

function queryText(query: EngineRequest['query']): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue
    if (Array.isArray(value)) for (const one of value) params.append(name, one)
    else params.append(name, value === true ? '1' : value === false ? '0' : String(value))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

function body(response: http.IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.length
      if (size > ENGINE_JSON_MAX_BYTES) response.destroy(new Error('the engine answered more than expected'))
      else parts.push(part)
    })
    response.on('end', () => resolve(Buffer.concat(parts)))
    response.on('error', (error) => reject(asEngineError(error)))
  })
}

function errorText(bytes: Buffer, status: number): string {
  const text = bytes.toString('utf8').trim()
  try {
    const value = JSON.parse(text)
    if (typeof value?.message === 'string') return value.message
  } catch {}
  return text || `the engine answered ${status}`
}

function asEngineError(error: NodeJS.ErrnoException): Error {
  if (error.name === 'AbortError') return error
  if (error instanceof EngineError) return error
  if (['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(error.code ?? ''))
    return new EngineError(
      503,
      'The Docker engine behind this machine does not answer right now. It is being restarted; try again in a few seconds.',
    )
  return error
}
