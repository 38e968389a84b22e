// Restart policies let a container that ends at once be started for ever. The engine waits longer and longer, but begins anew after a
// run of ten seconds, so many such containers keep it busy. What restarts most is stopped when all together restart too often.
import { RESTART_WINDOW_MS, type TenantLimits } from '#server/agent/gateway/limit.ts'

export interface RestartWatch {
  /** The engine started a container by its policy. The one to be stopped now, if any, and why. */
  restarted(id: string): { id: string; reason: string } | undefined
}

export function createRestartWatch(
  limits: Pick<TenantLimits, 'restarts'>,
  now = () => performance.now(),
): RestartWatch {
  let starts: { id: string; at: number }[] = []
  return {
    restarted(id) {
      const at = now()
      starts = [...starts.filter((start) => at - start.at < RESTART_WINDOW_MS), { id, at }]
      if (starts.length < limits.restarts) return undefined
      const counts = new Map<string, number>()
      for (const start of starts) counts.set(start.id, (counts.get(start.id) ?? 0) + 1)
      const [worst] = [...counts].sort((a, b) => b[1] - a[1])
      if (!worst) return undefined
      const reason = `stopped by this machine: restart policies started your containers ${starts.length} times within ${RESTART_WINDOW_MS / 60_000} minutes, this one ${worst[1]} times. See docker logs why it ends, then start it again.`
      starts = starts.filter((start) => start.id !== worst[0])
      return { id: worst[0], reason }
    },
  }
}
