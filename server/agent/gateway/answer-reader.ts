// Reads one HTTP/1.1 answer of the engine from the bytes of a connection, and says whether the connection may carry another exchange.
// Knows no sockets. What it does not understand is an error: then the connection is given up, never read on.

/** Status line and headers. */
const HEAD_MAX_BYTES = 64 * 1024
/** A chunk's size: hexadecimal digits, no extensions. */
const SIZE_LINE_MAX_BYTES = 16
const CRLF = '\r\n'
const EMPTY = Buffer.alloc(0)

export interface EngineAnswer {
  status: number
  bytes: Buffer
}

export interface AnswerReader {
  /** True when the answer is complete. @throws Error when this is not the answer to one request */
  push(bytes: Buffer): boolean
  /** The connection has ended. True when that is how this answer ends. */
  end(): boolean
  /** Whether any byte of an answer has come. */
  readonly begun: boolean
  /** Complete, both ends agree where it ended, and nothing came after it. */
  readonly reusable: boolean
  answer(): EngineAnswer
}

/** How much of the body is still to come. `chunk`: within a chunk; `size`, `gap`, `last`: the lines around chunks. */
type Rest =
  | { kind: 'head' }
  | { kind: 'length'; bytes: number }
  | { kind: 'size' }
  | { kind: 'chunk'; bytes: number }
  | { kind: 'gap' }
  | { kind: 'last' }
  | { kind: 'until-end' }
  | { kind: 'done' }

export function createAnswerReader(maxBytes: number): AnswerReader {
  let rest: Rest = { kind: 'head' }
  let have: Buffer = EMPTY
  let status = 0
  let keep = false
  let begun = false
  const parts: Buffer[] = []
  let size = 0

  const take = (count: number): Buffer => {
    const out = have.subarray(0, count)
    have = have.subarray(count)
    return out
  }

  const keepPart = (part: Buffer) => {
    size += part.length
    if (size > maxBytes) throw new Error('the engine answered more than expected')
    if (part.length > 0) parts.push(part)
  }

  /** A line without its end; undefined until it is whole. */
  const line = (): string | undefined => {
    const end = have.indexOf(CRLF)
    if ((end < 0 ? have.length : end) > SIZE_LINE_MAX_BYTES) throw odd('a chunk')
    return end < 0 ? undefined : take(end + CRLF.length).toString('latin1', 0, end)
  }

  /** One step; the same `rest` again means that more bytes are needed. */
  const step = (): Rest => {
    switch (rest.kind) {
      case 'head': {
        const end = have.indexOf(CRLF + CRLF)
        if ((end < 0 ? have.length : end) > HEAD_MAX_BYTES) throw odd('the head')
        if (end < 0) return rest
        const head = readHead(take(end + 2 * CRLF.length).toString('latin1', 0, end))
        status = head.status
        keep = head.keep
        return head.rest
      }
      case 'length':
      case 'chunk': {
        if (have.length === 0) return rest
        const part = take(Math.min(have.length, rest.bytes))
        keepPart(part)
        const bytes = rest.bytes - part.length
        if (bytes > 0) return { kind: rest.kind, bytes }
        return rest.kind === 'length' ? { kind: 'done' } : { kind: 'gap' }
      }
      case 'size': {
        const text = line()
        if (text === undefined) return rest
        if (!/^[0-9a-fA-F]{1,8}$/.test(text)) throw odd('a chunk')
        const bytes = Number.parseInt(text, 16)
        return bytes === 0 ? { kind: 'last' } : { kind: 'chunk', bytes }
      }
      case 'gap':
      case 'last': {
        const text = line()
        if (text === undefined) return rest
        // Not empty: a chunk of another size than told, or a trailer.
        if (text !== '') throw odd('a chunk')
        return rest.kind === 'gap' ? { kind: 'size' } : { kind: 'done' }
      }
      case 'until-end':
        keepPart(take(have.length))
        return rest
      case 'done':
        return rest
    }
  }

  return {
    push(bytes) {
      begun = true
      have = have.length > 0 ? Buffer.concat([have, bytes]) : bytes
      for (let next = step(); next !== rest; next = step()) rest = next
      return rest.kind === 'done'
    },
    end: () => rest.kind === 'until-end',
    get begun() {
      return begun
    },
    get reusable() {
      return rest.kind === 'done' && keep && have.length === 0
    },
    answer: () => ({ status, bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts) }),
  }
}

const odd = (what: string) => new Error(`the engine's answer is not understood: ${what}`)

/** Answers that never have a body. */
const BODILESS = new Set([204, 304])

function readHead(text: string): { status: number; keep: boolean; rest: Rest } {
  const [first = '', ...lines] = text.split(CRLF)
  const status = Number(/^HTTP\/1\.1 ([2-5][0-9]{2})(?: |$)/.exec(first)?.[1])
  // 1xx are answers to what is never asked here.
  if (!status) throw odd('the status line')
  let length: number | undefined
  let chunked = false
  let keep = true
  for (const one of lines) {
    const colon = one.indexOf(':')
    const value = one.slice(colon + 1).trim()
    switch (one.slice(0, colon).toLowerCase()) {
      case 'content-length':
        if (length !== undefined || !/^[0-9]{1,15}$/.test(value)) throw odd('Content-Length')
        length = Number(value)
        break
      case 'transfer-encoding':
        if (chunked || value.toLowerCase() !== 'chunked') throw odd('Transfer-Encoding')
        chunked = true
        break
      case 'connection':
        if (value.toLowerCase() !== 'keep-alive') keep = false
    }
  }
  if (chunked && length !== undefined) throw odd('its length')
  if (BODILESS.has(status) || length === 0) return { status, keep, rest: { kind: 'done' } }
  if (chunked) return { status, keep, rest: { kind: 'size' } }
  if (length !== undefined) return { status, keep, rest: { kind: 'length', bytes: length } }
  return { status, keep: false, rest: { kind: 'until-end' } }
}
