// A student without a page: speaks the browser's socket protocol. For benches and tests that need many at once.
import { setTimeout as wait } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { createAckBatch } from '#components/terminal/ack-batch.ts'
import type { Result } from '#server/protocol/error.ts'
import type { TerminalInfo } from '#server/protocol/lab.ts'
import type { ClientEvents, ClientPayload, LabOpened, ServerEvents } from '#server/protocol/socket.ts'

const AGAIN_MS = 250

export interface Student {
  socket: Socket<ServerEvents, ClientEvents>
  open(slug: string): Promise<LabOpened>
  /** A terminal, attached; resolves before the shell has said anything. `known`: one that is there, else a new one. */
  terminal(onBytes: (bytes: Uint8Array) => void, known?: string): Promise<Shell>
  call<E extends keyof ClientPayload, V>(event: E, payload: ClientPayload[E]): Promise<V>
  close(): void
}
export interface Shell {
  id: string
  channel: number
  type(text: string): void
}

/** `cookie`: of a learner who was here before; without one it is a new learner. */
export async function joinStudent(url: string, cookie?: string): Promise<Student> {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, {
    transports: ['websocket'],
    parser,
    forceNew: true,
    ...(cookie ? { extraHeaders: { cookie } } : {}),
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const call = async <E extends keyof ClientPayload, V>(event: E, payload: ClientPayload[E]): Promise<V> => {
    const result = (await (socket as Socket).emitWithAck(event, payload)) as Result<V>
    if (!result.ok) throw new Error(`${event}: ${result.error} ${result.detail ?? ''}`)
    return result.value
  }
  const size = { cols: 100, rows: 30 }
  return {
    socket,
    call,
    async open(slug) {
      for (;;) {
        const result = (await socket.emitWithAck('lab:open', { slug })) as Result<LabOpened>
        if (result.ok) return result.value
        // Many open theirs at once: the screen asks again too.
        if (result.error !== 'labs-starting') throw new Error(`lab:open: ${result.error} ${result.detail ?? ''}`)
        await wait(AGAIN_MS)
      }
    },
    async terminal(onBytes, known) {
      const id = known ?? (await call<'terminal:create', TerminalInfo>('terminal:create', size)).id
      let channel = -1
      const early: [number, Uint8Array][] = []
      socket.on('o', (to, bytes) => {
        if (channel < 0) early.push([to, bytes])
        else if (to === channel) take(bytes)
      })
      const acks = createAckBatch((bytes) => socket.emit('a', channel, bytes))
      const take = (bytes: Uint8Array) => {
        acks.drawn(bytes.byteLength)
        onBytes(bytes)
      }
      ;({ channel } = await call<'terminal:attach', { channel: number }>('terminal:attach', {
        terminal: id,
        ...size,
      }))
      for (const [to, bytes] of early) if (to === channel) take(bytes)
      return {
        id,
        channel, // A Buffer: the parser packs a bare Uint8Array as an object.
        type: (text) => socket.emit('i', channel, Buffer.from(text)),
      }
    },
    close: () => socket.disconnect(),
  }
}
