'use client'

import { useTranslations } from 'next-intl'
import type { BoardRow } from '#server/protocol/live.ts'
import { classNames } from '../ui/class-name.ts'

export function Presence({ presence }: { presence: BoardRow['presence'] }) {
  const t = useTranslations('live.grid.presence')
  return (
    <span
      role="img"
      aria-label={t(presence)}
      title={t(presence)}
      className={classNames(
        'size-2.5 shrink-0 rounded-full',
        presence === 'here' ? 'bg-ok' : presence === 'hidden' ? 'border-2 border-ok' : 'border-2 border-line-control',
      )}
    />
  )
}
