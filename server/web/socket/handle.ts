// Events at the door of a socket: the payload is parsed, the answer is a Result, what was not foreseen is logged and says `internal`.
import type { z } from 'zod'
import { DrydockError, type Result } from '#server/protocol/error.ts'
import type { WebLog } from '../log.ts'

export function createHandle<P extends Record<string, z.ZodType>>(
  /** A socket.io socket, whatever its events' types: the payloads' schemas are what counts here. */
  socket: { on(event: never, listener: never): unknown },
  payloads: P,
  log: WebLog,
) {
  return <E extends keyof P & string, V>(event: E, act: (payload: z.infer<P[E]>) => Promise<V>): void => {
    const listener = (payload: unknown, ack: unknown) => {
      const answer = (result: Result<V>) => {
        if (typeof ack === 'function') ack(result)
      }
      const parsed = payloads[event]!.safeParse(payload)
      if (!parsed.success) return answer({ ok: false, error: 'bad-input', detail: parsed.error.issues[0]?.message })
      act(parsed.data as z.infer<P[E]>).then(
        (value) => answer({ ok: true, value }),
        (error: unknown) => {
          if (!(error instanceof DrydockError)) log.error({ error, event }, 'socket')
          answer({
            ok: false,
            ...(error instanceof DrydockError ? { error: error.id, detail: error.detail } : { error: 'internal' }),
          })
        },
      )
    }
    socket.on(event as never, listener as never)
  }
}
