import type { ReactNode } from 'react'
import type { BoardRow } from '#server/protocol/live.ts'
import { classNames } from '../ui/class-name.ts'

type Props = {
  row: BoardRow
  chosen: boolean
  title?: string
  /** Its shape: a tile or a line. */
  className: string
  onOpen: (row: BoardRow) => void
  children: ReactNode
}

/** A student on the board, however large: opens who it is. The edge says how much they need somebody. */
export function StudentButton({ row, chosen, title, className, onOpen, children }: Props) {
  return (
    <button
      type="button"
      data-testid="student"
      data-need={row.need.level}
      data-dots={row.lab?.dots ?? ''}
      aria-pressed={chosen}
      title={title}
      onClick={() => onOpen(row)}
      className={classNames(
        'flex w-full border-l-4 bg-surface text-left hover:bg-hover aria-pressed:outline-2 aria-pressed:outline-accent',
        className,
        row.presence === 'away' && 'opacity-70',
      )}
    >
      {children}
    </button>
  )
}
