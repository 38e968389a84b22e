// Runs inside a workspace's network namespace, for a moment: opens sockets there and hands them to the agent, which uses
// them from outside. Plain JavaScript, so that it starts in the time of a bare node.
//   in   { id, do: 'listen', proto, host, port } | { id, do: 'dial', port }
//   out  { id, ok: true } with the socket | { id, ok: false, code }
import dgram from 'node:dgram'
import net from 'node:net'

// The descriptor is on its way when the callback comes. This copy must go at once: it would accept connections, or receive
// datagrams, that are meant for the agent, and keep the port after the agent has given it up.
const answer = (id, socket) => process.send({ id, ok: true }, socket, () => socket.close?.())
const refuse = (id, error) => process.send({ id, ok: false, code: error.code ?? String(error) })

/** Then all addresses are those of IPv4. */
const NO_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL']

const listen = {
  tcp({ id, host, port }) {
    // Nothing is accepted in here: a connection that comes before the agent listens stays in the kernel's queue.
    const server = net.createServer({ pauseOnConnect: true })
    const wildcard = host === ''
    server.on('error', (error) => {
      if (wildcard && server.tried === undefined && NO_IPV6.includes(error.code)) {
        server.tried = true
        server.listen({ host: '0.0.0.0', port, exclusive: true })
      } else refuse(id, error)
    })
    server.on('listening', () => answer(id, server))
    server.listen({ host: wildcard ? '::' : host, port, exclusive: true })
  },
  udp({ id, host, port }) {
    const open = (address, failed) => {
      const socket = dgram.createSocket(address.includes(':') ? 'udp6' : 'udp4')
      socket.on('error', failed)
      socket.bind({ address, port, exclusive: true }, () => answer(id, socket))
    }
    const last = (error) => refuse(id, error)
    if (host !== '') return open(host, last)
    open('::', (error) => (NO_IPV6.includes(error.code) ? open('0.0.0.0', last) : last(error)))
  },
}

function dial({ id, port }) {
  const socket = net.connect({ host: '127.0.0.1', port })
  socket.pause()
  socket.on('connect', () => answer(id, socket))
  socket.on('error', (error) => refuse(id, error))
}

process.on('message', (message) => {
  if (message.do === 'listen') listen[message.proto](message)
  else dial(message)
})
process.on('disconnect', () => process.exit(0))
