// The published ports of a tenant: who has which, and the relays in its workspace. Knows no engine.
import { PortTaken, type Publish } from '#server/agent/part.ts'
import { type Listening, NamespaceError } from '#server/agent/workspace/namespace.ts'
import { connect, type Relay, relay } from '#server/agent/workspace/relay.ts'

/** How the workspace opens sockets; undefined while there is none. */
export type Listen = (proto: 'tcp' | 'udp', host: string, port: number) => Promise<Listening>

interface Holding {
  publish: Publish
  relay?: Relay
}
interface Reservation {
  holdings: Holding[]
  address?: string
}

const WILDCARDS = ['', '0.0.0.0', '::']
const wildcard = (ip: string) => WILDCARDS.includes(ip)
const clash = (a: Publish, b: Publish) =>
  a.proto === b.proto &&
  a.hostPort === b.hostPort &&
  (wildcard(a.hostIp) || wildcard(b.hostIp) || a.hostIp === b.hostIp)

export type PortTable = ReturnType<typeof createPortTable>

export function createPortTable(report: (publish: Publish, error: unknown) => void) {
  const reservations = new Map<string, Reservation>()
  let listen: Listen | undefined

  async function openOne(reservation: Reservation, holding: Holding) {
    const { publish } = holding
    if (!listen || holding.relay) return
    const listening = await listen(publish.proto, wildcard(publish.hostIp) ? '' : publish.hostIp, publish.hostPort)
    holding.relay = relay(listening, () =>
      reservation.address ? { address: reservation.address, port: publish.containerPort } : undefined,
    )
  }

  function close(reservation: Reservation) {
    for (const holding of reservation.holdings) {
      holding.relay?.close()
      holding.relay = undefined
    }
  }

  function release(container: string) {
    const reservation = reservations.get(container)
    if (!reservation) return
    reservations.delete(container)
    close(reservation)
  }

  return {
    async reserve(container: string, ports: Publish[]): Promise<Publish[]> {
      const own = reservations.get(container)
      if (own) return own.holdings.map(({ publish }) => publish)
      for (const port of ports)
        for (const { holdings } of reservations.values())
          if (holdings.some(({ publish }) => clash(publish, port))) throw new PortTaken(port)
      // Taken before the first await, so that two containers can't both pass the check above.
      const reservation: Reservation = { holdings: ports.map((publish) => ({ publish })) }
      reservations.set(container, reservation)
      for (const holding of reservation.holdings) {
        try {
          await openOne(reservation, holding)
        } catch (error) {
          release(container)
          if (error instanceof NamespaceError && error.code === 'EADDRINUSE') throw new PortTaken(holding.publish)
          throw error
        }
      }
      // Released meanwhile: nothing may stay open.
      if (reservations.get(container) !== reservation) close(reservation)
      return ports
    },
    open(container: string, address: string) {
      const reservation = reservations.get(container)
      if (reservation) reservation.address = address
    },
    release,
    /** The workspace has come: open what is reserved. */
    async arrive(how: Listen) {
      listen = how
      for (const reservation of reservations.values())
        for (const holding of reservation.holdings)
          await openOne(reservation, holding).catch((error) => report(holding.publish, error))
    },
    /** It has gone, and its sockets with it. Reservations stay. */
    leave() {
      listen = undefined
      for (const reservation of reservations.values()) close(reservation)
    },
    /** A connection to what is published as `port` on localhost. */
    dial(port: number) {
      for (const { holdings, address } of reservations.values())
        for (const { publish } of holdings)
          if (publish.proto === 'tcp' && publish.hostPort === port && address)
            return connect({ address, port: publish.containerPort })
      return undefined
    },
    clear() {
      for (const container of [...reservations.keys()]) release(container)
    },
  }
}
