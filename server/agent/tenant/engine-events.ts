// One event stream of the engine for all tenants. It is followed for as long as the agent runs: after a gap it asks for what it
// missed, and lines that it has seen already are dropped.
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineEvent } from '#server/agent/gateway/event-bus.ts'
import type { Upstream } from '#server/agent/gateway/upstream.ts'
import type { Log } from '#server/agent/part.ts'

/** Lines remembered to tell a repeated one. The engine itself keeps 256. */
const SEEN_LINES = 1024
/** Asked for again after a gap, because events are not strictly in the order of their time. */
const OVERLAP_S = 2
const RETRY_MS = 500
/** Between looks at whether the stream has caught up. */
const CATCH_UP_MS = 5
const CATCH_UP_MAX_MS = 2_000

export interface EngineEvents {
  /** Resolves when everything that the engine had to tell by now has been told. */
  caughtUp(): Promise<void>
  stop(): void
}

export function followEvents(options: {
  engine: Upstream
  log: Log
  onEvent: (event: EngineEvent) => void
  /** The stream stands (again). What happened meanwhile and is not repeated can be read from the engine now. */
  onConnect: () => void
}): EngineEvents {
  const { engine, log, onEvent, onConnect } = options
  const ended = new AbortController()
  const seen = new Set<string>()
  let since = Math.floor(Date.now() / 1000)

  const line = (text: string) => {
    if (!text || seen.has(text)) return
    seen.add(text)
    if (seen.size > SEEN_LINES) seen.delete(seen.values().next().value as string)
    const event = JSON.parse(text) as EngineEvent
    since = Math.max(since, event.time)
    try {
      onEvent(event)
    } catch (error) {
      log.error({ error: String(error), action: event.Action }, 'event not handled')
    }
  }

  const follow = async () => {
    const { stream } = await engine.stream('GET', {
      path: '/events',
      query: { since: since - OVERLAP_S },
      signal: ended.signal,
    })
    onConnect()
    stream.setEncoding('utf8')
    let rest = ''
    for await (const part of stream) {
      rest += part
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) line(text)
    }
  }

  const run = async () => {
    let away = false
    while (!ended.signal.aborted) {
      try {
        await follow()
        away = false
      } catch (error) {
        if (ended.signal.aborted) return
        if (!away) log.warn({ error: String(error) }, 'engine events interrupted')
        away = true
      }
      await sleep(RETRY_MS)
    }
  }
  void run()
  return {
    stop: () => ended.abort(),
    async caughtUp() {
      const now = Date.now()
      const query = { since: Math.floor(now / 1000) - OVERLAP_S, until: (now / 1000).toFixed(3) }
      const { stream } = await engine.stream('GET', { path: '/events', query })
      stream.setEncoding('utf8')
      let text = ''
      for await (const part of stream) text += part
      const lines = text.split('\n').filter(Boolean)
      while (lines.some((one) => !seen.has(one)) && Date.now() - now < CATCH_UP_MAX_MS) await sleep(CATCH_UP_MS)
    },
  }
}
