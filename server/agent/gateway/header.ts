// Request headers: what may be there, how often, and what it means for the body. The engine never gets any of them as they came.
import type { IncomingMessage } from 'node:http'
import { HEADER_MAX_COUNT } from './limit.ts'
import { bad, Refusal } from './refusal.ts'

/** How the body's end is found. */
export type Framing = { kind: 'none' } | { kind: 'length'; bytes: number } | { kind: 'chunked' }

export interface Headers {
  framing: Framing
  /** Media type in lower case without parameters, '' when absent. */
  contentType: string
  /** The client asks to take over the connection. */
  upgrade: boolean
  get(name: string): string | undefined
}

/** These decide about framing, routing or meaning: twice is an attack or a bug. */
const ONCE = new Set([
  'host',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'upgrade',
  'expect',
  'x-registry-auth',
  'x-registry-config',
])

/** @throws Refusal 400 */
export function parseHeaders(request: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): Headers {
  const raw = request.rawHeaders
  if (request.httpVersion !== '1.1') throw new Refusal(505, 'only HTTP/1.1 is served')
  if (raw.length / 2 > HEADER_MAX_COUNT) throw bad(`more than ${HEADER_MAX_COUNT} request headers`)
  const values = new Map<string, string>()
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase()
    if (values.has(name) && ONCE.has(name)) throw bad(`the header ${name} is there twice`)
    values.set(name, raw[i + 1] as string)
  }
  const get = (name: string) => values.get(name)
  if (get('content-encoding') !== undefined && get('content-encoding') !== 'identity')
    throw bad('Content-Encoding is not served; send the body as it is')
  const expect = get('expect')
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    throw bad('Expect is served only as 100-continue')
  if (get('trailer') !== undefined) throw bad('trailers are not served')
  return { framing: framing(get), contentType: mediaType(get('content-type')), upgrade: upgrade(get), get }
}

function framing(get: (name: string) => string | undefined): Framing {
  const encoding = get('transfer-encoding')
  const length = get('content-length')
  if (encoding !== undefined) {
    if (length !== undefined) throw bad('Transfer-Encoding and Content-Length together')
    if (encoding.toLowerCase() !== 'chunked') throw bad('Transfer-Encoding is served only as chunked')
    return { kind: 'chunked' }
  }
  if (length === undefined) return { kind: 'none' }
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(length)) throw bad('bad Content-Length')
  return length === '0' ? { kind: 'none' } : { kind: 'length', bytes: Number(length) }
}

function mediaType(value: string | undefined): string {
  if (value === undefined || value === '') return ''
  const found = /^\s*([\w.+-]+\/[\w.+-]+)\s*(?:;[^\r\n]*)?$/.exec(value)
  if (!found) throw bad('bad Content-Type')
  const type = (found[1] as string).toLowerCase()
  // Go reads these as parameters, and lets them win over the query.
  if (type === 'application/x-www-form-urlencoded' || type.startsWith('multipart/'))
    throw new Refusal(415, `${type} is not served; the Docker API takes JSON or a tar`)
  return type
}

function upgrade(get: (name: string) => string | undefined): boolean {
  const asked = get('upgrade')
  const tokens = (get('connection') ?? '')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
  for (const token of tokens)
    if (token !== '' && token !== 'upgrade' && token !== 'keep-alive' && token !== 'close')
      throw bad('this Connection header is not served')
  if (asked === undefined) {
    if (tokens.includes('upgrade')) throw bad('Connection: Upgrade without Upgrade')
    return false
  }
  if (!tokens.includes('upgrade')) throw bad('Upgrade without Connection: Upgrade')
  return true
}
