// What the supervisor and its two children tell each other over Node's IPC channel.
import type { Health } from '#server/protocol/lab.ts'

export type ChildRole = 'agent' | 'web'

export type ChildMessage =
  | { type: 'ready'; url?: string; instructor?: string }
  | { type: 'health'; health: Health }
  | { type: 'failed'; reason: 'port-taken' | 'error'; detail: string }

export function tellSupervisor(message: ChildMessage): void {
  process.send?.(message)
}

/** Ends Drydock, but not what learners run: another one, of a newer version perhaps, goes on with it. */
export const HAND_OVER = 'SIGQUIT'

/** Calls `stop` once: on a signal, or when the supervisor is gone. Then the process ends. */
export function stopOnSignal(
  stop: (reason: { handOver: boolean }) => Promise<void>,
  onError: (error: unknown) => void,
): void {
  let stopping = false
  const begin = (handOver: boolean) => {
    if (stopping) return
    stopping = true
    void stop({ handOver })
      .catch(onError)
      .finally(() => process.exit())
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', HAND_OVER] as const)
    process.on(signal, () => begin(signal === HAND_OVER))
  if (process.send) process.on('disconnect', () => begin(false))
}
