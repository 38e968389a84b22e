// The live class in the browser: one socket of namespace '/live', typed calls, and a small store that React reads. No React here.
import { io, type Socket } from 'socket.io-client'
import { socketOptions } from '#components/host/socket-options.ts'
import type { Result } from '#server/protocol/error.ts'
import type {
  Board,
  LiveAnswer,
  LiveClientEvents,
  LivePayload,
  LiveServerEvents,
  Person,
  StageCommand,
  StudentClass,
} from '#server/protocol/live.ts'
import { TYPE_BYTES } from '#server/protocol/live-limit.ts'
import type { TogetherNews } from '#server/protocol/live-together.ts'

const ANSWER_MS = 15_000
/** What runs commands on the hosts of a whole class. */
const HOSTS_MS = 180_000
const ON_HOSTS: ReadonlySet<string> = new Set([
  'person:bring',
  'person:reset',
  'stage:same',
  'fault:inject',
  'fault:undo',
])

type Live = Socket<LiveServerEvents, LiveClientEvents>
export type Call = <E extends keyof LivePayload>(event: E, payload: LivePayload[E]) => Promise<Result<LiveAnswer<E>>>

function connect(locale: string): { socket: Live; call: Call } {
  const socket: Live = io('/live', {
    ...socketOptions,
    auth: { locale },
  })
  // Too many new browsers at one address; socket.io doesn't try again then, and the page says why.
  let refused: 'rate-limited' | undefined
  socket.on('connect', () => {
    refused = undefined
  })
  socket.on('connect_error', ({ message }) => {
    if (message === 'rate-limited') refused = message
  })
  const call: Call = async (event, payload) => {
    if (!socket.connected) return { ok: false, error: refused ?? 'agent-away' }
    try {
      const timed = socket.timeout(ON_HOSTS.has(event) ? HOSTS_MS : ANSWER_MS)
      const emit = timed.emitWithAck as (event: string, payload: unknown) => Promise<unknown>
      return (await emit.call(timed, event, payload)) as Result<LiveAnswer<typeof event>>
    } catch {
      return { ok: false, error: 'agent-away', detail: `${event}: no answer` }
    }
  }
  return { socket, call }
}

function createStore<S>(first: S) {
  let state = first
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change: Partial<S>) {
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** What draws somebody else's terminal. */
interface Onlooker {
  replay(bytes: number): void
  write(bytes: Uint8Array, drawn: () => void): void
}

/** The bytes of the one terminal that a page looks on at. */
function createScreen(socket: Live) {
  let onlooker: Onlooker | undefined
  /** What comes before the widget is there. */
  let early: ((to: Onlooker) => void)[] = []
  const give = (act: (to: Onlooker) => void) => (onlooker ? act(onlooker) : void early.push(act))
  socket.on('terminal:snapshot', ({ bytes }) => give((to) => to.replay(bytes)))
  socket.on('o', (channel, bytes) => {
    const frame = new Uint8Array(bytes)
    give((to) => to.write(frame, () => socket.emit('a', channel, frame.length)))
  })
  return {
    /** The widget is there (or gone). */
    look(to: Onlooker | undefined) {
      onlooker = to
      if (!to) return
      for (const act of early) act(to)
      early = []
    },
    clear() {
      early = []
    },
  }
}

// ---------------------------------------------------------------- a student's side
export type SentCard = Parameters<LiveServerEvents['card']>[0] & { n: number }
export interface ClassView {
  connected: boolean
  /** undefined: not heard yet. */
  state: StudentClass | null | undefined
  cards: SentCard[]
  /** Who teaches has put the lab back to the beginning of a step. */
  reset: (Parameters<LiveServerEvents['class:reset']>[0] & { n: number }) | undefined
  /** The terminal that the class is shown, while it is looked at. */
  stage: StageView | undefined
}
interface StageView {
  /** undefined: not heard yet. */
  size: { cols: number; rows: number } | undefined
  commands: StageCommand[]
  error: Extract<Result<never>, { ok: false }>['error'] | undefined
}
export type ClassSession = ReturnType<typeof createClassSession>

/** Signs of life are told this often while the page is used. */
const SEEN_MS = 15_000

export const noClass: ClassView = { connected: false, state: undefined, cards: [], reset: undefined, stage: undefined }

export function createClassSession(locale: string) {
  const { socket, call } = connect(locale)
  const store = createStore(noClass)
  const screen = createScreen(socket)
  let cards = 0
  let looks = 0
  let stirred = Date.now()
  const see = () => {
    if (!store.get().state) return
    const idle = Math.max(0, Date.now() - stirred)
    void call('class:seen', { visible: document.visibilityState === 'visible', idle })
  }
  const stir = () => {
    stirred = Date.now()
  }
  const timer = setInterval(see, SEEN_MS)
  const gestures = ['keydown', 'pointerdown', 'wheel'] as const
  for (const gesture of gestures) window.addEventListener(gesture, stir, { passive: true, capture: true })
  document.addEventListener('visibilitychange', see)

  socket.on('connect', () => {
    store.set({ connected: true })
    void call('class:hello', {}).then((result) => {
      if (result.ok) store.set({ state: result.value })
      see()
    })
  })
  socket.on('disconnect', () => store.set({ connected: false }))
  socket.on('class', (state) => store.set({ state }))
  socket.on('card', (card) => store.set({ cards: [...store.get().cards, { ...card, n: ++cards }] }))
  socket.on('class:reset', (reset) => store.set({ reset: { ...reset, n: ++cards } }))
  const setStage = (change: Partial<StageView>) => {
    const { stage } = store.get()
    if (stage) store.set({ stage: { ...stage, ...change } })
  }
  socket.on('stage:size', (size) => setStage({ size }))
  socket.on('stage:commands', (commands) => setStage({ commands }))

  return {
    ...store,
    call,
    dismiss: (n: number) => store.set({ cards: store.get().cards.filter((card) => card.n !== n) }),
    joined: (state: StudentClass) => store.set({ state }),
    look: screen.look,
    /** Looks at what is on the stage now. Returns its end. */
    openStage(): () => void {
      const mine = ++looks
      screen.clear()
      store.set({ stage: { size: undefined, commands: [], error: undefined } })
      void call('stage:look', { on: true }).then((result) => {
        if (mine !== looks) return
        if (!result.ok) setStage({ error: result.error })
        else if (result.value) setStage({ commands: result.value.commands })
      })
      return () => {
        if (mine !== looks) return
        looks++
        store.set({ stage: undefined })
        void call('stage:look', { on: false })
      }
    },
    dispose() {
      clearInterval(timer)
      for (const gesture of gestures) window.removeEventListener(gesture, stir, { capture: true })
      document.removeEventListener('visibilitychange', see)
      socket.disconnect()
    },
  }
}

// ---------------------------------------------------------------- the instructor's side
export interface Watching {
  member: string
  state: 'asked' | 'on' | 'refused' | 'over'
  channel?: number
  cols?: number
  rows?: number
}
export interface BoardView {
  connected: boolean
  board: Board | undefined
  error: { id: Extract<Result<never>, { ok: false }>['error']; detail?: string } | undefined
  person: Person | undefined
  watching: Watching | undefined
  /** Typing in the terminal that is looked at: asked for, on, or how it ended. */
  typing: TogetherNews | undefined
  /** Server time minus the browser's, ms. */
  skew: number
  /** When the board last heard anything, by the server's clock. */
  asOf: number
}
export type BoardSession = ReturnType<typeof createBoardSession>

export const noBoard: BoardView = {
  connected: false,
  board: undefined,
  error: undefined,
  person: undefined,
  watching: undefined,
  typing: undefined,
  skew: 0,
  asOf: 0,
}

export function createBoardSession(locale: string, id: string) {
  const { socket, call } = connect(locale)
  const store = createStore(noBoard)
  const screen = createScreen(socket)

  const open = async () => {
    const result = await call('board:open', { class: id })
    if (!result.ok)
      return store.set({ error: { id: result.error, ...(result.detail ? { detail: result.detail } : {}) } })
    const { now } = result.value
    store.set({ board: result.value, error: undefined, skew: now - Date.now(), asOf: now })
    const { person } = store.get()
    if (person) await openPerson(person.row.id)
  }
  const openPerson = async (member: string) => {
    const result = await call('person:open', { member })
    store.set({ person: result.ok ? result.value : undefined })
    return result
  }

  socket.on('connect', () => {
    store.set({ connected: true, watching: undefined, typing: undefined })
    void open()
  })
  socket.on('disconnect', () => store.set({ connected: false }))
  socket.on('board:rows', (rows, now) => {
    const { board, person } = store.get()
    if (!board) return
    const fresh = new Map(rows.map((row) => [row.id, row]))
    const kept = board.rows.map((row) => fresh.get(row.id) ?? row)
    const known = new Set(board.rows.map((row) => row.id))
    store.set({
      board: { ...board, rows: [...kept, ...rows.filter((row) => !known.has(row.id))], now },
      asOf: now,
      ...(person && fresh.has(person.row.id) ? { person: { ...person, row: fresh.get(person.row.id)! } } : {}),
    })
  })
  socket.on('board:gone', (member) => {
    const { board, person } = store.get()
    if (board) store.set({ board: { ...board, rows: board.rows.filter((row) => row.id !== member) } })
    if (person?.row.id === member) store.set({ person: undefined })
  })
  socket.on('board:sheet', (sheet) => {
    const { board } = store.get()
    if (board) store.set({ board: { ...board, sheet } })
  })
  socket.on('board:over', (id) => store.set({ error: { id } }))
  socket.on('board:rest', (rest) => {
    const { board } = store.get()
    if (board) store.set({ board: { ...board, ...rest }, asOf: rest.now })
  })
  socket.on('person:news', (person) => {
    if (store.get().person?.row.id === person.row.id) store.set({ person })
  })
  socket.on('watch:state', (state) => {
    const before = store.get().watching
    if (state.state === 'asked') store.set({ typing: undefined })
    if (state.state !== 'on') screen.clear()
    store.set({ watching: state.state === 'on' && before?.member === state.member ? { ...before, ...state } : state })
  })

  socket.on('type:state', (typing) => store.set({ typing }))

  return {
    ...store,
    call,
    openPerson,
    /** Keys for the terminal that is looked at. Dropped here when there is no leave, and by the server anyway. */
    type(bytes: Uint8Array) {
      const { typing } = store.get()
      if (typing?.state !== 'on') return
      // The browser's msgpack knows ArrayBuffer only, not views; a slice is a buffer of its own.
      for (let at = 0; at < bytes.length; at += TYPE_BYTES)
        socket.emit('y', typing.grant, bytes.slice(at, at + TYPE_BYTES).buffer as unknown as Uint8Array)
    },
    async closePerson() {
      store.set({ person: undefined })
      await call('person:unwatch', {})
      await call('person:close', {})
    },
    look: screen.look,
    dispose: () => void socket.disconnect(),
  }
}

/** For one question without a page of its own: lists and starts classes. */
export async function ask<E extends keyof LivePayload>(
  locale: string,
  event: E,
  payload: LivePayload[E],
): Promise<Result<LiveAnswer<E>>> {
  const { socket, call } = connect(locale)
  try {
    await new Promise<void>((resolve) => {
      socket.once('connect', () => resolve())
      socket.once('connect_error', () => resolve())
    })
    return await call(event, payload)
  } finally {
    socket.disconnect()
  }
}
