// One row of the gateway's table: a route, what it takes, and what is done. Whatever a rule does not name is refused before it runs.
import type { Readable } from 'node:stream'
import type { Json, JsonObject } from './json.ts'
import type { QueryOf, QuerySpec } from './query.ts'
import type { Scope } from './scope.ts'
import type { Tunnel } from './tunnel.ts'
import type { Method } from './upstream.ts'

export type BodyKind =
  /** A body is read and dropped. */
  | 'none'
  /** A JSON object; an empty body is {}. */
  | 'json'
  /** A stream of bytes: `call.tar`. */
  | 'tar'
  /** A JSON object, then the connection may be taken over (attach, exec start). The only rules on which Upgrade is served. */
  | 'hijack'

export interface Call<Q = Record<string, unknown>> {
  readonly scope: Scope
  readonly method: Method
  /** Decoded, without the version. */
  readonly path: string
  /** Minor of the API version that the client speaks. */
  readonly minor: number
  readonly params: Record<string, string>
  readonly query: Q
  readonly body: JsonObject
  readonly tar: Readable
  /** The client asked to take over the connection. */
  readonly upgrade: boolean
  header(name: 'x-registry-auth' | 'x-registry-config' | 'user-agent' | 'accept'): string | undefined
  /** Aborted when the client goes away or the tenant is removed. */
  readonly signal: AbortSignal
  /** The agent's own call: not journaled, and what it makes is hidden from events. */
  readonly internal: boolean
  /** Names the object for the journal (visible name). */
  about(object: string): void
}

export type Answer =
  | { kind: 'json'; status: number; value: Json | object }
  | { kind: 'empty'; status: number; headers?: Record<string, string> }
  | { kind: 'text'; status: number; text: string; headers?: Record<string, string> }
  /**
   * Head at once, then bytes as they come. `error` is asked at the end, for the journal: streams that fail say so inside (pull, build).
   * `long`: counts as an open stream and is journaled when its head is sent, not when it ends.
   */
  | {
      kind: 'stream'
      status: number
      headers: Record<string, string>
      stream: Readable
      long?: boolean
      error?: () => string | undefined
    }
  /** The connection is the engine's from here on. */
  | { kind: 'hijack'; tunnel: Tunnel; contentType: string }

export interface Rule {
  /** Also the journal's route id: container.create */
  id: string
  /** Its numbers in SPEC.md. */
  spec: string
  method: Method
  /** /containers/:id/json; `:name+` takes slashes, too (image references). */
  path: string
  query: QuerySpec
  body: BodyKind
  run(call: Call<Record<string, unknown>>): Promise<Answer>
}

/** Types the query of `run` by the allow-list. */
export function rule<S extends QuerySpec>(
  row: Omit<Rule, 'query' | 'run' | 'body'> & {
    query?: S
    body?: BodyKind
    run(call: Call<QueryOf<S>>): Promise<Answer>
  },
): Rule {
  return { body: 'none', ...row, query: row.query ?? {} } as Rule
}

export const json = (value: Json | object, status = 200): Answer => ({ kind: 'json', status, value })
export const empty = (status = 204): Answer => ({ kind: 'empty', status })
