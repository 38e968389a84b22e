// A learner who stays: a lab open over a line of their own, its shells on screens, and back by itself whenever it was lost, as the page
// does it. Speaks the browser's protocol only.
import { setTimeout as wait } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { createChannels } from '#components/lab/channel.ts'
import type { Result } from '#server/protocol/error.ts'
import type { LabState, TerminalInfo } from '#server/protocol/lab.ts'
import type { ClientEvents, ClientPayload, LabOpened, ServerEvents } from '#server/protocol/socket.ts'
import { newLearner } from '../bots/connection.ts'
import { layLine } from './line.ts'
import { createScreen, SIZE } from './screen.ts'

const RETRY_MS = 500
const ANSWER_MS = 30_000
const POLL_MS = 25

export type Sitter = Awaited<ReturnType<typeof sit>>
export type Shell = Awaited<ReturnType<Sitter['shell']>>

export async function sit(url: string, slug: string) {
  const cookie = await newLearner(url)
  const line = await layLine(url)
  const attached = new Set<string>()
  let state: LabState | undefined
  let hints: Record<string, number> = {}
  let terminals: TerminalInfo[] = []
  let live = false
  let left = false
  const shells: { blank(): void }[] = []
  let socket = connect()

  const channels = createChannels({
    open: (payload) => ask('terminal:attach', payload) as Promise<Result<{ channel: number }>>,
    close: (channel) => void ask('terminal:detach', { channel }),
    resize: (payload) => void ask('terminal:resize', payload),
    // A Buffer: the parser packs a bare Uint8Array as an object.
    input: (channel, bytes) => socket.emit('i', channel, Buffer.from(bytes)),
    ack: (channel, bytes) => socket.emit('a', channel, bytes),
    attached: (id, on) => void (on ? attached.add(id) : attached.delete(id)),
    gone: (id) => {
      attached.delete(id)
      terminals = terminals.filter((one) => one.id !== id)
    },
  })

  function connect(): Socket<ServerEvents, ClientEvents> {
    const one: Socket<ServerEvents, ClientEvents> = io(line.url, {
      transports: ['websocket'],
      parser,
      forceNew: true,
      reconnectionDelay: 250,
      reconnectionDelayMax: 1_000,
      extraHeaders: { cookie },
    })
    one.on('connect', () => void open(one))
    one.on('disconnect', () => {
      live = false
      attached.clear()
      channels.detachAll()
    })
    one.on('o', (channel, bytes) => channels.output(channel, new Uint8Array(bytes)))
    one.on('terminal:snapshot', ({ channel, bytes }) => channels.snapshot(channel, bytes))
    one.on('terminal:exit', ({ terminal }) => {
      channels.end(terminal)
      terminals = terminals.filter(({ id }) => id !== terminal)
    })
    one.on('terminal:list', (list) => {
      terminals = list
    })
    one.on('lab:state', (next) => {
      state = next
    })
    one.on('workspace', (workspace) => {
      if (workspace.state === 'ready') channels.attachAll(terminals.map(({ id }) => id))
    })
    return one
  }

  async function ask<E extends keyof ClientPayload>(event: E, payload: ClientPayload[E]): Promise<Result<unknown>> {
    const late = { ok: false, error: 'agent-away' } as const
    if (!socket.connected) return late
    const emit = socket.timeout(ANSWER_MS).emitWithAck as (event: E, payload: ClientPayload[E]) => Promise<unknown>
    return (await emit.call(socket.timeout(ANSWER_MS), event, payload).catch(() => late)) as Result<unknown>
  }

  /** Until it is open: what is away comes back. */
  async function open(mine: typeof socket) {
    while (!left && mine === socket && mine.connected) {
      const result = (await ask('lab:open', { slug })) as Result<LabOpened>
      if (mine !== socket || !mine.connected) return
      if (result.ok) {
        ;({ state, hints, terminals } = result.value)
        live = true
        channels.attachAll(terminals.map(({ id }) => id))
        return
      }
      await wait(RETRY_MS)
    }
  }

  async function until<T>(what: string, ms: number, look: () => Promise<T | undefined | false>): Promise<T> {
    for (const end = Date.now() + ms; Date.now() < end; await wait(POLL_MS)) {
      const found = await look()
      if (found) return found
    }
    throw new Error(`${what}: not within ${ms / 1000} s`)
  }

  return {
    cookie,
    line,
    until,
    state: () => state,
    hints: () => hints,
    terminals: () => terminals.map(({ id }) => id),
    live: () => live,
    ask,
    /** The page is loaded anew: other screens, another socket. */
    async reload() {
      live = false
      socket.disconnect()
      attached.clear()
      channels.detachAll()
      for (const shell of shells) shell.blank()
      socket = connect()
    },
    /** A new shell on a screen of its own. */
    async shell() {
      const made = await until('a shell', ANSWER_MS, async () => {
        if (!live) return undefined
        const result = (await ask('terminal:create', SIZE)) as Result<TerminalInfo>
        return result.ok ? result.value : undefined
      })
      const { id } = made
      terminals = [...terminals.filter((one) => one.id !== id), made]
      const show = () => {
        const screen = createScreen((bytes) => port.drawn(bytes))
        const port = channels.attach(id, screen, live)
        return { screen, port }
      }
      let shown = show()
      const shell = {
        id,
        attached: () => attached.has(id),
        lines: () => shown.screen.lines(),
        /** What is typed while nothing is attached is lost, as on the page. */
        type: (text: string) => shown.port.input(Buffer.from(text)),
        blank() {
          shown = show()
        },
        until: (what: string, form: RegExp, ms = 60_000) =>
          until(what, ms, async () => {
            for (const text of await shown.screen.lines()) {
              const found = form.exec(text)
              if (found) return found
            }
            return undefined
          }),
      }
      await until('an attached shell', ANSWER_MS, async () => shell.attached())
      shells.push(shell)
      return shell
    },
    leave() {
      left = true
      socket.disconnect()
      line.close()
    },
  }
}
