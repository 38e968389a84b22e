// A socket before the test engine: tells which requests of the gateway are open, and can be away for a while.
import { rm } from 'node:fs/promises'
import net from 'node:net'

export type EngineProxy = Awaited<ReturnType<typeof createEngineProxy>>

export async function createEngineProxy(path: string, engine: string) {
  /** Connections, and the last request line that went over each. */
  const open = new Map<net.Socket, string>()
  let away = false
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    if (away) return client.destroy()
    const upstream = net.connect({ path: engine, allowHalfOpen: true })
    open.set(client, '')
    client.on('data', (part) => {
      const line = /^[A-Z]+ (\S+) HTTP/.exec(part.toString('latin1'))?.[0]
      if (line) open.set(client, line)
    })
    client.pipe(upstream)
    upstream.pipe(client)
    const end = () => {
      open.delete(client)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('close', end).on('error', end)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    path,
    /** Request lines whose connections are open. */
    open: (pattern: RegExp) => [...open.values()].filter((line) => pattern.test(line)),
    /** As when the engine dies: what is open ends, nothing new comes. */
    leave() {
      away = true
      for (const client of [...open.keys()]) client.destroy()
    },
    comeBack() {
      away = false
    },
    async stop() {
      for (const client of [...open.keys()]) client.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(path, { force: true })
    },
  }
}
