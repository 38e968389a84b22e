// One terminal, without sockets: output from a source to viewers, within bounds (pace.ts). The order for a viewer is always
// snapshot, then every later byte, until it lags; then again snapshot, and so on.
import { isAnswer } from '#server/agent/terminal/answer.ts'
import {
  AHEAD_BYTES,
  IDLE_BYTES,
  LAG_MS,
  LAG_OTHER_MS,
  PERIOD_MS,
  RESYNC_MS,
  TICK_BYTES,
  WINDOW_LEAST_BYTES,
} from '#server/agent/terminal/pace.ts'
import { createReplay } from '#server/agent/terminal/replay.ts'
import { createShare, type Share } from '#server/agent/terminal/share.ts'

export interface Size {
  cols: number
  rows: number
}

/** The program's side. */
export interface Source {
  write(bytes: Uint8Array): void
  resize(size: Size): void
  pause(): void
  resume(): void
  /** Written and not taken by the program's side yet, bytes. */
  readonly waiting: number
}

/** The viewer's side. */
export interface Sink {
  /** The next `bytes` bytes are a replay: clear first. */
  snapshot(bytes: number): void
  send(bytes: Uint8Array): void
  /** For a viewer that looks on: the size of the screen that it is shown. */
  resized?(size: Size): void
}

export interface Viewing {
  input(bytes: Uint8Array): void
  resize(size: Size): void
  /** `bytes` more were drawn. */
  ack(bytes: number): void
  /** The way to the viewer is congested (or free again): as good as a full window. */
  block(on: boolean): void
  /**
   * One that looks on may type: until any key of those who don't, until the program is away, until `undefined`. `onEnd`: it ended by
   * one of the first two. False: nobody is there to type for.
   */
  allow(onEnd: (() => void) | undefined): boolean
  detach(): void
}

type ViewerState =
  | { name: 'live' }
  /** Full since the timer was set; when it fires, the viewer lags. */
  | { name: 'full'; timer: NodeJS.Timeout }
  | { name: 'lagging'; since: number }

interface Viewer {
  sink: Sink
  /** Looks on: never the one whose size counts, for whom the program waits, or whose keys are taken without leave. */
  onlooker: boolean
  /** It may type; to be told of the end. */
  typing?: (() => void) | undefined
  size: Size
  /** Order of the last sign of a person: attach, input, resize. */
  active: number
  unacked: number
  blocked: boolean
  state: ViewerState
}

export interface SessionOptions {
  size: Size
  saved?: Uint8Array
  /** With other sessions; its own by default. */
  share?: Share
  /** Runs a job once after the chunks of this tick; setImmediate by default. */
  defer?: (job: () => void) => void
  now?: () => number
}

export type Session = ReturnType<typeof createSession>

export function createSession({
  size: first,
  saved,
  share = createShare(),
  defer = setImmediate,
  now = Date.now,
}: SessionOptions) {
  const replay = createReplay(saved)
  const viewers = new Set<Viewer>()
  /** What it is to the others that it shares with. */
  const self = {}
  let source: Source | undefined
  let size = first
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let paused = false
  let activity = 0
  /** Read in the period that runs. */
  const read = { bytes: 0, timer: undefined as NodeJS.Timeout | undefined }
  let dirty = false
  let total = 0
  let ahead: Uint8Array[] = []
  let closed = false

  const primary = () =>
    [...viewers]
      .filter((one) => !one.onlooker)
      .reduce<Viewer | undefined>((a, b) => (a && a.active > b.active ? a : b), undefined)
  const live = (viewer: Viewer) => viewer.state.name !== 'lagging'
  const full = (viewer: Viewer) => viewer.blocked || viewer.unacked >= share.window

  /** The keys are those of the terminal's own viewers again. */
  function takeBack() {
    for (const viewer of viewers) {
      const tell = viewer.typing
      viewer.typing = undefined
      tell?.()
    }
  }

  // ---------------------------------------------------------------- output
  function output(chunk: Uint8Array) {
    if (closed) return
    pending.push(chunk)
    pendingBytes += chunk.length
    if (pendingBytes >= TICK_BYTES) flush()
    else if (pending.length === 1) defer(flush)
  }

  /** Everything of one tick leaves as one message; an echo alone leaves in the same tick. */
  function flush() {
    if (pending.length === 0) return
    const bytes = pending.length === 1 ? pending[0]! : Buffer.concat(pending)
    pending = []
    pendingBytes = 0
    dirty = true
    total += bytes.length
    replay.push(bytes)
    for (const viewer of viewers) {
      if (!live(viewer)) continue
      onTheWay(viewer, bytes.length)
      viewer.sink.send(bytes)
      watch(viewer)
    }
    measure(bytes.length)
    pace()
  }

  function measure(bytes: number) {
    if (rate() === Number.POSITIVE_INFINITY) return
    read.bytes += bytes
    read.timer ??= setTimeout(() => {
      read.timer = undefined
      const left = read.bytes - rate()
      read.bytes = 0
      if (left > 0) measure(left)
      pace()
    }, PERIOD_MS).unref()
  }
  const looking = () => [...viewers].filter((viewer) => !viewer.onlooker && live(viewer))
  /** Bytes that may be read in a period. */
  const rate = (seen = looking()) => (seen.length > 0 ? share.rate : IDLE_BYTES)

  // ---------------------------------------------------------------- pace
  function pace() {
    const seen = looking()
    const hold = seen.some(full) || read.bytes >= rate(seen)
    if (hold === paused) return
    paused = hold
    if (hold) source?.pause()
    else source?.resume()
  }

  /** More (or less) is on its way to the viewer. */
  function onTheWay(viewer: Viewer, bytes: number) {
    viewer.unacked = Math.max(0, viewer.unacked + bytes)
    // However many look: it is one flood.
    if (!viewer.onlooker) share.note(self, viewer.unacked)
  }

  /** Enter or leave `full`. `moved`: it has drawn something, so its time starts anew if it is the one in use. */
  function watch(viewer: Viewer, moved = false) {
    if (viewer.state.name === 'lagging') return
    const inUse = viewer === primary()
    if (viewer.state.name === 'full' && (!full(viewer) || (moved && inUse))) {
      clearTimeout(viewer.state.timer)
      viewer.state = { name: 'live' }
    }
    if (viewer.state.name === 'live' && full(viewer)) {
      const timer = setTimeout(() => lag(viewer), inUse ? LAG_MS : LAG_OTHER_MS).unref()
      viewer.state = { name: 'full', timer }
    }
  }

  function lag(viewer: Viewer) {
    viewer.state = { name: 'lagging', since: now() }
    pace()
  }

  function resync(viewer: Viewer) {
    if (viewer.state.name !== 'lagging' || viewer.blocked || viewer.unacked >= WINDOW_LEAST_BYTES) return
    const wait = RESYNC_MS - (now() - viewer.state.since)
    if (wait > 0) {
      setTimeout(() => viewers.has(viewer) && resync(viewer), wait).unref()
      return
    }
    flush()
    viewer.state = { name: 'live' }
    snapshot(viewer)
    pace()
  }

  function snapshot(viewer: Viewer) {
    const bytes = replay.bytes()
    onTheWay(viewer, bytes.length)
    viewer.sink.snapshot(bytes.length)
    if (bytes.length > 0) viewer.sink.send(bytes)
    watch(viewer)
    if (replay.torn) redraw()
  }

  // ---------------------------------------------------------------- size
  function adopt(viewer: Viewer) {
    viewer.active = ++activity
    take(viewer.size)
  }

  function take(next: Size) {
    if (next.cols === size.cols && next.rows === size.rows) return
    size = next
    source?.resize(size)
    for (const viewer of viewers) if (viewer.onlooker) viewer.sink.resized?.(size)
  }

  /** A full-screen program draws all of its screen when the size changes. */
  function redraw() {
    source?.resize({ cols: size.cols, rows: Math.max(1, size.rows - 1) })
    source?.resize(size)
  }

  return {
    output,
    flush,

    /** Put a program behind the terminal. */
    connect(next: Source) {
      source = next
      paused = false
      source.resize(size)
      for (const bytes of ahead) source.write(bytes)
      ahead = []
      pace()
    },
    disconnect() {
      source = undefined
      takeBack()
    },

    attach(sink: Sink, at: Size, { onlooker = false } = {}): Viewing {
      flush()
      const viewer: Viewer = {
        sink,
        onlooker,
        size: at,
        active: 0,
        unacked: 0,
        blocked: false,
        state: { name: 'live' },
      }
      viewers.add(viewer)
      if (onlooker) sink.resized?.(size)
      else adopt(viewer)
      snapshot(viewer)
      pace()
      return {
        input(bytes) {
          if (!viewers.has(viewer)) return
          if (onlooker) {
            // Nothing of a guest's ever waits here: what waits could arrive after it was taken back. Their terminal answers nothing.
            if (viewer.typing && source?.waiting === 0 && !isAnswer(bytes)) source.write(bytes)
            return
          }
          if (!isAnswer(bytes)) takeBack()
          adopt(viewer)
          if (source) source.write(bytes)
          else if (ahead.reduce((sum, part) => sum + part.length, bytes.length) <= AHEAD_BYTES) ahead.push(bytes)
        },
        resize(to) {
          if (onlooker || !viewers.has(viewer)) return
          viewer.size = to
          adopt(viewer)
        },
        ack(bytes) {
          if (!viewers.has(viewer)) return
          onTheWay(viewer, -bytes)
          watch(viewer, true)
          resync(viewer)
          pace()
        },
        block(on) {
          if (!viewers.has(viewer) || viewer.blocked === on) return
          viewer.blocked = on
          watch(viewer)
          resync(viewer)
          pace()
        },
        allow(onEnd) {
          viewer.typing = onlooker && source && viewers.has(viewer) ? onEnd : undefined
          return viewer.typing !== undefined
        },
        detach() {
          if (!viewers.delete(viewer)) return
          if (viewer.state.name === 'full') clearTimeout(viewer.state.timer)
          const next = primary()
          if (next) take(next.size)
          pace()
        },
      }
    },

    get size() {
      return size
    },
    /** Bytes of output so far. */
    get total() {
      return total
    },
    get viewers() {
      return viewers.size
    },
    /** Sent to viewers and not drawn by them yet, bytes. */
    get unacked() {
      let bytes = 0
      for (const viewer of viewers) bytes += viewer.unacked
      return bytes
    },
    /** Changed since the last `save`. */
    get dirty() {
      return dirty || pending.length > 0
    },
    /** The replay, to be given as `saved` to the session that takes over. */
    save(): Buffer {
      flush()
      dirty = false
      return replay.bytes()
    },
    close() {
      flush()
      closed = true
      takeBack()
      for (const viewer of viewers) if (viewer.state.name === 'full') clearTimeout(viewer.state.timer)
      share.forget(self)
      viewers.clear()
      clearTimeout(read.timer)
      source = undefined
    },
  }
}
