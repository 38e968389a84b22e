// A JSON reader that is stricter than both JSON.parse and Go's encoding/json, so that nothing can mean one thing here and another
// in the engine: no duplicate keys, not even after Go's case folding, no trailing data, no NUL, no lone surrogates, no inexact
// integers. Objects have no prototype.
import { JSON_MAX_DEPTH } from './limit.ts'
import { bad } from './refusal.ts'

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

/** Keys of these objects are data (Go maps, matched exactly), not field names: only exact duplicates are refused there. */
const MAPS = new Set(['Labels', 'Volumes', 'Tmpfs', 'Options', 'DriverOpts', 'Annotations', 'ExposedPorts', 'label'])

/** Go's encoding/json field folding: ASCII case, U+017F for s, U+212A for k. */
export function fold(key: string): string {
  return key.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase()
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `exact`: every object is a map, so keys that differ only in case are two keys (filters). @throws Refusal 400 */
export function parseJson(bytes: Uint8Array | string, keys: 'fold' | 'exact' = 'fold'): Json {
  let text: string
  if (typeof bytes === 'string') text = bytes
  else {
    try {
      text = decoder.decode(bytes)
    } catch {
      throw bad('invalid JSON: the text is not UTF-8')
    }
  }
  return new Reader(text, keys === 'exact').document()
}

const LONE_SURROGATE = /\p{Surrogate}/u
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class Reader {
  private at = 0
  constructor(
    private readonly text: string,
    private readonly exact: boolean,
  ) {}

  document(): Json {
    const value = this.value(0, '')
    this.space()
    if (this.at < this.text.length) throw this.wrong('unexpected data after the document')
    return value
  }

  private wrong(what: string) {
    return bad(`invalid JSON at character ${this.at}: ${what}`)
  }

  private space() {
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) this.at++
      else return
    }
  }

  private value(depth: number, key: string): Json {
    if (depth > JSON_MAX_DEPTH) throw this.wrong(`nested deeper than ${JSON_MAX_DEPTH}`)
    this.space()
    const c = this.text[this.at]
    if (c === '{') return this.object(depth, key)
    if (c === '[') return this.array(depth, key)
    if (c === '"') return this.string()
    if (c === 't') return this.word('true', true)
    if (c === 'f') return this.word('false', false)
    if (c === 'n') return this.word('null', null)
    return this.number()
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.wrong('unknown word')
    this.at += word.length
    return value
  }

  private number(): number {
    NUMBER.lastIndex = this.at
    const found = NUMBER.exec(this.text)
    if (!found) throw this.wrong('a value is expected')
    const value = Number(found[0])
    if (!Number.isFinite(value)) throw this.wrong('number out of range')
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw this.wrong('number out of range')
    this.at += found[0].length
    return Object.is(value, -0) ? 0 : value
  }

  private string(): string {
    this.at++
    let out = ''
    let from = this.at
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (Number.isNaN(c)) throw this.wrong('the string does not end')
      if (c < 0x20) throw this.wrong('control character in a string')
      if (c === 0x22) {
        out += this.text.slice(from, this.at++)
        break
      }
      if (c === 0x5c) {
        out += this.text.slice(from, this.at) + this.escape()
        from = this.at
      } else this.at++
    }
    if (LONE_SURROGATE.test(out)) throw this.wrong('lone surrogate in a string')
    return out
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? ''
    if (letter !== 'u') {
      const c = ESCAPES[letter]
      if (c === undefined) throw this.wrong('unknown escape')
      this.at += 2
      return c
    }
    const hex = this.text.slice(this.at + 2, this.at + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.wrong('bad \\u escape')
    if (hex === '0000') throw this.wrong('NUL in a string')
    this.at += 6
    return String.fromCharCode(Number.parseInt(hex, 16))
  }

  private array(depth: number, key: string): Json[] {
    const out: Json[] = []
    this.at++
    this.space()
    if (this.text[this.at] === ']') {
      this.at++
      return out
    }
    for (;;) {
      out.push(this.value(depth + 1, key))
      this.space()
      const c = this.text[this.at++]
      if (c === ']') return out
      if (c !== ',') throw this.wrong(', or ] is expected')
    }
  }

  private object(depth: number, parent: string): JsonObject {
    const out: JsonObject = Object.create(null)
    const seen = new Set<string>()
    const isMap = this.exact || MAPS.has(parent)
    this.at++
    this.space()
    if (this.text[this.at] === '}') {
      this.at++
      return out
    }
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') throw this.wrong('a key is expected')
      const key = this.string()
      const mark = isMap ? key : fold(key)
      if (seen.has(mark)) throw this.wrong(`the key ${JSON.stringify(key)} is there twice`)
      if (key === '__proto__') throw this.wrong('the key "__proto__" is not served')
      seen.add(mark)
      this.space()
      if (this.text[this.at++] !== ':') throw this.wrong(': is expected')
      out[key] = this.value(depth + 1, key)
      this.space()
      const c = this.text[this.at++]
      if (c === '}') return out
      if (c !== ',') throw this.wrong(', or } is expected')
    }
  }
}
