// Terminals and the channels that carry them. A terminal lives as long as its shell; a channel as long as one attachment.
import type { Result } from '#server/protocol/error.ts'

export type Size = { cols: number; rows: number }

export type TerminalChannel = {
  readonly size: Size
  replay(bytes: number): void
  write(frame: Uint8Array): void
}

/** A paste is sent in pieces no larger than this; the server takes 256 KiB at once. */
export const INPUT_PIECE_BYTES = 64 * 1024

type Attachment =
  | { phase: 'waiting'; port: TerminalChannel; typed: string }
  | { phase: 'attaching'; port: TerminalChannel; typed: string }
  | { phase: 'attached'; port: TerminalChannel; channel: number }

type Options = {
  open: (payload: { terminal: string } & Size) => Promise<Result<{ channel: number }>>
  close: (channel: number) => void
  resize: (payload: { channel: number } & Size) => void
  input: (channel: number, bytes: Uint8Array) => void
  ack: (channel: number, bytes: number) => void
  attached: (terminal: string, attached: boolean) => void
  gone: (terminal: string) => void
}

export function createChannels({ open, close, resize, input, ack, attached, gone }: Options) {
  const attachments = new Map<string, Attachment>()
  const byChannel = new Map<number, TerminalChannel>()
  /**
   * What comes on a channel before the answer that names it. Bounded by the sender: nothing is acknowledged meanwhile.
   * Emptied when no attachment is on its way.
   */
  const early = new Map<number, ((port: TerminalChannel) => void)[]>()
  /** Text for terminals that no widget has asked for yet. */
  const typedAhead = new Map<string, string>()
  /** Rises when all channels are lost, so that late answers are known as such. */
  let era = 0

  const attaching = () => [...attachments.values()].some(({ phase }) => phase === 'attaching')
  const deliver = (channel: number, act: (port: TerminalChannel) => void) => {
    const port = byChannel.get(channel)
    if (port) return act(port)
    if (attaching()) early.set(channel, [...(early.get(channel) ?? []), act])
  }
  const send = (channel: number, bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += INPUT_PIECE_BYTES)
      input(channel, bytes.subarray(at, at + INPUT_PIECE_BYTES))
  }

  const start = async (terminal: string) => {
    const waiting = attachments.get(terminal)
    if (waiting?.phase !== 'waiting') return
    const mine: Attachment = { ...waiting, phase: 'attaching' }
    attachments.set(terminal, mine)
    const began = era
    const size = mine.port.size
    const result = await open({ terminal, ...size })
    if (began !== era) return
    if (attachments.get(terminal) !== mine) {
      if (result.ok) close(result.value.channel)
      return
    }
    if (!result.ok) {
      attachments.set(terminal, { ...mine, phase: 'waiting' })
      if (result.error === 'terminal-unknown') {
        attachments.delete(terminal)
        gone(terminal)
      }
      return
    }
    const { channel } = result.value
    attachments.set(terminal, { phase: 'attached', port: mine.port, channel })
    byChannel.set(channel, mine.port)
    for (const act of early.get(channel) ?? []) act(mine.port)
    early.delete(channel)
    if (!attaching()) early.clear()
    attached(terminal, true)
    const now = mine.port.size
    if (now.cols !== size.cols || now.rows !== size.rows) resize({ channel, ...now })
    if (mine.typed !== '') send(channel, new TextEncoder().encode(mine.typed))
  }

  const end = (terminal: string) => {
    const attachment = attachments.get(terminal)
    attachments.delete(terminal)
    if (attachment?.phase === 'attached') {
      byChannel.delete(attachment.channel)
      attached(terminal, false)
    }
    return attachment
  }

  return {
    output: (channel: number, bytes: Uint8Array) => deliver(channel, (port) => port.write(bytes)),
    snapshot: (channel: number, bytes: number) => deliver(channel, (port) => port.replay(bytes)),
    /** The terminal's shell is gone. */
    end,
    /** Every channel is lost; the widgets stay and wait. */
    detachAll() {
      era++
      byChannel.clear()
      early.clear()
      for (const [terminal, { port }] of attachments) attachments.set(terminal, { phase: 'waiting', port, typed: '' })
    },
    attachAll(terminals: readonly string[]) {
      for (const terminal of terminals) void start(terminal)
    },
    /** A widget shows the terminal. `now`: the lab is live. */
    attach(terminal: string, port: TerminalChannel, now: boolean) {
      attachments.set(terminal, { phase: 'waiting', port, typed: typedAhead.get(terminal) ?? '' })
      typedAhead.delete(terminal)
      if (now) void start(terminal)
      const channelOf = () => {
        const attachment = attachments.get(terminal)
        return attachment?.port === port && attachment.phase === 'attached' ? attachment.channel : undefined
      }
      return {
        input(bytes: Uint8Array) {
          const channel = channelOf()
          if (channel !== undefined) send(channel, bytes)
        },
        drawn(bytes: number) {
          const channel = channelOf()
          if (channel !== undefined) ack(channel, bytes)
        },
        resize(size: Size) {
          const channel = channelOf()
          if (channel !== undefined) resize({ channel, ...size })
        },
        close() {
          if (attachments.get(terminal)?.port !== port) return
          const channel = channelOf()
          end(terminal)
          if (channel !== undefined) close(channel)
        },
      }
    },
    type(terminal: string, text: string) {
      const attachment = attachments.get(terminal)
      if (!attachment) typedAhead.set(terminal, (typedAhead.get(terminal) ?? '') + text)
      else if (attachment.phase === 'attached') send(attachment.channel, new TextEncoder().encode(text))
      else attachment.typed += text
    },
  }
}
