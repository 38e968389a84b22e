// What a push or pull carried and what it could leave, in sums. Pure.
import type { Transfer, TransferBlob } from '#server/protocol/lab.ts'

export interface TransferSum {
  layers: number
  moved: number
  there: number
  /** Bytes as the registry has them; undefined until it has said so. */
  movedBytes: number | undefined
  thereBytes: number | undefined
}

export function sumOf({ blobs }: Pick<Transfer, 'blobs'>): TransferSum {
  const of = (state: TransferBlob['state']) => blobs.filter((blob) => blob.state === state)
  const bytes = (some: readonly TransferBlob[]) =>
    some.every(({ size }) => size !== undefined) ? some.reduce((sum, { size }) => sum + size!, 0) : undefined
  const moved = of('moved')
  const there = of('there')
  return {
    layers: blobs.length,
    moved: moved.length,
    there: there.length,
    movedBytes: bytes(moved),
    thereBytes: bytes(there),
  }
}

/** Of the layer's way: 0 … 1. */
export function partOf({ state, current = 0, total = 0 }: TransferBlob): number {
  switch (state) {
    case 'waiting':
      return 0
    case 'moving':
      return total > 0 ? Math.min(1, current / total) : 0
    case 'moved':
    case 'there':
      return 1
  }
}
