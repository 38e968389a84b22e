import { describe, expect, it } from 'vitest'
import type { ApiCall, CoachCard, ShellCommand } from '#server/protocol/lab.ts'
import type { LabOpened } from '#server/protocol/socket.ts'
import { type Change, emptyView, type LabView, lineOf, MAX_CALLS, reduce, runningIn } from './lab-view.ts'

const opened = (more: Partial<LabOpened> = {}): LabOpened => ({
  slug: 'first',
  workspace: { state: 'ready' },
  state: { slug: 'first', rev: 3, done: false, steps: [] },
  hints: {},
  terminals: [{ id: 'a', title: 'bash', created: 0 }],
  objects: { rev: 5, containers: [], images: [], volumes: [], networks: [] },
  calls: [],
  cards: [],
  transfers: [],
  builds: [],
  preview: null,
  ...more,
})
const viewAfter = (...changes: Change[]): LabView => changes.reduce(reduce, emptyView(0))
const live = () => viewAfter({ type: 'socket-up', now: 1 }, { type: 'opened', opened: opened(), now: 2 })
const command = (n: number, more: Partial<ShellCommand> = {}): ShellCommand => ({
  terminal: 'a',
  n,
  time: n,
  line: 'ls',
  output: '',
  ...more,
})

describe('the way to a live lab', () => {
  it('connecting, opening, live', () => {
    expect(emptyView(7).link).toEqual({ phase: 'connecting', since: 7 })
    expect(viewAfter({ type: 'socket-up', now: 1 }).link).toEqual({ phase: 'opening', since: 1 })
    expect(live().link).toEqual({ phase: 'live' })
  })

  it('stays opening while the workspace starts, and is live when it is ready', () => {
    const starting = viewAfter(
      { type: 'socket-up', now: 1 },
      { type: 'opened', opened: opened({ workspace: { state: 'starting', since: 1 } }), now: 2 },
    )
    expect(starting.link.phase).toBe('opening')
    expect(reduce(starting, { type: 'workspace', workspace: { state: 'ready' }, now: 3 }).link.phase).toBe('live')
  })

  it('a refusal that goes away by itself is tried again, another is not', () => {
    expect(viewAfter({ type: 'refused', error: 'catalog-building', now: 100 }).link).toMatchObject({
      phase: 'failed',
      retryAt: 5_100,
    })
    expect(viewAfter({ type: 'refused', error: 'engine-paused', detail: '12', now: 100 }).link).toMatchObject({
      retryAt: 12_100,
    })
    expect(viewAfter({ type: 'refused', error: 'lab-unknown', now: 100 }).link).toMatchObject({
      phase: 'failed',
      retryAt: undefined,
    })
  })
})

describe('losing and finding the connection', () => {
  it('keeps the room, blocks every terminal, and comes back', () => {
    const typed = reduce(live(), { type: 'attached', terminal: 'a', attached: true })
    const down = reduce(typed, { type: 'socket-down', now: 10 })
    expect(down.link).toEqual({ phase: 'away', since: 10, cause: 'offline' })
    expect(down.attached).toEqual([])
    expect(down.room?.terminals).toHaveLength(1)
    const up = reduce(down, { type: 'socket-up', now: 11 })
    expect(up.link.phase).toBe('opening')
    expect(up.room).toBeDefined()
    expect(reduce(up, { type: 'opened', opened: opened(), now: 12 }).link.phase).toBe('live')
  })

  it('before the first success it is still the first connection', () => {
    expect(viewAfter({ type: 'socket-up', now: 1 }, { type: 'socket-down', now: 2 }).link).toEqual({
      phase: 'connecting',
      since: 2,
    })
  })

  it('the Docker side going away is told apart from the network', () => {
    const away = reduce(live(), { type: 'workspace', workspace: { state: 'starting', since: 0 }, now: 9 })
    expect(away.link).toEqual({ phase: 'away', since: 9, cause: 'agent' })
    expect(reduce(away, { type: 'workspace', workspace: { state: 'ready' }, now: 10 }).link.phase).toBe('live')
    expect(reduce(away, { type: 'workspace', workspace: { state: 'failed', error: 'x' }, now: 10 }).link).toMatchObject(
      { phase: 'failed', error: 'workspace-failed', detail: 'x' },
    )
  })

  it('keeps the commands seen before', () => {
    const seen = reduce(live(), { type: 'command', command: command(1) })
    expect(reduce(seen, { type: 'opened', opened: opened(), now: 5 }).room?.commands).toHaveLength(1)
  })
})

describe('the room', () => {
  it('stale states and objects change nothing', () => {
    const room = live().room
    expect(reduce(live(), { type: 'state', state: { slug: 'first', rev: 2, done: true, steps: [] } }).room).toEqual(
      room,
    )
    const stale = { rev: 4, containers: [], images: [], volumes: [{ name: 'v', created: '' }], networks: [] }
    expect(reduce(live(), { type: 'objects', objects: stale }).room).toEqual(room)
  })

  it('calls and cards come once, in order, and are bounded', () => {
    const call = (n: number): ApiCall => ({
      n,
      time: n,
      method: 'GET',
      path: '/_ping',
      route: 'ping',
      status: 200,
      ms: 1,
    })
    let view = live()
    for (const n of [2, 1, 2, 3]) view = reduce(view, { type: 'call', call: call(n) })
    expect(view.room?.calls.map(({ n }) => n)).toEqual([1, 2, 3])
    for (let n = 4; n < MAX_CALLS + 50; n++) view = reduce(view, { type: 'call', call: call(n) })
    expect(view.room?.calls).toHaveLength(MAX_CALLS)
  })

  it('a command is updated when it ends; the terminal is busy until then', () => {
    const running = reduce(live(), { type: 'command', command: command(1) })
    expect(runningIn(running.room!, 'a')?.n).toBe(1)
    expect(runningIn(running.room!, 'b')).toBeUndefined()
    const done = reduce(running, { type: 'command', command: command(1, { exit: 0 }) })
    expect(done.room?.commands).toHaveLength(1)
    expect(runningIn(done.room!, 'a')).toBeUndefined()
  })

  it('a reset forgets hints and cards, even when the new state has a lower rev', () => {
    const card = { n: 1, time: 0, signature: 's', line: '', title: { ko: '', en: '' }, meaning: { ko: '', en: '' } }
    const used = [
      { type: 'hint', step: 's1', level: 2 },
      { type: 'card', card: { ...card, evidence: [] } satisfies CoachCard },
    ] satisfies Change[]
    const view = reduce(used.reduce<LabView>(reduce, live()), {
      type: 'reset',
      state: { slug: 'first', rev: 1, done: false, steps: [] },
    })
    expect(view.room).toMatchObject({ hints: {}, cards: [], state: { rev: 1 } })
  })

  it('hints only open further', () => {
    const two = reduce(live(), { type: 'hint', step: 's1', level: 2 })
    expect(reduce(two, { type: 'hint', step: 's1', level: 1 }).room?.hints).toEqual({ s1: 2 })
  })
})

describe('a lab that is left alone', () => {
  const warned = () => reduce(live(), { type: 'idle', restsIn: 60_000, now: 1_000 })

  it('knows by its own clock when it rests, until it is said that it does not', () => {
    expect(warned().restsAt).toBe(61_000)
    expect(reduce(warned(), { type: 'idle', restsIn: null, now: 2_000 }).restsAt).toBeUndefined()
  })

  it('at rest it keeps its room, and goes on when it is opened again', () => {
    const resting = reduce(warned(), { type: 'workspace', workspace: { state: 'resting' }, now: 61_000 })
    expect(resting).toMatchObject({ link: { phase: 'resting' }, restsAt: undefined })
    expect(resting.room).toBeDefined()
    const again = reduce(reduce(resting, { type: 'retry', now: 70_000 }), {
      type: 'opened',
      opened: opened(),
      now: 71_000,
    })
    expect(again.link.phase).toBe('live')
  })

  it('to open it is a sign', () => {
    expect(reduce(warned(), { type: 'opened', opened: opened(), now: 2_000 }).restsAt).toBeUndefined()
  })
})

it('a place in a line stays on the screen while it is asked again, and goes with any other answer', () => {
  const refused = (error: 'labs-starting' | 'engine-away', detail?: string) =>
    ({ type: 'refused', error, detail, now: 1_000 }) as const
  let view = reduce(emptyView(0), refused('labs-starting', '7'))
  expect(lineOf(view.link)).toEqual({ error: 'labs-starting', position: 7 })
  view = reduce(view, { type: 'retry', now: 1_250 })
  expect(view.link.phase).toBe('opening')
  expect(lineOf(view.link)).toEqual({ error: 'labs-starting', position: 7 })
  view = reduce(view, refused('engine-away'))
  expect(lineOf(view.link)).toBeUndefined()
  expect(lineOf(reduce(view, { type: 'retry', now: 2_000 }).link)).toBeUndefined()
})
