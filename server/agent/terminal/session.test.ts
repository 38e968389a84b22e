import { Terminal } from '@xterm/headless'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  AHEAD_BYTES,
  BUSY_BYTES,
  BUSY_MS,
  CROWD_BYTES,
  IDLE_BYTES,
  LAG_MS,
  LAG_OTHER_MS,
  PERIOD_MS,
  RESYNC_MS,
  TICK_BYTES,
  WINDOW_BYTES,
} from '#server/agent/terminal/pace.ts'
import { createReplay } from '#server/agent/terminal/replay.ts'
import { createSession, type Sink, type Size, type Source } from '#server/agent/terminal/session.ts'
import { createShare } from '#server/agent/terminal/share.ts'

const size = { cols: 80, rows: 24 }
const text = (value: string) => Buffer.from(value)

function program() {
  const state = { paused: false, sizes: [] as Size[], typed: '', waiting: 0 }
  const source: Source = {
    write: (bytes) => {
      state.typed += Buffer.from(bytes).toString()
    },
    resize: (to) => state.sizes.push(to),
    pause: () => {
      state.paused = true
    },
    resume: () => {
      state.paused = false
    },
    get waiting() {
      return state.waiting
    },
  }
  return { state, source }
}

function screen() {
  const state = { snapshots: [] as number[], bytes: Buffer.alloc(0) }
  const sink: Sink = {
    snapshot: (bytes) => state.snapshots.push(bytes),
    send: (bytes) => {
      state.bytes = Buffer.concat([state.bytes, bytes])
    },
  }
  return { state, sink }
}

function setup(saved?: Uint8Array) {
  const session = createSession({ size, saved, defer: (job) => job() })
  const { state, source } = program()
  session.connect(source)
  return { session, program: state }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a viewer that comes later sees what was written before, then what follows', () => {
  const { session } = setup()
  session.output(text('before '))
  const viewer = screen()
  session.attach(viewer.sink, size)
  session.output(text('after'))
  expect(viewer.state.snapshots).toEqual([7])
  expect(viewer.state.bytes.toString()).toBe('before after')
})

test('chunks of one tick leave as one message', () => {
  const jobs: (() => void)[] = []
  const session = createSession({ size, defer: (job) => jobs.push(job) })
  const sent: string[] = []
  session.attach({ snapshot: () => {}, send: (bytes) => sent.push(Buffer.from(bytes).toString()) }, size)
  session.output(text('a'))
  session.output(text('b'))
  expect(jobs).toHaveLength(1)
  jobs[0]!()
  expect(sent).toEqual(['ab'])
})

test('the program is held while the viewer in use has a full window, and read again when it has drawn', () => {
  const { session, program } = setup()
  const viewer = screen()
  const viewing = session.attach(viewer.sink, size)
  session.output(Buffer.alloc(WINDOW_BYTES))
  expect(program.paused).toBe(true)
  viewing.ack(1)
  expect(program.paused).toBe(false)
})

test('a viewer that draws nothing for a while is skipped and gets a snapshot when it draws again', () => {
  const { session, program } = setup()
  const viewer = screen()
  const viewing = session.attach(viewer.sink, size)
  session.output(Buffer.alloc(WINDOW_BYTES, 'x'))
  vi.advanceTimersByTime(LAG_MS)
  expect(program.paused).toBe(false)
  session.output(text('\r\nmissed\r\nlast'))
  expect(viewer.state.bytes.length).toBe(WINDOW_BYTES)
  vi.advanceTimersByTime(RESYNC_MS)
  viewing.ack(WINDOW_BYTES)
  expect(viewer.state.snapshots).toHaveLength(2)
  expect(viewer.state.bytes.toString().endsWith('missed\r\nlast')).toBe(true)
})

test('a viewer that draws slowly but steadily never lags', () => {
  const { session } = setup()
  const viewer = screen()
  const viewing = session.attach(viewer.sink, size)
  for (let n = 0; n < 10; n++) {
    session.output(Buffer.alloc(WINDOW_BYTES))
    vi.advanceTimersByTime(LAG_MS - 1)
    viewing.ack(WINDOW_BYTES)
  }
  expect(viewer.state.snapshots).toHaveLength(1)
})

test('a tab in the background holds the one in use only briefly', () => {
  const { session, program } = setup()
  session.attach(screen().sink, size)
  const front = session.attach(screen().sink, size)
  session.output(Buffer.alloc(WINDOW_BYTES))
  front.ack(WINDOW_BYTES)
  expect(program.paused).toBe(true)
  vi.advanceTimersByTime(LAG_OTHER_MS)
  expect(program.paused).toBe(false)
})

test('a viewer that leaves with a full window releases the program', () => {
  const { session, program } = setup()
  const gone = session.attach(screen().sink, size)
  session.output(Buffer.alloc(WINDOW_BYTES))
  expect(program.paused).toBe(true)
  gone.detach()
  expect(program.paused).toBe(false)
})

test('congestion on the way counts as a full window', () => {
  const { session, program } = setup()
  const viewing = session.attach(screen().sink, size)
  viewing.block(true)
  expect(program.paused).toBe(true)
  viewing.block(false)
  expect(program.paused).toBe(false)
})

test('without a viewer a flood is read slowly, not stopped', () => {
  const { session, program } = setup()
  session.output(Buffer.alloc(IDLE_BYTES))
  expect(program.paused).toBe(true)
  vi.advanceTimersByTime(PERIOD_MS)
  expect(program.paused).toBe(false)
})

test('what was read beyond the rate is waited for: in the long run no more is read', () => {
  const { session, program } = setup()
  session.output(Buffer.alloc(4 * IDLE_BYTES))
  vi.advanceTimersByTime(3 * PERIOD_MS)
  expect(program.paused).toBe(true)
  vi.advanceTimersByTime(PERIOD_MS)
  expect(program.paused).toBe(false)
})

test('much that comes in one tick leaves before the tick is over, so that others are not waited for', () => {
  const jobs: (() => void)[] = []
  const session = createSession({ size, defer: (job) => jobs.push(job) })
  const sent: number[] = []
  session.attach({ snapshot: () => {}, send: (bytes) => sent.push(bytes.length) }, size)
  session.output(Buffer.alloc(TICK_BYTES - 1))
  expect(sent).toEqual([])
  session.output(Buffer.alloc(1))
  expect(sent).toEqual([TICK_BYTES])
  jobs[0]!()
  expect(sent).toEqual([TICK_BYTES])
})

test('those that flood share a window; one alone has all of it, and what is typed beside them is never held', () => {
  const share = createShare()
  const one = () => {
    const session = createSession({ size, share, defer: (job) => job() })
    const { state, source } = program()
    session.connect(source)
    const viewing = session.attach(screen().sink, size)
    return { session, program: state, viewing }
  }
  const [first, second, quiet] = [one(), one(), one()]
  first.session.output(Buffer.alloc(WINDOW_BYTES - 1))
  expect(first.program.paused).toBe(false)
  second.session.output(Buffer.alloc(WINDOW_BYTES / 2))
  expect(second.program.paused).toBe(true)
  first.session.output(Buffer.alloc(1))
  expect(first.program.paused).toBe(true)
  quiet.session.output(text('k'))
  expect(quiet.program.paused).toBe(false)
  // The first one's flood is over.
  first.viewing.ack(WINDOW_BYTES)
  vi.advanceTimersByTime(10 * BUSY_MS)
  second.viewing.ack(1)
  expect(second.program.paused).toBe(false)
})

test('of several that flood each is read at its part of a rate, however fast it is drawn', () => {
  const share = createShare()
  const both = [1, 2].map(() => {
    const session = createSession({ size, share, defer: (job) => job() })
    const { state, source } = program()
    session.connect(source)
    return { session, program: state, viewing: session.attach(screen().sink, size) }
  })
  for (const { session } of both) session.output(Buffer.alloc(BUSY_BYTES))
  for (const { session, viewing } of both) {
    session.output(Buffer.alloc(CROWD_BYTES / 2))
    viewing.ack(BUSY_BYTES + CROWD_BYTES / 2)
  }
  expect(both.map(({ program }) => program.paused)).toEqual([true, true])
  vi.advanceTimersByTime(2 * PERIOD_MS)
  expect(both.map(({ program }) => program.paused)).toEqual([false, false])
})

test('the size is that of the viewer that was active last', () => {
  const { session, program } = setup()
  const small = session.attach(screen().sink, { cols: 40, rows: 10 })
  const large = session.attach(screen().sink, { cols: 120, rows: 40 })
  expect(session.size).toEqual({ cols: 120, rows: 40 })
  small.input(text('x'))
  expect(session.size).toEqual({ cols: 40, rows: 10 })
  expect(program.typed).toBe('x')
  small.detach()
  expect(program.sizes.at(-1)).toEqual({ cols: 120, rows: 40 })
  large.detach()
})

test('a session made from a saved one shows the same', () => {
  const { session } = setup()
  session.output(text('one\r\ntwo'))
  expect(session.dirty).toBe(true)
  const saved = session.save()
  expect(session.dirty).toBe(false)
  const viewer = screen()
  setup(saved).session.attach(viewer.sink, size)
  expect(viewer.state.bytes.toString()).toBe('one\r\ntwo')
})

test('what is typed while the shell is away reaches the next one', () => {
  const session = createSession({ size, defer: (job) => job() })
  const viewing = session.attach(screen().sink, size)
  viewing.input(text('ls'))
  viewing.input(Buffer.alloc(AHEAD_BYTES))
  const { state, source } = program()
  session.connect(source)
  expect(state.typed).toBe('ls')
})

// ---------------------------------------------------------------- replay against a real terminal
async function draw(bytes: Uint8Array) {
  vi.useRealTimers()
  const terminal = new Terminal({ cols: 80, rows: 24, scrollback: 0, allowProposedApi: true })
  await new Promise<void>((done) => terminal.write(bytes, done))
  const buffer = terminal.buffer.active
  const cells = (y: number) =>
    Array.from({ length: 80 }, (_, x) => {
      const cell = buffer.getLine(buffer.baseY + y)!.getCell(x)!
      return `${cell.getChars() || ' '}${cell.getFgColor()},${cell.getBgColor()},${cell.isBold()},${cell.isInverse()}`
    }).join('|')
  return {
    type: buffer.type,
    cursor: [buffer.cursorX, buffer.cursorY],
    modes: terminal.modes,
    rows: Array.from({ length: 24 }, (_, y) => cells(y)),
  }
}

const lines = (count: number, make: (n: number) => string) => Array.from({ length: count }, (_, n) => make(n)).join('')

const streams: Record<string, string> = {
  'plain lines': lines(2000, (n) => `line ${n} of many\r\n`),
  'colours that stay on': `\x1b[1;31m\x1b[44m${lines(2000, (n) => `red ${n}\r\n`)}`,
  'colours per word': lines(2000, (n) => `\x1b[3${n % 8}mword\x1b[0m \x1b[7m${n}\x1b[27m\r\n`),
  'Hangul in lines that wrap': `\x1b[32m${lines(400, (n) => `${'도커'.repeat(n % 90)}${n}\r\n`)}`,
  'modes set long ago': `\x1b[?2004h\x1b[?1h\x1b=\x1b[?1000h\x1b[?1006h${lines(2000, (n) => `${n}\r\n`)}`,
  'a scroll region': `\x1b[5;20r${lines(2000, (n) => `in the region ${n}\r\n`)}\x1b[r\x1b[H\x1b[2J${lines(30, (n) => `${n}\r\n`)}`,
  'full screen, redrawn': `shell\r\n\x1b[?1049h\x1b[?25l${lines(200, (n) => `\x1b[H\x1b[2J${lines(20, (k) => `frame ${n} row ${k}\r\n`)}`)}`,
  'full screen, left again': `\x1b[?1049h${lines(200, () => 'x\r\n')}\x1b[?1049l\x1b[m${lines(2000, (n) => `after ${n}\r\n`)}`,
}

test.each(Object.entries(streams))('replay of %s ends in the same screen as the whole stream', async (_, stream) => {
  const whole = Buffer.from(stream)
  const capacity = 8 * 1024
  expect(whole.length).toBeGreaterThan(capacity)
  // Chunks of odd sizes, so that sequences and characters are split.
  const replay = createReplay(undefined, capacity)
  for (let at = 0, n = 1; at < whole.length; at += n, n = (n * 7 + 3) % 1009 || 1)
    replay.push(whole.subarray(at, at + n))
  expect(replay.bytes().length).toBeLessThan(capacity + 500)
  expect(await draw(replay.bytes())).toEqual(await draw(whole))
})

test('one that looks on types only with leave; any key of the owner takes it back at once, and what comes after it is dropped', () => {
  const { session, program } = setup()
  const owner = session.attach(screen().sink, size)
  const guest = session.attach(screen().sink, { cols: 200, rows: 50 }, { onlooker: true })
  guest.input(text('no'))
  expect(program.typed).toBe('')

  let ended = 0
  expect(guest.allow(() => ended++)).toBe(true)
  guest.input(text('ls'))
  // What terminals answer by themselves is nobody's key; a guest's terminal answers nothing.
  owner.input(text('\x1b[?1;2c'))
  guest.input(text('\x1b[?1;2c'))
  expect([program.typed, ended]).toEqual(['ls\x1b[?1;2c', 0])
  // Their size is never the one that counts.
  guest.resize({ cols: 200, rows: 50 })
  expect(program.sizes.every(({ cols }) => cols === 80)).toBe(true)

  owner.input(text('x'))
  guest.input(text(' -la'))
  expect([program.typed, ended]).toEqual(['ls\x1b[?1;2cx', 1])
  owner.input(text('y'))
  expect(ended).toBe(1)
})

test('what a guest types never waits: not for a program that reads nothing, not for one that is away', () => {
  const { session, program: first } = setup()
  const guest = session.attach(screen().sink, size, { onlooker: true })
  let ended = 0
  guest.allow(() => ended++)
  first.waiting = 1
  guest.input(text('lost'))
  first.waiting = 0
  expect(first.typed).toBe('')
  session.disconnect()
  guest.input(text('lost too'))
  expect([ended, guest.allow(() => ended++)]).toEqual([1, false])
  const { state, source } = program()
  session.connect(source)
  guest.input(text('still not'))
  expect([first.typed, state.typed]).toEqual(['', ''])
})

test('leave to type is withdrawn by the one who gave it, and nobody who works in a terminal needs it', () => {
  const { session, program } = setup()
  const owner = session.attach(screen().sink, size)
  const guest = session.attach(screen().sink, size, { onlooker: true })
  guest.allow(() => {})
  guest.allow(undefined)
  guest.input(text('late'))
  expect(owner.allow(() => {})).toBe(false)
  guest.allow(() => {})
  guest.detach()
  guest.input(text('later'))
  expect(program.typed).toBe('')
})
