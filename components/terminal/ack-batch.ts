// Flow control's last mile: bytes are acknowledged when xterm has drawn them, in batches, so that an echo costs no second
// message and a flood is told about early enough for the sender's window never to run dry. A remainder waits for the next
// bytes: it is far below the window, so nobody is held up by it.

/** Half of the least window that a sender keeps (server/agent/terminal/pace.ts). */
export const ACK_BYTES = 16 * 1024

export function createAckBatch(send: (bytes: number) => void) {
  let waiting = 0
  return {
    drawn(bytes: number) {
      waiting += bytes
      if (waiting < ACK_BYTES) return
      send(waiting)
      waiting = 0
    },
  }
}
