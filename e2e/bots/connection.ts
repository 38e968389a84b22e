// A connection to the live class, as a page has one: typed calls that throw what the server refuses.
import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import type { Result } from '#server/protocol/error.ts'
import type { LiveAnswer, LiveClientEvents, LivePayload, LiveServerEvents } from '#server/protocol/live.ts'

const ANSWER_MS = 60_000

export interface LiveConnection {
  socket: Socket<LiveServerEvents, LiveClientEvents>
  call<E extends keyof LivePayload>(event: E, payload: LivePayload[E]): Promise<LiveAnswer<E>>
  /** Bytes of all messages that came in so far. */
  received(): number
  close(): void
}

export async function connectLive(url: string, cookie: string): Promise<LiveConnection> {
  const socket: LiveConnection['socket'] = io(`${url}/live`, {
    transports: ['websocket'],
    parser,
    forceNew: true,
    extraHeaders: { cookie },
    auth: { locale: 'en' },
  })
  let bytes = 0
  socket.io.on('open', () =>
    socket.io.engine.on('message', (data: string | Buffer | ArrayBuffer) => {
      bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength
    }),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return {
    socket,
    async call(event, payload) {
      const emit = socket.timeout(ANSWER_MS).emitWithAck as (event: string, payload: unknown) => Promise<unknown>
      const result = (await emit.call(socket.timeout(ANSWER_MS), event, payload)) as Result<LiveAnswer<typeof event>>
      if (!result.ok) throw new Error(`${event}: ${result.error} ${result.detail ?? ''}`)
      return result.value
    },
    received: () => bytes,
    close: () => void socket.disconnect(),
  }
}

/** The cookie of a learner who was not here before. */
export async function newLearner(url: string): Promise<string> {
  const response = await fetch(`${url}/api/progress/code`, { method: 'POST' })
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0]
  if (!cookie) throw new Error(`no session from ${url}: ${response.status}`)
  return cookie
}
