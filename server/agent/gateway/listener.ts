// One listening socket of one tenant: the thin file that has heard of sockets. Every request, upgraded ones too, goes
// parse -> rule -> answer here.
import { randomUUID } from 'node:crypto'
import { chmod, chown, rm } from 'node:fs/promises'
import http, { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../part.ts'
import { showError, writeAnswer } from './answer.ts'
import { bounded, collect, drop, readUpgraded } from './body.ts'
import { type Headers, parseHeaders } from './header.ts'
import { isObject, type JsonObject, parseJson } from './json.ts'
import * as limit from './limit.ts'
import { parseTarget, type Target } from './path.ts'
import { parseQuery } from './query.ts'
import { bad, Refusal, tooMany } from './refusal.ts'
import type { Answer, Call, Rule } from './rule.ts'
import type { Scope } from './scope.ts'
import { findRule } from './table.ts'
import type { Method } from './upstream.ts'

/** A finished call, before the journal numbers it. */
export interface Finished {
  time: number
  method: string
  path: string
  route: string
  object?: string
  status: number
  ms: number
  error?: string
  refused?: boolean
}

export interface Listener {
  /** `owner`: host ids that may connect; root always may. */
  listen(path: string, owner?: { uid: number; gid: number }): Promise<void>
  /** Ends all connections, streams too, and waits for the calls that were being served. */
  close(): Promise<void>
}

/** Query parameters whose values may be secret. */
const SECRET_QUERY = /^(?:buildargs|X-Registry-.*)$/i

export function createListener(options: {
  scope: Scope
  internal: boolean
  log: Log
  onCall?: (call: Finished) => void
}): Listener {
  const { scope, internal, log, onCall } = options
  const bucket = createBucket(limit.CALLS_PER_SECOND, limit.CALLS_BURST)
  const sockets = new Set<Duplex>()
  let streams = 0

  const server = http.createServer({
    insecureHTTPParser: false,
    // Asked for below, in Docker's own form.
    requireHostHeader: false,
    maxHeaderSize: limit.HEADER_MAX_BYTES,
    headersTimeout: limit.HEADERS_TIMEOUT_MS,
    requestTimeout: 0,
    keepAliveTimeout: limit.KEEP_ALIVE_MS,
    noDelay: true,
  })
  server.maxConnections = limit.CONNECTIONS_PER_TENANT
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  server.on('request', (request, response) => track(serve(request, response)))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    // Behind a request that is still being answered: the connection is that answer's and can't be handed over.
    if (busy.has(socket)) return socket.destroy()
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as never)
    response.on('finish', () => {
      response.detachSocket(socket as never)
      socket.end()
      // What the client still sends is not a request any more.
      socket.resume()
    })
    track(serve(request, response, { socket, head }))
  })
  server.on('connect', (_request, socket: Duplex) => socket.destroy())
  server.on('checkExpectation', (request, response) => track(serve(request, response)))
  server.on('clientError', (error: NodeJS.ErrnoException & { code?: string }, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable || busy.has(socket)) return socket.destroy()
    const tooBig = error.code === 'HPE_HEADER_OVERFLOW'
    const message = JSON.stringify({ message: tooBig ? 'the request headers are too large' : 'malformed HTTP request' })
    socket.end(
      `HTTP/1.1 ${tooBig ? '431 Request Header Fields Too Large' : '400 Bad Request'}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(message)}\r\nConnection: close\r\n\r\n${message}`,
    )
  })
  /** Requests on a connection that are not answered yet. */
  const busy = new WeakMap<Duplex, number>()

  /** Calls whose rules have not ended, also when their clients are gone. */
  const serving = new Set<Promise<void>>()
  const track = (call: Promise<void>) => {
    serving.add(call)
    void call.finally(() => serving.delete(call))
  }

  const serve = async (request: IncomingMessage, response: ServerResponse, over?: { socket: Duplex; head: Buffer }) => {
    const begun = performance.now()
    const call: Finished = { time: Date.now(), method: request.method ?? '', path: '', route: 'none', status: 0, ms: 0 }
    let told = false
    const tell = (error?: string) => {
      if (told) return
      told = true
      call.ms = Math.round((performance.now() - begun) * 100) / 100
      if (error) call.error = error
      onCall?.(call)
    }
    const socket = over?.socket ?? request.socket
    busy.set(socket, (busy.get(socket) ?? 0) + 1)
    response.on('finish', () => {
      const left = (busy.get(socket) ?? 1) - 1
      if (left > 0) busy.set(socket, left)
      else busy.delete(socket)
    })
    const gone = new AbortController()
    const onGone = () => gone.abort()
    if (over) socket.on('close', onGone)
    else response.on('close', () => !response.writableFinished && onGone())
    response.on('error', () => {})
    let long = false
    let sendsTar = false
    try {
      if (!internal && !bucket.take())
        throw tooMany('Too many Docker calls in a short time. Wait a few seconds and try again.')
      const headers = parseHeaders(request)
      if (headers.get('host') === undefined) throw bad('the header Host is missing')
      const target = parseTarget(request.url ?? '')
      call.path = shownPath(target)
      const { rule, params } = findRule(request.method ?? '', target.path)
      call.route = rule.id
      sendsTar = rule.body === 'tar'
      if (headers.upgrade && rule.body !== 'hijack') throw bad('Upgrade is not served here')
      const query = parseQuery(target.query, rule.query)
      if (!internal && rule.body === 'hijack' && streams >= limit.STREAMS_PER_TENANT) throw tooManyStreams()
      const body = await readBody(rule, request, headers, over)
      const made: Call = {
        scope,
        method: request.method as Method,
        path: target.path,
        minor: target.minor,
        params,
        query,
        body,
        get tar() {
          return request.pipe(bounded(limit.TAR_MAX_BYTES))
        },
        upgrade: headers.upgrade,
        header: (name) => headers.get(name),
        signal: gone.signal,
        internal,
        about: (object) => {
          call.object = object
        },
      }
      if (!internal && limit.WRITING_ROUTES.has(rule.id)) await scope.room.disk()
      const answer = await rule.run(made)
      // A closed response never says so again: whoever waited for it would wait for ever.
      if (gone.signal.aborted) {
        dropAnswer(answer)
        throw new Refusal(499, 'the client went away', false)
      }
      call.status = answer.kind === 'hijack' ? (over ? 101 : 200) : answer.status
      if (answer.kind === 'hijack' || (answer.kind === 'stream' && answer.long === true)) {
        if (!internal && streams >= limit.STREAMS_PER_TENANT) {
          dropAnswer(answer)
          throw tooManyStreams()
        }
        long = true
        streams++
        tell()
      }
      await writeAnswer(answer, response, {
        head: request.method === 'HEAD',
        over: over?.socket,
        incomplete: !request.complete,
      })
      tell(answer.kind === 'stream' ? answer.error?.() : undefined)
    } catch (error) {
      if (gone.signal.aborted) {
        call.status ||= 499
        return tell('the client went away')
      }
      const shown = showError(error, scope.tenant.id)
      if (shown.status >= 500 && !(error instanceof Refusal)) {
        const mark = randomUUID()
        log.error(
          { tenant: scope.tenant.id, path: call.path, mark, error: String((error as Error)?.stack ?? error) },
          'call failed',
        )
      }
      call.status = shown.status
      if (shown.refused) call.refused = true
      if (sendsTar && !request.complete && !response.headersSent) await drop(request)
      if (response.headersSent) response.destroy()
      else
        await writeAnswer({ kind: 'json', status: shown.status, value: { message: shown.message } }, response, {
          head: request.method === 'HEAD',
          over: over?.socket,
          incomplete: !request.complete,
        }).catch(() => {})
      tell(shown.message)
    } finally {
      if (long) streams--
      if (over) socket.off('close', onGone)
    }
  }

  return {
    async listen(path, owner) {
      await rm(path, { force: true })
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(path, () => {
          server.off('error', reject)
          server.on('error', (error) =>
            log.error({ tenant: scope.tenant.id, error: String(error) }, 'gateway socket failed'),
          )
          resolve()
        })
      })
      await chmod(path, owner ? 0o660 : 0o600)
      if (owner) await chown(path, owner.uid, owner.gid)
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
      // A create that the engine is working on would come out after everything was taken away. docker stop may take minutes.
      const late = sleep(limit.CLOSE_MAX_MS, undefined, { ref: false })
      await Promise.race([Promise.all(serving), late])
    },
  }
}

const tooManyStreams = () =>
  tooMany(
    `${limit.STREAMS_PER_TENANT} Docker streams (attach, exec, logs -f, stats, events) are open already. End some of them with Ctrl+C and try again.`,
  )

function dropAnswer(answer: Answer) {
  if (answer.kind === 'hijack') answer.tunnel.socket.destroy()
  if (answer.kind === 'stream') answer.stream.destroy()
}

async function readBody(
  rule: Rule,
  request: IncomingMessage,
  headers: Headers,
  over?: { socket: Duplex; head: Buffer },
): Promise<JsonObject> {
  const nothing: JsonObject = Object.create(null)
  if (over) {
    const bytes = await readUpgraded(over.socket, over.head, headers.framing, limit.JSON_MAX_BYTES)
    return bytes.length > 0 ? readObject(bytes, headers) : nothing
  }
  if (rule.body === 'tar' || headers.framing.kind === 'none') return nothing
  if (rule.body === 'none') {
    await collect(request, limit.DROPPED_BODY_MAX_BYTES)
    return nothing
  }
  if (headers.framing.kind === 'length' && headers.framing.bytes > limit.JSON_MAX_BYTES)
    throw new Refusal(413, `the request body is larger than ${limit.JSON_MAX_BYTES} bytes`)
  const bytes = await collect(request, limit.JSON_MAX_BYTES)
  return bytes.length > 0 ? readObject(bytes, headers) : nothing
}

function readObject(bytes: Buffer, headers: Headers): JsonObject {
  if (headers.contentType !== 'application/json')
    throw bad(`Content-Type specified (${headers.contentType}) must be 'application/json'`)
  const value = parseJson(bytes)
  // docker commit sends this for no configuration; the engine reads it as nothing given.
  if (value === null) return {}
  if (!isObject(value)) throw bad('the request body must be a JSON object')
  return value
}

function shownPath(target: Target): string {
  if (!target.query) return target.path
  const shown = target.query
    .split('&')
    .filter((part) => !SECRET_QUERY.test(part.split('=', 1)[0] ?? ''))
    .join('&')
  return `${target.path}${shown ? `?${shown}` : ''}`.slice(0, 500)
}

/** Calls per second with a burst. */
function createBucket(perSecond: number, burst: number) {
  let tokens = burst
  let at = performance.now()
  return {
    take(): boolean {
      const now = performance.now()
      tokens = Math.min(burst, tokens + ((now - at) / 1000) * perSecond)
      at = now
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
