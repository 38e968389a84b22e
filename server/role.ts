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

/** Calls `stop` once: on a signal, or when the supervisor is gone. Then the process ends. */
export function stopOnSignal(stop: () => Promise<void>, onError: (error: unknown) => void): void {
  let stopping = false
  const begin = () => {
    if (stopping) return
    stopping = true
    void stop()
      .catch(onError)
      .finally(() => process.exit())
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, begin)
  if (process.send) process.on('disconnect', begin)
}
