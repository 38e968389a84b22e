// One learner's lab over one socket: keeps the view, the terminals' channels, and comes back by itself. No React.
import { io, type Socket } from 'socket.io-client'
import { isBeat } from '#components/host/beat.ts'
import { createFollows } from '#components/host/follow.ts'
import { socketOptions } from '#components/host/socket-options.ts'
import type { DockerAction, DockerFollow, DockerKind, DockerPart } from '#server/protocol/docker.ts'
import type { Result } from '#server/protocol/error.ts'
import type { HostLook, HostLooked } from '#server/protocol/look.ts'
import type { ClientEvents, ClientPayload, ServerEvents } from '#server/protocol/socket.ts'
import type { VmSide } from '#server/protocol/vm.ts'
import { vmSides, vmTerminal } from '#server/protocol/vm-terminal.ts'
import { createChannels, type TerminalChannel } from './channel.ts'
import { type Change, emptyView, type LabView, reduce } from './lab-view.ts'

type Acked = keyof ClientPayload
type Value<E extends Acked> = Parameters<Parameters<ClientEvents[E]>[1]>[0] extends Result<infer V> ? V : never

/** A workspace from scratch, a reset, a pull and a patient stop take a while; other answers that take this long never come. */
const SLOW: readonly Acked[] = ['lab:open', 'lab:reset', 'docker:act']
const SLOW_ANSWER_MS = 120_000
const ANSWER_MS = 15_000
/** A new shell is made before its widget is measured; attaching tells the real size. */
const FIRST_SIZE = { cols: 80, rows: 24 }

export type LabSession = {
  view(): LabView
  subscribe(listener: () => void): () => void
  retry(): void
  answer(step: string, check: string, value: string): Promise<Result<null>>
  openHint(step: string, level: number): void
  /** `step`: to its beginning only. */
  reset(step?: string): Promise<Result<null>>
  /** The id of the new terminal. */
  createTerminal(): Promise<Result<string>>
  closeTerminal(id: string): Promise<Result<null>>
  attach(terminal: string, channel: Pick<TerminalChannel, 'size' | 'replay' | 'write'>): ReturnType<Channels['attach']>
  /** Types into a terminal; kept until it is attached, when that is on its way. */
  type(terminal: string, text: string): void
  dismiss(card: number): void
  /** The learner is here: the lab is not put to rest. */
  stay(): Promise<void>
  /** Fetches how virtual machine and container are. */
  lookAtVm(): Promise<void>
  changeVm(action: 'start' | 'stop' | 'extend', side: VmSide): Promise<Result<null>>
  /** A click of the Docker panel; the id of what was made or changed. */
  act(action: DockerAction): Promise<Result<{ id: string }>>
  /** JSON text. */
  inspect(kind: DockerKind, id: string): Promise<Result<{ text: string }>>
  /** Logs or stats until `end`, or until undone. */
  follow(what: DockerFollow, listener: (part: DockerPart) => void): () => void
  /** For a figure of the host. */
  look(what: HostLook): Promise<Result<HostLooked>>
  /** What the editor asks for. */
  file<E extends FileEvent>(event: E, payload: ClientPayload[E]): Promise<Result<Value<E>>>
  /** Who writes in the home has changed; returns its undo. */
  onWriter(listener: (writer: 'mine' | 'other' | 'nobody') => void): () => void
  dispose(): void
}
type FileEvent = Extract<Acked, `file:${string}`>
type Channels = ReturnType<typeof createChannels>

export function createLabSession(slug: string): LabSession {
  const socket: Socket<ServerEvents, ClientEvents> = io(socketOptions)
  let view = emptyView(Date.now())
  let disposed = false
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()
  const writerListeners = new Set<(writer: 'mine' | 'other' | 'nobody') => void>()
  const change = (next: Change) => {
    view = reduce(view, next)
    for (const listener of listeners) listener()
  }

  const call = async <E extends Acked>(event: E, payload: ClientPayload[E]): Promise<Result<Value<E>>> => {
    if (!socket.connected) return { ok: false, error: 'agent-away' }
    const wait = SLOW.includes(event) ? SLOW_ANSWER_MS : ANSWER_MS
    try {
      // The types of socket.io do not follow a generic event name.
      const emit = socket.timeout(wait).emitWithAck as (event: E, payload: ClientPayload[E]) => Promise<unknown>
      return (await emit.call(socket.timeout(wait), event, payload)) as Result<Value<E>>
    } catch {
      return { ok: false, error: 'agent-away', detail: `${event}: no answer` }
    }
  }

  const channels = createChannels({
    open: (payload) => call('terminal:attach', payload),
    close: (channel) => void call('terminal:detach', { channel }),
    resize: (payload) => void call('terminal:resize', payload),
    // The browser's msgpack knows ArrayBuffer only, not views; `exact` makes sure that nothing else of the buffer goes along.
    input: (channel, bytes) => socket.emit('i', channel, exact(bytes) as unknown as Uint8Array),
    ack: (channel, bytes) => socket.emit('a', channel, bytes),
    attached: (terminal, attached) => change({ type: 'attached', terminal, attached }),
    gone: (terminal) => change({ type: 'terminal-gone', terminal }),
  })

  const follows = createFollows({
    open: (payload) => call('docker:follow', payload),
    close: (stream) => void call('docker:unfollow', { stream }),
  })

  const open = async () => {
    clearTimeout(retryTimer)
    const id = socket.id
    const result = await call('lab:open', { slug })
    // An answer to a connection that is no more.
    if (disposed || socket.id !== id) return
    if (!result.ok) {
      change({ type: 'refused', error: result.error, detail: result.detail, now: Date.now() })
      return retryLater()
    }
    change({ type: 'opened', opened: result.value, now: Date.now() })
    await ready()
  }
  const retryLater = () => {
    const { link } = view
    if (link.phase === 'failed' && link.retryAt !== undefined) retryTimer = setTimeout(retry, link.retryAt - Date.now())
  }
  const ready = async () => {
    if (view.link.phase !== 'live') return
    channels.attachAll([...(view.room?.terminals.map(({ id }) => id) ?? []), ...vmSides.map(vmTerminal)])
    if (view.room?.terminals.length === 0) await session.createTerminal()
  }
  const retry = () => {
    if (disposed) return
    change({ type: 'retry', now: Date.now() })
    // Refused at the door: socket.io doesn't knock again by itself.
    if (!socket.active) socket.connect()
    else if (socket.connected) void open()
  }

  socket.on('connect_error', ({ message }) => {
    // Anything else is a network that is away, and socket.io tries again.
    if (message !== 'rate-limited') return
    change({ type: 'refused', error: message, now: Date.now() })
    retryLater()
  })
  socket.on('connect', () => {
    change({ type: 'socket-up', now: Date.now() })
    void open()
  })
  socket.on('disconnect', () => {
    clearTimeout(retryTimer)
    channels.detachAll()
    follows.lost()
    change({ type: 'socket-down', now: Date.now() })
  })
  socket.on('o', (channel, bytes) => channels.output(channel, new Uint8Array(bytes)))
  socket.on('terminal:snapshot', ({ channel, bytes }) => channels.snapshot(channel, bytes))
  socket.on('terminal:exit', ({ terminal }) => {
    channels.end(terminal)
    change({ type: 'terminal-gone', terminal })
  })
  socket.on('terminal:list', (terminals) => change({ type: 'terminals', terminals }))
  socket.on('lab:state', (state) => change({ type: 'state', state }))
  socket.on('lab:objects', (objects) => change({ type: 'objects', objects }))
  socket.on('lab:call', (apiCall) => change({ type: 'call', call: apiCall }))
  socket.on('lab:coach', (card) => change({ type: 'card', card }))
  socket.on('lab:transfer', (transfer) => change({ type: 'transfer', transfer }))
  socket.on('lab:build', (build) => change({ type: 'build', build }))
  socket.on('lab:event', (event) => {
    if (isBeat(event)) change({ type: 'beat' })
  })
  socket.on('lab:command', (command) => change({ type: 'command', command }))
  socket.on('lab:vm', (vm) => change({ type: 'vm', vm, now: Date.now() }))
  socket.on('lab:idle', (restsIn) => change({ type: 'idle', restsIn, now: Date.now() }))
  socket.on('docker:part', (stream, part, taken) => {
    follows.part(stream, part)
    taken()
  })
  socket.on('file:writer', (writer) => {
    for (const listener of writerListeners) listener(writer)
  })
  socket.on('health', (health) => change({ type: 'health', health }))
  socket.on('workspace', (workspace) => {
    change({ type: 'workspace', workspace, now: Date.now() })
    void ready()
  })

  // The browser knows at once; a missed heartbeat would take half a minute. Closing makes socket.io try again by itself.
  const onOffline = () => socket.io.engine?.close()
  window.addEventListener('offline', onOffline)

  const session: LabSession = {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retry,
    async answer(step, check, value) {
      const result = await call('lab:answer', { step, check, value })
      if (!result.ok) return result
      change({ type: 'state', state: result.value })
      return { ok: true, value: null }
    },
    openHint(step, level) {
      change({ type: 'hint', step, level })
      void call('lab:hint', { step, level })
    },
    async reset(step) {
      const result = await call('lab:reset', step === undefined ? {} : { step })
      if (!result.ok) return result
      change({ type: 'reset', state: result.value })
      return { ok: true, value: null }
    },
    async createTerminal() {
      const result = await call('terminal:create', FIRST_SIZE)
      if (!result.ok) return result
      change({ type: 'terminal-added', terminal: result.value })
      return { ok: true, value: result.value.id }
    },
    async closeTerminal(terminal) {
      const result = await call('terminal:close', { terminal })
      if (!result.ok && result.error !== 'terminal-unknown') return result
      channels.end(terminal)
      change({ type: 'terminal-gone', terminal })
      return { ok: true, value: null }
    },
    attach: (terminal, channel) => channels.attach(terminal, channel, view.link.phase === 'live'),
    type: (terminal, text) => channels.type(terminal, text),
    async lookAtVm() {
      const result = await call('vm:view', {})
      if (result.ok) change({ type: 'vm', vm: result.value, now: Date.now() })
    },
    async changeVm(action, side) {
      const result =
        action === 'start' ? await call('vm:start', { side, ...FIRST_SIZE }) : await call(`vm:${action}`, { side })
      if (!result.ok) return result
      change({ type: 'vm', vm: result.value, now: Date.now() })
      return { ok: true, value: null }
    },
    act: (action) => call('docker:act', action),
    inspect: (kind, id) => call('docker:inspect', { kind, id }),
    follow: (what, listener) => follows.follow(what, listener),
    look: (what) => call('host:look', what),
    file: (event, payload) => call(event, payload),
    onWriter(listener) {
      writerListeners.add(listener)
      return () => writerListeners.delete(listener)
    },
    async stay() {
      const result = await call('lab:stay', {})
      if (result.ok) change({ type: 'idle', restsIn: null, now: Date.now() })
    },
    dismiss: (card) => change({ type: 'dismiss', card }),
    dispose() {
      disposed = true
      clearTimeout(retryTimer)
      listeners.clear()
      window.removeEventListener('offline', onOffline)
      socket.close()
    },
  }
  return session
}

const exact = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer
