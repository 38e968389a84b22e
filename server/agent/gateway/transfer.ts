// What travels between a tenant's host and the class registry: pushes and pulls, blob by blob, made from the very lines that the
// client gets. Kept in memory only.
import type { Transfer, TransferBlob } from '#server/protocol/lab.ts'
import type { Line } from './json-stream.ts'

/** Those of before are forgotten. */
const TRANSFERS_KEPT = 8
/** Bars of progress come many a second; those who watch are told this often. ms */
const TELL_MS = 120

export interface Transfers {
  /** Oldest first. */
  list(): Transfer[]
  listen(listener: (transfer: Transfer) => void): () => void
  begin(way: Transfer['way'], name: string): TransferNote
}
/** What the one who carries it says. */
export interface TransferNote {
  line(line: Line): void
  /** What the registry has of it, bottom layer first; `digest`: of the manifest. */
  known(manifest: { digest: string; layers: readonly { id: string; digest: string; size: number }[] }): void
  end(error?: string): void
}

export function createTransfers(): Transfers {
  let kept: Transfer[] = []
  // Rises across restarts of the agent, too.
  let count = Date.now()
  const listeners = new Set<(transfer: Transfer) => void>()
  return {
    list: () => [...kept],
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    begin(way, name) {
      let now: Transfer = { n: ++count, time: Date.now(), way, name, state: 'running', blobs: [] }
      let timer: NodeJS.Timeout | undefined
      const tell = () => {
        clearTimeout(timer)
        timer = undefined
        for (const listener of [...listeners]) listener(now)
      }
      const change = (next: Transfer) => {
        if (next === now) return
        now = next
        kept = [...kept.filter(({ n }) => n !== now.n), now].slice(-TRANSFERS_KEPT)
        timer ??= setTimeout(tell, TELL_MS)
      }
      return {
        line: (line) => change(withLine(now, line)),
        known: ({ digest, layers }) =>
          change({
            ...now,
            digest,
            blobs: layers.map((layer) => ({ ...(blobOf(now, layer.id) ?? waiting(layer.id)), ...layer })),
          }),
        end(error) {
          change({ ...now, state: error === undefined ? 'done' : 'failed', ...(error !== undefined && { error }) })
          tell()
        },
      }
    },
  }
}

const waiting = (id: string): TransferBlob => ({ id, state: 'waiting' })
const blobOf = ({ blobs }: Transfer, id: string) => blobs.find((blob) => blob.id === id)

/** The words of docker push and docker pull for a layer; others (a digest, a status of the whole) change nothing here. */
function stateIn(status: unknown): TransferBlob['state'] | undefined {
  switch (status) {
    case 'Preparing':
    case 'Waiting':
    case 'Pulling fs layer':
      return 'waiting'
    case 'Pushing':
    case 'Downloading':
      return 'moving'
    case 'Verifying Checksum':
    case 'Download complete':
    case 'Extracting':
    case 'Pull complete':
    case 'Pushed':
      return 'moved'
    case 'Layer already exists':
    case 'Already exists':
      return 'there'
    default:
      return typeof status === 'string' && status.startsWith('Mounted from') ? 'there' : undefined
  }
}

/** The transfer after a line of the engine's stream. Pure. */
export function withLine(transfer: Transfer, { status, id, progressDetail }: Line): Transfer {
  const state = stateIn(status)
  if (state === undefined || typeof id !== 'string') return transfer
  const before = blobOf(transfer, id) ?? waiting(id)
  // A layer that several share is told of more than once.
  if (before.state === 'moved' || before.state === 'there') return transfer
  const { current, total } = (progressDetail ?? {}) as { current?: number; total?: number }
  const blob: TransferBlob = {
    ...before,
    state,
    ...(state === 'moving' && typeof current === 'number' && { current, ...(total ? { total } : {}) }),
  }
  const blobs = blobOf(transfer, id)
    ? transfer.blobs.map((one) => (one.id === id ? blob : one))
    : [...transfer.blobs, blob]
  return { ...transfer, blobs }
}
