// The builds of a tenant step by step: which steps came from the cache, how long the others took, and what the cache saved. Made from the
// very lines that the client gets, and kept in memory only.
import type { Build, BuildStepNote } from '#server/protocol/lab.ts'

/** Those of before are forgotten. */
const BUILDS_KEPT = 8
/** Layers of which it is known how long they took to make; the oldest are forgotten. */
const LAYERS_KEPT = 500
/** Of a step's text. Characters. */
const TEXT_MAX = 300
/** Steps come fast when all are there; those who watch are told this often. ms */
const TELL_MS = 120

export interface Builds {
  /** Oldest first. */
  list(): Build[]
  listen(listener: (build: Build) => void): () => void
  begin(names: readonly string[]): BuildNote
}
/** What the one who carries it says. */
export interface BuildNote {
  /** A message as the client gets it. */
  line(message: { stream?: unknown }): void
  end(error?: string): void
}

export function createBuilds(clock: () => number = Date.now): Builds {
  let kept: Build[] = []
  /** By the short id that a step ended in: how long its run took, ms. */
  const took = new Map<string, number>()
  // Rises across restarts of the agent, too.
  let count = clock()
  const listeners = new Set<(build: Build) => void>()
  return {
    list: () => [...kept],
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    begin(names) {
      let now: Build = { n: ++count, time: clock(), names: [...names], state: 'running', steps: [] }
      let timer: NodeJS.Timeout | undefined
      /** When the step under way began, and the short id that it ended in. */
      let began = clock()
      let layer: string | undefined
      /** The builder has said nothing of the step yet: what comes later may be printed by what runs. */
      let fresh = false
      const tell = () => {
        clearTimeout(timer)
        timer = undefined
        for (const listener of [...listeners]) listener(now)
      }
      const change = (next: Build) => {
        now = next
        kept = [...kept.filter(({ n }) => n !== now.n), now].slice(-BUILDS_KEPT)
        timer ??= setTimeout(tell, TELL_MS)
      }
      /** The last step, over. */
      const closed = (failed: boolean): BuildStepNote[] => {
        const last = now.steps.at(-1)
        if (!last) return now.steps
        const others = now.steps.slice(0, -1)
        if (last.state === 'hit') {
          const saved = layer === undefined ? undefined : took.get(layer)
          return [...others, { ...last, ...(saved !== undefined && { saved }) }]
        }
        if (last.state !== 'running') return now.steps
        const ms = clock() - began
        if (failed) return [...others, { ...last, state: 'failed', ms }]
        if (layer !== undefined) keep(layer, ms)
        return [...others, { ...last, state: 'run', ms }]
      }
      const keep = (id: string, ms: number) => {
        took.delete(id)
        took.set(id, ms)
        for (const oldest of took.keys()) if (took.size > LAYERS_KEPT) took.delete(oldest)
      }
      return {
        line({ stream }) {
          if (typeof stream !== 'string') return
          const step = /^Step (\d+)\/(\d+) : (.*)/s.exec(stream)
          if (step) {
            const text = step[3]!.slice(0, TEXT_MAX)
            const state = /^FROM\s/i.test(text) ? 'base' : 'running'
            change({ ...now, count: Number(step[2]), steps: [...closed(false), { text, state }] })
            began = clock()
            layer = undefined
            fresh = true
            return
          }
          const last = now.steps.at(-1)
          if (fresh && last?.state === 'running' && stream === ' ---> Using cache\n')
            change({ ...now, steps: now.steps.with(-1, { ...last, state: 'hit' }) })
          if (stream !== '\n') fresh = false
          layer = /^ ---> ([0-9a-f]{12})\n?$/.exec(stream)?.[1] ?? layer
        },
        end(error) {
          if (now.steps.length === 0) return
          const failed = error !== undefined
          change({
            ...now,
            state: failed ? 'failed' : 'done',
            ms: clock() - now.time,
            steps: closed(failed),
            ...(failed && { error }),
          })
          tell()
        },
      }
    },
  }
}
