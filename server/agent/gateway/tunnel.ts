// A connection to the engine that is handed on to a client: what comes is written on as it is read, from one buffer that is read into
// again and again. A stream of Node makes a buffer of 64 KiB for every read, which costs a third of all that passing it on takes.
import net from 'node:net'
import type { Duplex } from 'node:stream'

/** Read at a time, and held for each tunnel as long as it lives. */
const READ_BYTES = 64 * 1024

export interface Tunnel {
  /** Until `into` an ordinary socket. Ends when the engine has said all. */
  socket: net.Socket
  /** From now on all that the engine says goes to the client, no faster than it takes it. */
  into(client: Duplex): void
}

export function createTunnel(socketPath: string): Tunnel {
  let client: Duplex | undefined
  /** The client has not taken the buffer's bytes yet, so that it can't be read into. */
  let held = false
  const written = () => {
    if (!held) return
    held = false
    socket.resume()
  }
  const socket: net.Socket = net.connect({
    path: socketPath,
    allowHalfOpen: true,
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      /** False: no more is read until `resume`. */
      callback(count, buffer): boolean {
        const bytes = buffer.subarray(0, count)
        if (!client) return socket.push(Buffer.from(bytes))
        // It has gone away; the socket's owner ends this one.
        if (client.destroyed || client.writableEnded) return true
        client.write(bytes, written)
        held = client.writableLength > 0
        return !held
      },
    },
  })
  return {
    socket,
    into(to) {
      for (let early: Buffer | null = socket.read(); early; early = socket.read()) to.write(early)
      client = to
      socket.resume()
    },
  }
}
