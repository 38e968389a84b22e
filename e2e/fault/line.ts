// The network between a learner and the app: can be cut, and can go silent without saying so.
import net from 'node:net'

export interface Line {
  url: string
  /** Every connection ends at once. */
  cut(): void
  /** Nothing passes any more, and nobody is told; false lets it pass again. */
  silence(on: boolean): void
  close(): void
}

export async function layLine(to: string): Promise<Line> {
  const port = Number(new URL(to).port)
  const pairs = new Set<[net.Socket, net.Socket]>()
  let silent = false
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1')
    const pair: [net.Socket, net.Socket] = [near, far]
    pairs.add(pair)
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('data', (bytes) => void other.write(bytes))
      one.on('error', () => {})
      one.on('close', () => {
        // While the line is silent, the other side doesn't hear of it.
        if (silent) return
        other.destroy()
        pairs.delete(pair)
      })
      if (silent) one.pause()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const line: Line = {
    url: `http://localhost:${(server.address() as net.AddressInfo).port}`,
    cut() {
      for (const ends of pairs) for (const end of ends) end.destroy()
    },
    silence(on) {
      silent = on
      for (const ends of pairs)
        for (const end of ends)
          if (on) end.pause()
          else if (ends.some(({ destroyed }) => destroyed)) end.destroy()
          else end.resume()
      if (!on) for (const ends of pairs) if (ends.every(({ destroyed }) => destroyed)) pairs.delete(ends)
    },
    close() {
      silent = false
      this.cut()
      server.close()
    },
  }
  return line
}
