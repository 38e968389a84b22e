// The engine prunes one thing at a time, for all who use it. A tenant does not learn of the others' prunes: it waits.
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from './refusal.ts'

const WAIT_MAX_MS = 30_000
const TRY_AGAIN_MS = 50

export async function pruneInTurn<T>(prune: () => Promise<T>): Promise<T> {
  const last = Date.now() + WAIT_MAX_MS
  for (;;) {
    try {
      return await prune()
    } catch (error) {
      const isBusy = error instanceof EngineError && error.message === 'a prune operation is already running'
      if (!isBusy || Date.now() > last) throw error
    }
    await sleep(TRY_AGAIN_MS)
  }
}
