// The agent's side of what keeps a shell (content/images/workspace/keeper.c tells the frames). A keeper runs in the workspace and
// outlives the agent; it calls on a socket that the agent has put there, so that the agent never opens a name that the learner can
// make. Whoever else calls there is the learner, and can at most write on a screen of their own.
import { chmod, chown, rm } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { INPUT_BYTES } from '#server/agent/terminal/pace.ts'
import type { Size, Source } from '#server/agent/terminal/session.ts'

const SOCKET = 'shell.sock'
/** Where the workspace sees the tenant's socket directory. */
const INSIDE = '/run/drydock'
const KEEPER = '/usr/local/libexec/keeper'

const HEAD_BYTES = 5
const FRAME_BYTES = 64 * 1024
/** Any frame but output: a key is the longest. */
const SMALL_BYTES = 64
/** Who calls says its key within this. */
const HELLO_MS = 5_000
/** What was said last has this long to reach the keepers. */
const CLOSE_MS = 500
/** Sizes are told no faster than this: a program is to see each, even if it is the one before again. */
const RESIZE_MS = 50
/** Keepers that call at once, and those that the learner may have made up. */
const CALLERS = 32

/** The key of the one that starts keepers. */
const STARTER = 'starter'

const frames = {
  start: 0x6e,
  hello: 0x68,
  from: 0x66,
  output: 0x6f,
  exit: 0x78,
  go: 0x67,
  end: 0x65,
  input: 0x69,
  size: 0x73,
}

/** No login shell: /etc/profile runs programs before the first prompt, and ~/.bashrc is where people expect to set things. */
export const shellCommand = (key: string, { cols, rows }: Size) => [
  KEEPER,
  join(INSIDE, SOCKET),
  key,
  `${cols}`,
  `${rows}`,
  'bash',
]
/** The first process of a workspace: starts keepers when it is told to, which is much faster than having the engine do it. */
export const starterCommand = [KEEPER, join(INSIDE, SOCKET), STARTER]
export const shellEnv = ['TERM=xterm-256color', 'COLORTERM=truecolor', 'LANG=C.UTF-8']

/** A shell that is reached. */
export interface Shell extends Source {
  /** Hangs the shell up. */
  end(): void
  /** Ends the connection; the shell lives on, and what it writes is kept for the next agent. */
  leave(): void
}

/** Who wants to hear of a shell. */
export interface Keeping {
  /** How much of its output is here already. */
  offset: number
  readonly size: Size
  connect(shell: Shell): void
  output(bytes: Buffer): void
  /** Once. `code`: the shell has ended; without one only its keeper is gone. */
  over(shell: Shell, code?: number): void
}

export interface Door {
  /**
   * Has the workspace's starter start a keeper with this key. It is waited for as long as `patienceMs`, for a workspace that starts.
   * False: there is none. True says only that it was asked.
   */
  start(key: string, size: Size, patienceMs: number): Promise<boolean>
  close(): Promise<void>
}

export interface DoorOptions {
  /** The tenant's. */
  socketDir: string
  /** Host ids of the learner. */
  owner: { uid: number; gid: number }
  /** A shell that nobody knows is ended. */
  find: (key: string) => Keeping | undefined
}

export async function openDoor({ socketDir, owner, find }: DoorOptions): Promise<Door> {
  const path = join(socketDir, SOCKET)
  const sockets = new Set<net.Socket>()
  const taken = new Set<string>()
  let starter: net.Socket | undefined
  const onStarter = new Set<() => void>()
  const server = net.createServer((socket) => {
    if (sockets.size >= CALLERS) return socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, (key) => {
      if (key === STARTER) {
        if (starter) return 'taken'
        starter = socket
        socket.on('close', () => {
          starter = undefined
        })
        for (const tell of onStarter) tell()
        return 'starter'
      }
      // A second one with the same key is not the keeper.
      if (taken.has(key)) return 'taken'
      const keeping = find(key)
      if (keeping) {
        taken.add(key)
        socket.on('close', () => taken.delete(key))
      }
      return keeping
    })
  })
  // Left by an earlier agent.
  await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  await chmod(path, 0o660)
  await chown(path, owner.uid, owner.gid)
  return {
    async start(key, size, patienceMs) {
      if (!starter && patienceMs > 0)
        await new Promise<void>((resolve) => {
          const over = () => {
            clearTimeout(timer)
            onStarter.delete(over)
            resolve()
          }
          const timer = setTimeout(over, patienceMs).unref()
          onStarter.add(over)
        })
      // What it has not even read is nothing that a starter leaves lying.
      if (!starter || starter.writableLength > 0) return false
      starter.write(frame(frames.start, Buffer.concat([sizeBytes(size), Buffer.from(key)])))
      return true
    },
    close: () =>
      new Promise((resolve) => {
        for (const tell of onStarter) tell()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroySoon()
        // A program that takes no input would be waited for.
        setTimeout(() => {
          for (const socket of sockets) socket.destroy()
        }, CLOSE_MS).unref()
      }),
  }
}

function serve(socket: net.Socket, find: (key: string) => Keeping | 'starter' | 'taken' | undefined) {
  let isStarter = false
  let keeping: Keeping | undefined
  let shell: Shell | undefined
  let code: number | undefined
  /** The beginning of a frame whose rest is on its way. */
  let rest: Buffer = Buffer.alloc(0)
  /** Bytes of an output frame that are on their way. */
  let due = 0
  /** Where the output begins is said once. */
  let placed = false
  const late = setTimeout(() => socket.destroy(), HELLO_MS)

  socket.on('data', (chunk: Buffer) => {
    if (!take(rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk)) socket.destroy()
  })
  socket.on('close', () => {
    clearTimeout(late)
    if (shell) keeping?.over(shell, code)
  })

  /** False: this is no keeper. */
  function take(bytes: Buffer): boolean {
    rest = Buffer.alloc(0)
    for (let at = 0; at < bytes.length; ) {
      if (due > 0) {
        const part = bytes.subarray(at, at + due)
        due -= part.length
        at += part.length
        keeping?.output(part)
        continue
      }
      const left = bytes.length - at
      const length = left < HEAD_BYTES ? 0 : bytes.readUInt32BE(at + 1)
      const output = bytes[at] === frames.output && keeping !== undefined
      if (length > (output ? FRAME_BYTES : SMALL_BYTES)) return false
      // What costs nothing to send and is never waited for would keep the agent busy.
      if (output && left >= HEAD_BYTES && length === 0) return false
      if (left < HEAD_BYTES || (!output && left < HEAD_BYTES + length)) {
        rest = bytes.subarray(at)
        return true
      }
      const from = at + HEAD_BYTES
      at = from
      if (output) due = length
      else if (!act(bytes[from - HEAD_BYTES]!, bytes.subarray(from, from + length))) return false
      else at += length
    }
    return true
  }

  function act(kind: number, data: Buffer): boolean {
    // A starter has nothing to say.
    if (isStarter) return false
    if (!keeping) return kind === frames.hello && greet(data.toString('latin1'))
    if (kind === frames.from && data.length === 8 && !placed) {
      placed = true
      const offset = data.readBigUInt64BE()
      if (offset > Number.MAX_SAFE_INTEGER) return false
      keeping.offset = Number(offset)
      return true
    }
    if (kind !== frames.exit || data.length !== 1) return false
    code = data[0]
    socket.destroy()
    return true
  }

  function greet(key: string): boolean {
    clearTimeout(late)
    const found = find(key)
    if (found === 'taken') return false
    if (!found) {
      socket.write(frame(frames.end))
      socket.destroySoon()
      return true
    }
    isStarter = found === 'starter'
    const { offset, size } = found === 'starter' ? { offset: 0, size: { cols: 0, rows: 0 } } : found
    const go = Buffer.alloc(8)
    go.writeBigUInt64BE(BigInt(offset))
    socket.write(frame(frames.go, Buffer.concat([go, sizeBytes(size)])))
    if (found === 'starter') return true
    keeping = found
    shell = shellOn(socket, found.size)
    found.connect(shell)
    return true
  }
}

function shellOn(socket: net.Socket, size: Size): Shell {
  let told = size
  let wanted = size
  let timer: NodeJS.Timeout | undefined
  const resize = () => {
    timer = undefined
    if (socket.destroyed || (wanted.cols === told.cols && wanted.rows === told.rows)) return
    told = wanted
    socket.write(frame(frames.size, sizeBytes(told)))
    timer = setTimeout(resize, RESIZE_MS).unref()
  }
  const hushed = () => {
    socket.removeAllListeners('data')
    clearTimeout(timer)
  }
  return {
    write(bytes) {
      if (socket.destroyed || socket.writableLength + bytes.length > INPUT_BYTES) return
      for (let at = 0; at < bytes.length; at += FRAME_BYTES)
        socket.write(frame(frames.input, bytes.subarray(at, at + FRAME_BYTES)))
    },
    resize(to) {
      wanted = to
      if (!timer) resize()
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    get waiting() {
      return socket.writableLength
    },
    end() {
      hushed()
      socket.write(frame(frames.end))
      socket.destroySoon()
      // A program that takes no input is in the way: its keeper calls again, and nobody knows it then.
      setTimeout(() => socket.destroy(), CLOSE_MS).unref()
    },
    leave() {
      hushed()
      // What was typed still reaches the shell.
      socket.destroySoon()
    },
  }
}

function sizeBytes({ cols, rows }: Size): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16BE(cols)
  bytes.writeUInt16BE(rows, 2)
  return bytes
}

function frame(kind: number, data: Uint8Array = new Uint8Array()): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + data.length)
  bytes[0] = kind
  bytes.writeUInt32BE(data.length, 1)
  bytes.set(data, HEAD_BYTES)
  return bytes
}
