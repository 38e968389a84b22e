// A terminal as the page has one, without the page: the same emulator, which is cleared before a replay and acknowledges what it drew.
import headless from '@xterm/headless'
import { createAckBatch } from '#components/terminal/ack-batch.ts'

/** Lines kept above the screen: more than a shell's replay holds. */
const SCROLLBACK = 100_000
export const SIZE = { cols: 100, rows: 30 }

export type Screen = ReturnType<typeof createScreen>

export function createScreen(drawn: (bytes: number) => void) {
  const terminal = new headless.Terminal({ ...SIZE, scrollback: SCROLLBACK, allowProposedApi: true })
  const acks = createAckBatch(drawn)
  return {
    size: SIZE,
    replay: (_bytes: number) => terminal.reset(),
    write: (frame: Uint8Array) => terminal.write(frame, () => acks.drawn(frame.byteLength)),
    /** Every line there is, once all that came in is drawn. */
    async lines(): Promise<string[]> {
      await new Promise<void>((done) => terminal.write('', done))
      const { active } = terminal.buffer
      return Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '')
    },
  }
}
