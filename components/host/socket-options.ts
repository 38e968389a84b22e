// How every page speaks to the web: binary in one frame, and back by itself when the web or the network was away.
import parser from 'socket.io-msgpack-parser'

export const socketOptions = {
  parser,
  transports: ['websocket'],
  reconnectionDelay: 500,
  // A web that was killed is there again after seconds: who waits for a prompt should not wait as long once more.
  reconnectionDelayMax: 2_000,
}
