// Plain exchanges with the engine: a request of exact length, an answer read to its end. They follow each other on a connection; one that
// was cut short or not understood ends with its connection, so that an answer can never meet another request. Each tenant has connections
// of its own, and whatever streams or is taken over has one by itself (upstream.ts).
import net from 'node:net'
import { type AnswerReader, createAnswerReader, type EngineAnswer } from './answer-reader.ts'
import { ENGINE_JSON_MAX_BYTES } from './limit.ts'

/** Connections kept for the next exchange; as many as are needed may be busy. */
const IDLE_CONNECTIONS = 4
/** Of many tenants only a few call at a time: the others hold none. */
const IDLE_MS = 15_000

export interface Plain {
  method: string
  /** With version and query. */
  target: string
  /** JSON text. */
  body?: string
  /** Ends the exchange, and with it what the engine does for it. */
  signal?: AbortSignal
}

interface Turn {
  reader: AnswerReader
  resolve(answer: EngineAnswer): void
  reject(error: Error): void
}

interface Line {
  socket: net.Socket
  /** The exchange that it carries. */
  turn?: Turn
}

/** Rejects with the socket's error, an AbortError, or what the reader says. */
export type Exchange = (plain: Plain) => Promise<EngineAnswer>

export function createExchange(socketPath: string): Exchange {
  const idle: Line[] = []

  function rest(line: Line) {
    if (idle.length >= IDLE_CONNECTIONS) return line.socket.destroy()
    // Waiting does not keep the process alive.
    line.socket.unref().setTimeout(IDLE_MS)
    idle.push(line)
  }

  function open(): Line {
    const line: Line = { socket: net.connect(socketPath) }
    const { socket } = line
    const over = (error?: Error) => {
      const { turn } = line
      line.turn = undefined
      const at = idle.indexOf(line)
      if (at >= 0) idle.splice(at, 1)
      socket.destroy()
      if (error) turn?.reject(error)
      else if (turn?.reader.end()) turn.resolve(turn.reader.answer())
      else turn?.reject(Object.assign(new Error('the engine closed the connection'), { code: 'ECONNRESET' }))
    }
    socket.on('data', (bytes) => {
      const { turn } = line
      // Nobody asked for it.
      if (!turn) return over()
      try {
        if (!turn.reader.push(bytes)) return
      } catch (error) {
        return over(error as Error)
      }
      line.turn = undefined
      if (turn.reader.reusable) rest(line)
      else socket.destroy()
      turn.resolve(turn.reader.answer())
    })
    socket.on('timeout', () => over())
    socket.on('end', () => over())
    socket.on('close', () => over())
    socket.on('error', over)
    return line
  }

  const run = (line: Line, reader: AnswerReader, text: string, signal: AbortSignal | undefined) =>
    new Promise<EngineAnswer>((resolve, reject) => {
      const aborted = () => {
        line.turn = undefined
        line.socket.destroy()
        reject(signal?.reason)
      }
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', aborted)
          how(value)
        }
      signal?.addEventListener('abort', aborted, { once: true })
      line.turn = { reader, resolve: settle(resolve), reject: settle(reject) }
      // The engine may take its time for an answer.
      line.socket.ref().setTimeout(0).write(text)
    })

  return async (plain) => {
    const { method, signal } = plain
    signal?.throwIfAborted()
    const text = requestText(plain)
    const reader = createAnswerReader(ENGINE_JSON_MAX_BYTES)
    const kept = idle.pop()
    try {
      return await run(kept ?? open(), reader, text, signal)
    } catch (error) {
      // The engine was started anew since the connection was last used. What only reads is asked again.
      if (!kept || reader.begun || method !== 'GET' || signal?.aborted) throw error
      return run(open(), createAnswerReader(ENGINE_JSON_MAX_BYTES), text, signal)
    }
  }
}

/** Only what is understood is written: a target without spaces or line ends, a body of the length that is told. */
function requestText({ method, target, body }: Plain): string {
  if (!/^\/[\x21-\x7e]*$/.test(target)) throw new Error(`not a request target: ${JSON.stringify(target)}`)
  const head = `${method} ${target} HTTP/1.1\r\nHost: docker\r\n`
  if (body !== undefined)
    return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  return method === 'GET' ? `${head}\r\n` : `${head}Content-Length: 0\r\n\r\n`
}
