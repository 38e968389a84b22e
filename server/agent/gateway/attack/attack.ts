// An attack as data: what is sent on a tenant's own socket, which rules of SPEC.md must hold against it, and what the oracle, which only
// looks at the raw engine and at the bytes that came back, would say if they did not.

/** What an attack may name. Ids are full ones of the engine. */
export interface Ground {
  /** Tenant ids. */
  me: string
  other: string
  /** An image that is there, by the name that works on the socket in use. */
  image: string
  /** The attacker's containers: running, and made only. */
  mine: string
  idle: string
  /** The victim's: running and full of secrets; made only. */
  vault: string
  shelf: string
  /** In the vault, never started. */
  exec: string
  /** The victim's network, and its volume's name on the engine. */
  network: string
  volume: string
  /** The victim's image by id, and a step of its build by short id. */
  secret: string
  step: string
  /** The victim's image as docker save gives it. */
  saved: Buffer
}

export interface Request {
  method: string
  target: string
  body?: unknown
  headers?: Record<string, string>
}
/** Bytes as they go over the wire. */
export interface Wire {
  wire: string
}
export type Sent = Request | Wire

export interface Reply {
  status: number
  /** Head and body, latin1. */
  text: string
}

/** Sends as the attacker and remembers what was said. */
export interface Door {
  send(sent: Sent): Promise<Reply>
}

export interface Attack {
  name: string
  /** Numbers of SPEC.md. */
  rules: string[]
  /** Requests, one after the other; or a script. */
  send: (ground: Ground, door: Door) => Sent[] | Promise<void>
  /** How a finding begins when the same is done to the raw engine: `victim …`, `secret …` or `made …`. */
  oracle: string
  /** Why doing it to the raw engine shows nothing, or must not be done there. */
  notRaw?: string | undefined
  /** The gateway may serve it: it is no harm inside the tenant. */
  served?: boolean
  /** The gateway may end the connection without an answer. */
  silent?: boolean
}

export interface Group {
  title: string
  attacks: Attack[]
}

export const get = (target: string): Request => ({ method: 'GET', target })
export const post = (target: string, body?: unknown, headers?: Record<string, string>): Request => ({
  method: 'POST',
  target,
  ...(body !== undefined && { body }),
  ...(headers && { headers }),
})
export const del = (target: string): Request => ({ method: 'DELETE', target })
export const wire = (text: string): Wire => ({ wire: text.replaceAll('\n', '\r\n') })
export const query = (value: unknown) => encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))
