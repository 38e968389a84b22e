// Flow control's last mile: bytes are acknowledged when xterm has drawn them, in batches, so that an echo does not cost a
// frame of its own and a flood is told about early enough for the sender's window never to run dry.

/** Half of the smallest window that a sender may keep. */
export const ACK_BYTES = 32 * 1024
/** A remainder smaller than ACK_BYTES is told after this pause. */
export const ACK_IDLE_MS = 50

type Timer = ReturnType<typeof setTimeout>
type Options = {
  send: (bytes: number) => void
  after?: (ms: number, run: () => void) => Timer
  cancel?: (timer: Timer) => void
}

export type AckBatch = { drawn(bytes: number): void; dispose(): void }

export function createAckBatch({
  send,
  after = (ms, run) => setTimeout(run, ms),
  cancel = (timer) => clearTimeout(timer),
}: Options): AckBatch {
  let waiting = 0
  let timer: Timer | undefined

  const flush = () => {
    if (timer !== undefined) cancel(timer)
    timer = undefined
    if (waiting === 0) return
    const bytes = waiting
    waiting = 0
    send(bytes)
  }

  return {
    drawn(bytes) {
      waiting += bytes
      if (waiting >= ACK_BYTES) flush()
      else if (timer === undefined && waiting > 0) timer = after(ACK_IDLE_MS, flush)
    },
    dispose() {
      if (timer !== undefined) cancel(timer)
      timer = undefined
      waiting = 0
    },
  }
}
