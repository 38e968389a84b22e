// The attacker's end of a socket: writes bytes, reads whatever comes until it is over or quiet.
import net from 'node:net'
import type { Door, Reply, Request, Sent } from './attack.ts'

/** Nothing more is expected after so long without a byte. */
const QUIET_MS = 300
/** The first byte may take long on a busy machine. */
const FIRST_MS = 20_000

export interface Recorded extends Door {
  /** All that was sent, and all that came back. */
  readonly sent: string[]
  readonly replies: Reply[]
}

export function createDoor(socketPath: string, change: (request: Request) => Request = (same) => same): Recorded {
  const sent: string[] = []
  const replies: Reply[] = []
  return {
    sent,
    replies,
    async send(one: Sent) {
      const bytes = 'wire' in one ? Buffer.from(one.wire, 'latin1') : encode(change(one))
      sent.push(bytes.toString('latin1'))
      const reply = await exchange(socketPath, bytes, 'wire' in one)
      replies.push(reply)
      return reply
    },
  }
}

function encode({ method, target, body, headers = {} }: Request): Buffer {
  const content = body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(text(body))
  const all: Record<string, string> = { Host: 'docker', ...headers }
  if (body !== undefined) {
    all['Content-Type'] ??= Buffer.isBuffer(body) ? 'application/x-tar' : 'application/json'
    all['Content-Length'] ??= String(content.length)
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head.join('')}\r\n`, 'latin1'), content])
}

const text = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))

/** `whole`: several answers may come on one connection, so its end or quiet is waited for. */
function exchange(socketPath: string, bytes: Buffer, whole: boolean): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath)
    let said = ''
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ status: Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(said)?.[1] ?? 0), text: said })
    }
    let timer = setTimeout(done, whole ? FIRST_MS / 10 : FIRST_MS)
    socket.on('data', (part) => {
      said += part.toString('latin1')
      clearTimeout(timer)
      timer = setTimeout(done, isStream(said) || whole ? QUIET_MS : FIRST_MS)
      if (!whole && isWhole(said)) done()
    })
    socket.on('error', done)
    socket.on('close', done)
    socket.write(bytes)
  })
}

function isWhole(said: string): boolean {
  const head = said.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: ([0-9]+)/i.exec(said.slice(0, head + 2))?.[1]
  if (length !== undefined) return said.length >= head + 4 + Number(length)
  return /^HTTP\/1\.1 (?:204|304)/.test(said) || /\r\n0\r\n\r\n$/.test(said)
}

const isStream = (said: string) => /^HTTP\/1\.1 101/.test(said)
