// Request bodies: collected up to a bound, or passed on as a stream with a bound. After an upgrade Node hands over the body
// undecoded, so that the little reader of `readUpgraded` finds its end itself.
import type { Duplex, Readable } from 'node:stream'
import { Transform } from 'node:stream'
import type { Framing } from './header.ts'
import { BODY_TIMEOUT_MS, REFUSED_BODY_MAX_BYTES, REFUSED_BODY_MS } from './limit.ts'
import { bad, Refusal } from './refusal.ts'

/** @throws Refusal 413, 400 when it does not arrive in time or is cut off */
export function collect(stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    const done = (error?: Error) => {
      clearTimeout(timer)
      stream.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      if (error) reject(error)
      else resolve(Buffer.concat(parts))
    }
    const onData = (part: Buffer) => {
      size += part.length
      if (size > maxBytes) done(tooLarge(maxBytes))
      else parts.push(part)
    }
    const onEnd = () => done()
    const onError = () => done(bad('the request body was cut off'))
    const onClose = () => done(bad('the request body was cut off'))
    const timer = setTimeout(() => done(new Refusal(408, 'the request body did not arrive in time')), BODY_TIMEOUT_MS)
    stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  })
}

export const tooLarge = (maxBytes: number) => new Refusal(413, `the request body is larger than ${maxBytes} bytes`)

/** Passes bytes on, fails with 413 beyond the bound. */
export function bounded(maxBytes: number): Transform {
  let size = 0
  const passed = new Transform({
    transform(part: Buffer, _encoding, next) {
      size += part.length
      if (size > maxBytes) next(tooLarge(maxBytes))
      else next(null, part)
    },
  })
  // Who reads it is told; an error that nobody waits for must not end the agent.
  passed.on('error', () => {})
  return passed
}

/** What is still being sent with a refused request: a client that can't send it all never reads why it was refused. */
export function drop(request: Readable): Promise<void> {
  return new Promise((resolve) => {
    let size = 0
    const done = () => {
      clearTimeout(timer)
      request.off('data', onData).off('end', done).off('close', done).off('error', done)
      resolve()
    }
    const onData = (part: Buffer) => {
      size += part.length
      if (size > REFUSED_BODY_MAX_BYTES) done()
    }
    const timer = setTimeout(done, REFUSED_BODY_MS)
    request.unpipe()
    request.on('data', onData).on('end', done).on('close', done).on('error', done)
  })
}

/** Reads the body of a request whose connection was handed over; what follows it (the learner's stdin) goes back into the socket. */
export async function readUpgraded(socket: Duplex, head: Buffer, framing: Framing, maxBytes: number): Promise<Buffer> {
  if (head.length > 0) socket.unshift(head)
  if (framing.kind === 'none') return Buffer.alloc(0)
  const take = source(socket)
  try {
    if (framing.kind === 'length') {
      if (framing.bytes > maxBytes) throw tooLarge(maxBytes)
      return await take.bytes(framing.bytes)
    }
    const parts: Buffer[] = []
    for (let size = 0; ; ) {
      const line = await take.line()
      if (!/^[0-9a-fA-F]{1,8}$/.test(line)) throw bad('bad chunk size')
      const length = Number.parseInt(line, 16)
      size += length
      if (size > maxBytes) throw tooLarge(maxBytes)
      if (length > 0) parts.push(await take.bytes(length))
      if ((await take.line()) !== '') throw bad(length === 0 ? 'trailers are not served' : 'bad chunk end')
      if (length === 0) return Buffer.concat(parts)
    }
  } finally {
    take.giveBack()
  }
}

const LINE_MAX_BYTES = 64

function source(socket: Duplex) {
  let have = Buffer.alloc(0)
  const more = () =>
    new Promise<void>((resolve, reject) => {
      const part: Buffer | null = socket.read()
      if (part) {
        have = Buffer.concat([have, part])
        return resolve()
      }
      const timer = setTimeout(() => done(new Refusal(408, 'the request body did not arrive in time')), BODY_TIMEOUT_MS)
      const done = (error?: Error) => {
        clearTimeout(timer)
        socket.off('readable', onReadable).off('end', onGone).off('close', onGone).off('error', onGone)
        if (error) reject(error)
        else resolve()
      }
      const onReadable = () => {
        const next: Buffer | null = socket.read()
        if (!next) return
        have = Buffer.concat([have, next])
        done()
      }
      const onGone = () => done(bad('the request body was cut off'))
      socket.on('readable', onReadable).on('end', onGone).on('close', onGone).on('error', onGone)
    })
  return {
    async bytes(count: number): Promise<Buffer> {
      while (have.length < count) await more()
      const out = have.subarray(0, count)
      have = have.subarray(count)
      return out
    },
    async line(): Promise<string> {
      for (;;) {
        const end = have.indexOf('\r\n')
        if (end >= 0) {
          const out = have.toString('latin1', 0, end)
          have = have.subarray(end + 2)
          return out
        }
        if (have.length > LINE_MAX_BYTES) throw bad('bad chunk size')
        await more()
      }
    },
    giveBack() {
      if (have.length > 0) socket.unshift(have)
    },
  }
}
