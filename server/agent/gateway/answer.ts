// Answers to the client: JSON, streams, and connections that are handed over.
import type { ServerResponse } from 'node:http'
import type { Duplex, Readable, Writable } from 'node:stream'
import { API_MAX_MINOR } from './limit.ts'
import { visibleText } from './name.ts'
import { EngineError, Refusal } from './refusal.ts'
import type { Answer } from './rule.ts'

export const RAW_STREAM = 'application/vnd.docker.raw-stream'
/** Written at once, whether the turn is over or not. */
const GATHER_BYTES = 64 * 1024
const OURS = {
  'Api-Version': `1.${API_MAX_MINOR}`,
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: 'Docker/20.10 (linux)',
}

export function showError(error: unknown, tenant: string): { status: number; message: string; refused: boolean } {
  if (error instanceof Refusal) return { status: error.status, message: error.message, refused: error.refused }
  if (error instanceof EngineError)
    return { status: error.status, message: visibleText(tenant, error.message), refused: false }
  return {
    status: 500,
    message: 'Something went wrong inside Drydock. Try again; if it stays, tell your instructor the time.',
    refused: false,
  }
}

interface How {
  /** HEAD: no body. */
  head: boolean
  /** Set when the connection was handed over by an Upgrade. */
  over: Duplex | undefined
  /** The request body was not read to its end, so this connection can't carry another request. */
  incomplete: boolean
}

/** Resolves when all is written (a stream has ended, a tunnel is closed). */
export async function writeAnswer(answer: Answer, response: ServerResponse, how: How): Promise<void> {
  if (answer.kind === 'hijack') return tunnel(answer, response, how.over)
  for (const [name, value] of Object.entries(OURS)) response.setHeader(name, value)
  if (how.incomplete || how.over) response.shouldKeepAlive = false
  response.statusCode = answer.status
  if (answer.kind === 'stream') return pour(answer, response)
  if ('headers' in answer)
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  const body =
    answer.kind === 'json' ? `${JSON.stringify(answer.value)}\n` : answer.kind === 'text' ? answer.text : undefined
  if (body !== undefined) {
    response.setHeader('Content-Type', answer.kind === 'json' ? 'application/json' : 'text/plain; charset=utf-8')
    response.setHeader('Content-Length', Buffer.byteLength(body))
  }
  return new Promise((resolve) => {
    response.on('close', resolve)
    response.end(how.head ? undefined : body, () => resolve())
  })
}

function pour(answer: Extract<Answer, { kind: 'stream' }>, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value)
  response.flushHeaders()
  return new Promise((resolve, reject) => {
    answer.stream.on('error', (error) => {
      response.destroy()
      reject(error)
    })
    response.on('close', () => {
      answer.stream.destroy()
      resolve()
    })
    gather(answer.stream, response)
  })
}

/**
 * As pipe does, but what is read in one turn is written in one piece: the engine sends a log line by line, each in a chunk of its own,
 * and to write as many costs more than all the rest.
 */
function gather(from: Readable, to: Writable): void {
  let parts: Buffer[] = []
  let size = 0
  const flush = () => {
    if (parts.length === 0) return
    const bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts, size)
    parts = []
    size = 0
    if (to.write(bytes)) return
    from.pause()
    to.once('drain', () => from.resume())
  }
  from.on('data', (chunk: Buffer | string) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.length
    if (parts.push(bytes) === 1) setImmediate(flush)
    if (size >= GATHER_BYTES) flush()
  })
  from.on('end', () => {
    flush()
    to.end()
  })
}

function tunnel(
  answer: Extract<Answer, { kind: 'hijack' }>,
  response: ServerResponse,
  client: Duplex | undefined,
): Promise<void> {
  const { tunnel: through } = answer
  const engine = through.socket
  return new Promise((resolve) => {
    engine.on('error', () => engine.destroy())
    if (!client) {
      // Asked without Upgrade: output only, unframed, until the engine closes.
      response.shouldKeepAlive = false
      response.useChunkedEncodingByDefault = false
      response.writeHead(200, { 'Content-Type': answer.contentType })
      response.flushHeaders()
      response.on('close', () => {
        engine.destroy()
        resolve()
      })
      engine.on('close', () => response.end())
      engine.pipe(response)
      return
    }
    response.detachSocket(client as never)
    if (client.destroyed) {
      engine.destroy()
      return resolve()
    }
    client.write(
      `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${answer.contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nApi-Version: 1.${API_MAX_MINOR}\r\n\r\n`,
    )
    // Ends the other side when one side ends: that is the half-close both ways.
    client.pipe(engine)
    engine.on('end', () => client.end())
    through.into(client)
    client.on('close', () => {
      engine.destroy()
      resolve()
    })
    engine.on('close', () => {
      if (!client.writableEnded) client.end()
      client.resume()
    })
  })
}
