// What a build writes while it runs. Nothing else bounds it: a step's container is the engine's own, and its layer an image before
// anybody owns it.
import type { Scope } from './scope.ts'
import { segment } from './upstream.ts'

const LOOK_MS = 1_000

export interface BuildWatch {
  /** A step ended in this image (short id). `from`: it is what a stage begins with, which costs nothing. */
  step(image: string, from: boolean): void
  /** A step runs in this container (short id). */
  container(id: string): void
  stop(): void
}

/** `full` is called once, with words, when the build has written more than it may. */
export function watchBuild(scope: Scope, full: (reason: string) => void): BuildWatch {
  const { buildBytes } = scope.limits
  let layers = 0
  let size: number | undefined
  let running: string | undefined
  let ended = false
  let turn = Promise.resolve()

  const compare = (bytes: number) => {
    if (ended || bytes <= buildBytes) return
    ended = true
    full(
      `the build was stopped: its steps have written more than ${Math.round(buildBytes / 1024 ** 2)} MiB, the most this machine allows. Write less, or remove files in the same RUN that made them`,
    )
  }
  const look = async () => {
    const written = running === undefined ? 0 : await scope.room.taken(running)
    compare(layers + (written ?? 0))
  }
  const measure = async (image: string, from: boolean) => {
    const { Size } = await scope.engine.json<{ Size: number }>('GET', { path: `/images/${segment(image)}/json` })
    if (!from && size !== undefined) layers += Math.max(0, Size - size)
    size = Size
    compare(layers)
  }
  /** In the order of the steps; one that is gone already is not counted. */
  const inTurn = (work: () => Promise<void>) => {
    turn = turn.then(work).catch(() => {})
  }
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look()
      .catch(() => {})
      .finally(() => {
        looking = false
      })
  }, LOOK_MS)

  return {
    step(image, from) {
      running = undefined
      inTurn(() => measure(image, from))
    },
    container(id) {
      running = id
    },
    stop() {
      ended = true
      clearInterval(timer)
    },
  }
}
