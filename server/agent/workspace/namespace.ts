// Sockets in a workspace's network namespace, used from the agent's: a short-lived child enters it, opens them and passes
// the handles. So nothing of ours runs in the workspace while ports are published.
import { type ChildProcess, spawn } from 'node:child_process'
import type dgram from 'node:dgram'
import { readFileSync } from 'node:fs'
import type net from 'node:net'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./namespace.mjs', import.meta.url))
/** A child is kept this long for the next wish, e.g. the many connections of one page. */
const IDLE_MS = 1_500
const ANSWER_MS = 10_000

export type Listening = { proto: 'tcp'; server: net.Server } | { proto: 'udp'; socket: dgram.Socket }
type Handle = net.Server | net.Socket | dgram.Socket
type Wish = { do: 'listen'; proto: 'tcp' | 'udp'; host: string; port: number } | { do: 'dial'; port: number }

/** `code` as node gives it: EADDRINUSE, ECONNREFUSED … */
export class NamespaceError extends Error {
  constructor(readonly code: string) {
    super(code)
  }
}

export interface Namespace {
  /** `host` '' is every address. */
  listen(proto: 'tcp' | 'udp', host: string, port: number): Promise<Listening>
  /** A connection to 127.0.0.1 in there; half-open allowed. */
  dial(port: number): Promise<net.Socket>
  close(): void
}

/**
 * Of the process `pid`. Undefined when that is not the container's process here: the engine runs on another machine.
 */
export function openNamespace(pid: number, container: string): Namespace | undefined {
  try {
    if (!readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(container)) return undefined
  } catch {
    return undefined
  }
  const waiting = new Map<
    number,
    { resolve(handle: Handle): void; reject(error: Error): void; timer: NodeJS.Timeout }
  >()
  let child: ChildProcess | undefined
  let idle: NodeJS.Timeout | undefined
  let next = 1

  function fail(from: ChildProcess, error: Error) {
    if (child !== from) return
    child = undefined
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(error)
    }
    waiting.clear()
  }

  function enter(): ChildProcess {
    if (child) return child
    const made = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', process.execPath, CHILD], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child = made
    made.on('error', (error) => fail(made, error))
    made.on('exit', () => fail(made, new NamespaceError('EPIPE')))
    made.on('message', (message: { id: number; ok: boolean; code?: string }, handle) => {
      const wish = waiting.get(message.id)
      if (!wish) {
        ;(handle as net.Socket | undefined)?.destroy?.()
        return
      }
      waiting.delete(message.id)
      clearTimeout(wish.timer)
      rest()
      if (message.ok && handle) wish.resolve(handle as Handle)
      else wish.reject(new NamespaceError(message.code ?? 'EIO'))
    })
    return made
  }

  function rest() {
    clearTimeout(idle)
    if (waiting.size > 0) return
    idle = setTimeout(leave, IDLE_MS).unref()
  }

  function leave() {
    const old = child
    child = undefined
    if (old?.connected) old.disconnect()
  }

  function ask(wish: Wish): Promise<Handle> {
    clearTimeout(idle)
    const id = next++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id)
        reject(new NamespaceError('ETIMEDOUT'))
      }, ANSWER_MS)
      waiting.set(id, { resolve, reject, timer })
      enter().send({ id, ...wish }, (error) => {
        if (error) reject(error)
      })
    })
  }

  return {
    async listen(proto, host, port) {
      const handle = await ask({ do: 'listen', proto, host, port })
      return proto === 'tcp' ? { proto, server: handle as net.Server } : { proto, socket: handle as dgram.Socket }
    },
    async dial(port) {
      const socket = (await ask({ do: 'dial', port })) as net.Socket
      socket.allowHalfOpen = true
      return socket
    },
    close: leave,
  }
}
