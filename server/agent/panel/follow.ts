// Logs, stats and gauges as they come, one part at a time: the next is sent when the one before was taken. A reader that is slow slows the
// engine's log stream down; of the stats it misses seconds.
import type { Readable } from 'node:stream'
import { segment, type Upstream } from '#server/agent/gateway/upstream.ts'
import type { DockerFollow, DockerPart, LogLine } from '#server/protocol/docker.ts'
import { createLogReader } from './log-lines.ts'
import { boundsOf, type RawBounds, type RawStats, sampleOf } from './stats.ts'

/** Lines of before that are shown at first. */
const TAIL_LINES = 500
/** Lines that come together make one part. ms */
const GATHER_MS = 50
/** Lines read ahead while a part is under way; then the engine waits. */
const AHEAD_LINES = 1_000
/** Lines of one part. */
const PART_LINES = 500
/** One reading of the stats; a line that is longer is none. Characters. */
const STATS_MAX = 256 * 1024

export interface Following {
  /** The last part was taken. */
  taken(): void
  /** Ends the engine's stream; nothing more is told. */
  stop(): void
}
export interface FollowOptions {
  host: Upstream
  what: DockerFollow
  tell(part: DockerPart): void
  /** Some container of the host was given something else (docker update). Returns its undo. */
  onUpdate(listener: () => void): () => void
  /** The error as the panel names it. */
  problem(error: unknown): Omit<Extract<DockerPart, { kind: 'end' }>, 'kind'>
}

export function follow({ host, what, tell, onUpdate, problem }: FollowOptions): Following {
  const stopping = new AbortController()
  const { signal } = stopping
  const path = `/containers/${segment(what.container)}`
  let underWay = false
  let over: DockerPart | undefined
  const look = () => host.json<Inspected>('GET', { path: `${path}/json`, signal })
  const feed =
    what.kind === 'logs'
      ? createLines(signal)
      : createLatest(what.kind === 'gauge' ? { look, onUpdate, signal } : undefined)

  function move() {
    if (underWay || signal.aborted) return
    const part = feed.next() ?? over
    if (!part) return
    underWay = true
    if (part === over) stopping.abort()
    tell(part)
  }

  const work = async () => {
    const inspected = await look()
    const query =
      what.kind === 'logs'
        ? { stdout: true, stderr: true, timestamps: true, follow: true, tail: String(TAIL_LINES) }
        : { stream: true }
    const route = what.kind === 'logs' ? 'logs' : 'stats'
    const { stream } = await host.stream('GET', { path: `${path}/${route}`, query, signal })
    await feed.read(stream, inspected, move)
  }
  work()
    .then(
      () => ({ kind: 'end' as const }),
      (error: unknown) => ({ kind: 'end' as const, ...problem(error) }),
    )
    .then((end) => {
      over = end
      move()
    })

  return {
    taken() {
      underWay = false
      move()
    },
    stop: () => stopping.abort(),
  }
}

interface Inspected {
  Config: { Tty: boolean }
  HostConfig: RawBounds
}

interface Feed {
  /** What can be sent now. */
  next(): DockerPart | undefined
  read(stream: Readable, inspected: Inspected, news: () => void): Promise<void>
}

function createLines(signal: AbortSignal): Feed {
  let lines: LogLine[] = []
  let timer: NodeJS.Timeout | undefined
  let roomAgain: (() => void) | undefined
  signal.addEventListener('abort', () => roomAgain?.(), { once: true })
  return {
    next() {
      if (timer || lines.length === 0) return undefined
      const part: DockerPart = { kind: 'logs', lines: lines.slice(0, PART_LINES) }
      lines = lines.slice(PART_LINES)
      if (lines.length < AHEAD_LINES) roomAgain?.()
      return part
    },
    async read(stream, { Config }, news) {
      const reader = createLogReader({ tty: Config.Tty })
      const soon = () => {
        timer ??= setTimeout(() => {
          timer = undefined
          news()
        }, GATHER_MS)
      }
      try {
        for await (const bytes of stream) {
          lines.push(...reader.read(bytes as Buffer))
          if (lines.length > 0) soon()
          if (lines.length < AHEAD_LINES || signal.aborted) continue
          await new Promise<void>((resolve) => {
            roomAgain = resolve
          })
        }
      } finally {
        lines.push(...reader.rest())
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}

interface Gauge extends Pick<FollowOptions, 'onUpdate'> {
  look(): Promise<Inspected>
  signal: AbortSignal
}

/** `gauge`: with its bounds, which are read anew when they may have changed. */
function createLatest(gauge?: Gauge): Feed {
  let part: DockerPart | undefined
  let changed = false
  const undo = gauge?.onUpdate(() => {
    changed = true
  })
  if (undo) gauge?.signal.addEventListener('abort', undo, { once: true })
  return {
    next() {
      const next = part
      part = undefined
      return next
    },
    async read(stream, inspected, news) {
      let text = ''
      let given = inspected.HostConfig
      for await (const bytes of stream) {
        const parts = (text + String(bytes)).split('\n')
        text = parts.pop()!.slice(-STATS_MAX)
        for (const line of parts.filter(Boolean)) {
          const sample = sampleOf(JSON.parse(line) as RawStats)
          if (!sample) continue
          if (gauge && changed) {
            changed = false
            given = (await gauge.look()).HostConfig
          }
          part = gauge ? { kind: 'gauge', sample, bounds: boundsOf(given, sample.limit) } : { kind: 'stats', sample }
        }
        news()
      }
    },
  }
}
