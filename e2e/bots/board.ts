// The instructor's eyes: a board that is only looked at, which knows when each row came to be as it is.
import type { BoardRow } from '#server/protocol/live.ts'
import { now, within } from '../bench/measure.ts'
import { connectLive, type LiveConnection } from './connection.ts'

/** A change that the board has not shown by then it never will. */
const NEVER_MS = 30_000

export interface WatchedBoard {
  id: string
  code: string
  connection: LiveConnection
  rows(): BoardRow[]
  /** Resolves with the time (performance.now) at which the board first showed a row so. Call it before what should change the row. */
  when(name: string, so: (row: BoardRow) => boolean, timeoutMs?: number): Promise<number>
}

export async function watchBoard(url: string, cookie: string, id: string): Promise<WatchedBoard> {
  const connection = await connectLive(url, cookie)
  const rows = new Map<string, BoardRow>()
  const waiting = new Set<(row: BoardRow, at: number) => void>()
  const take = (changed: BoardRow[]) => {
    const at = now()
    for (const row of changed) {
      rows.set(row.name, row)
      for (const one of waiting) one(row, at)
    }
  }
  connection.socket.on('board:rows', take)
  const board = await connection.call('board:open', { class: id })
  take(board.rows)
  return {
    id,
    code: board.info.code,
    connection,
    rows: () => [...rows.values()],
    async when(name, so, timeoutMs = NEVER_MS) {
      const known = rows.get(name)
      if (known && so(known)) return now()
      let check: ((row: BoardRow, at: number) => void) | undefined
      const shown = new Promise<number>((resolve) => {
        check = (row, at) => {
          if (row.name === name && so(row)) resolve(at)
        }
        waiting.add(check)
      })
      try {
        return await within(timeoutMs, `the board, of ${name}`, shown)
      } finally {
        waiting.delete(check!)
      }
    },
  }
}
