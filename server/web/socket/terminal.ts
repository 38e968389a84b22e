// The terminals of one browser socket: each attached terminal is a channel whose bytes pass through untouched.
// Flow control is end to end: the browser's `a` becomes the agent's credit, the web holds no queue of its own.
import { DrydockError } from '#server/protocol/error.ts'
import type { AgentLink } from '../agent-link.ts'

export interface Viewer {
  output(channel: number, bytes: Buffer): void
  snapshot(channel: number, bytes: number): void
  gone(terminal: string): void
  /** Of a channel that looks on. */
  resized?(channel: number, cols: number, rows: number): void
}

interface Attached {
  terminal: string
  cols: number
  rows: number
  /** Looks on only. */
  view?: boolean
}

/** The agent answers before its engine is ready. */
const RESUME_MS = 1_000

/** More would be a broken client: a lab shows at most 8 terminals, in two tabs twice that. */
const MAX_CHANNELS = 32
/** A paste larger than this comes in several messages. */
const MAX_INPUT_BYTES = 256 * 1024
/** Far more than is ever on its way to a browser. */
const ACK_MOST_BYTES = 64 * 1024 * 1024

export function createTerminals(link: AgentLink, viewer: Viewer) {
  const channels = new Map<number, Attached>()
  const off = link.on('terminal.snapshot', ({ channel, bytes }) => {
    if (channels.has(channel)) viewer.snapshot(channel, bytes)
  })
  const offSize = link.on('terminal.size', ({ channel, cols, rows }) => {
    if (channels.has(channel)) viewer.resized?.(channel, cols, rows)
  })

  return {
    async attach(tenant: string, { terminal, cols, rows, view = false }: Attached): Promise<number> {
      if (channels.size >= MAX_CHANNELS) throw new DrydockError('terminal-limit')
      const channel = link.openChannel((bytes) => viewer.output(channel, bytes))
      channels.set(channel, { terminal, cols, rows, view })
      try {
        await link.call('terminal.attach', { tenant, terminal, channel, cols, rows, view })
        return channel
      } catch (error) {
        channels.delete(channel)
        link.closeChannel(channel)
        throw error
      }
    },
    /**
     * After the agent came back: the same channels on the same terminals, screens replayed.
     * @throws DrydockError agent-away, engine-away: gone again; the channels stay for the next time
     */
    async reattach(tenant: string): Promise<void> {
      for (const [channel, attached] of channels)
        await link.call('terminal.attach', { tenant, channel, ...attached }).catch((error: unknown) => {
          if (error instanceof DrydockError && ['agent-away', 'engine-away'].includes(error.id)) throw error
          channels.delete(channel)
          link.closeChannel(channel)
          viewer.gone(attached.terminal)
        })
    },
    detach(channel: number): void {
      if (!channels.delete(channel)) return
      link.closeChannel(channel)
      void link.call('terminal.detach', { channel }).catch(() => {})
    },
    resize(channel: number, cols: number, rows: number): void {
      const attached = channels.get(channel)
      if (!attached) throw new DrydockError('terminal-unknown')
      attached.cols = cols
      attached.rows = rows
      void link.call('terminal.resize', { channel, cols, rows }).catch(() => {})
    },
    input(channel: number, bytes: unknown): void {
      if (!channels.has(channel) || !(bytes instanceof Uint8Array) || bytes.byteLength > MAX_INPUT_BYTES) return
      link.send(channel, bytes)
    },
    ack(channel: number, bytes: unknown): void {
      if (
        !channels.has(channel) ||
        typeof bytes !== 'number' ||
        !Number.isSafeInteger(bytes) ||
        bytes < 1 ||
        bytes > ACK_MOST_BYTES
      )
        return
      link.ack(channel, bytes)
    },
    dispose(): void {
      off()
      offSize()
      for (const channel of [...channels.keys()]) this.detach(channel)
    },
  }
}

/** The agent came back: the same screens again, as soon as its engine is ready, while somebody looks. */
export async function resume(
  terminals: Pick<ReturnType<typeof createTerminals>, 'reattach'>,
  tenant: string,
  looked: () => boolean,
): Promise<void> {
  while (looked())
    try {
      return await terminals.reattach(tenant)
    } catch (error) {
      // Another `up` comes.
      if (!(error instanceof DrydockError) || error.id !== 'engine-away') return
      await new Promise((wake) => setTimeout(wake, RESUME_MS))
    }
}
