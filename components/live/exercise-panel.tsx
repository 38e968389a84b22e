'use client'

import type { Board, BoardRow } from '#server/protocol/live.ts'
import { FaultPart } from './fault-part.tsx'
import type { BoardSession } from './live-session.ts'
import { PairPart } from './pair-part.tsx'
import { VmPart } from './vm-part.tsx'

type Props = { board: Pick<Board, 'faults' | 'pairs' | 'vm'>; rows: BoardRow[]; session: BoardSession }

/** What a class does together: look for what was broken, explain to each other. */
export function ExercisePanel({ board, rows, session }: Props) {
  return (
    <div className="space-y-8 text-sm">
      <PairPart rows={rows} pairs={board.pairs} session={session} />
      <FaultPart rows={rows} faults={board.faults} session={session} />
      {board.vm.length > 0 ? <VmPart starts={board.vm} /> : null}
    </div>
  )
}
