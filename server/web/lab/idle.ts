// Labs that nobody needs are put to rest, so that those who are here have the machine. A learner is warned before, in every tab, and
// any sign of theirs (a key, a click, the button of the warning) begins the time anew. In a live class nobody is: there a hidden tab
// is somebody who listens.
import { EventEmitter } from 'node:events'
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from '../agent-link.ts'
import type { WebLog } from '../log.ts'
import type { Users } from '../user/user.ts'

const TICK_MS = 15_000
/** How long before its rest a lab is warned. */
const WARN_MS = 5 * 60_000
/** Of a short time the warning is a third at the most. */
const WARN_SHARE = 3

export interface Idle {
  /** `restsIn`: ms until the rest; null: not any more. */
  on(listener: (tenant: string, restsIn: number | null) => void): () => void
  /** The learner is here. */
  stay(tenant: string): Promise<void>
  stop(): void
}

export interface IdleOptions {
  link: Pick<AgentLink, 'call'>
  users: Pick<Users, 'withTenant'>
  /** Whether the learner is in a running class. */
  inClass: (user: string) => Promise<boolean>
  /** Without a sign of the learner for so long a lab is put to rest; 0: never. */
  afterMs: number
  log: WebLog
  tickMs?: number
}

export function createIdle({ link, users, inClass, afterMs, log, tickMs = TICK_MS }: IdleOptions): Idle {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const warnMs = Math.min(WARN_MS, afterMs / WARN_SHARE)
  /** By tenant: when it was said to rest, by the agent's clock. */
  const warned = new Map<string, number>()
  const tell = (tenant: string, restsIn: number | null) => emitter.emit('idle', tenant, restsIn)
  const forgive = (tenant: string) => {
    if (warned.delete(tenant)) tell(tenant, null)
  }
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const { now, running } = await link.call('tenant.activity', {})
    const owners = await users.withTenant()
    for (const tenant of warned.keys()) if (!running.some((one) => one.tenant === tenant)) forgive(tenant)
    for (const { tenant, last } of running) {
      const user = owners.get(tenant)
      // Those of nobody here were made by the command line, for who knows what.
      if (!user || now - last < afterMs - warnMs || (await inClass(user.id))) {
        forgive(tenant)
        continue
      }
      const rests = warned.get(tenant)
      if (rests === undefined) {
        // The whole warning, however late it is given: the web may have been away.
        const at = Math.max(last + afterMs, now + warnMs)
        warned.set(tenant, at)
        tell(tenant, at - now)
      } else if (now >= rests) {
        warned.delete(tenant)
        log.info({ tenant, minutes: Math.round((now - last) / 60_000) }, 'lab put to rest')
        await link.call('tenant.rest', { tenant })
      }
    }
  }

  const again = () => {
    timer = setTimeout(async () => {
      await look().catch((error) => {
        // An agent that is away puts nothing to rest; it is asked again.
        if (!(error instanceof DrydockError)) log.error({ error }, 'idle labs not looked at')
      })
      if (timer) again()
    }, tickMs).unref()
  }
  if (afterMs > 0) again()

  return {
    on(listener) {
      emitter.on('idle', listener)
      return () => emitter.off('idle', listener)
    },
    async stay(tenant) {
      await link.call('tenant.touch', { tenant })
      forgive(tenant)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
