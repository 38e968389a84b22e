'use client'

import { CircleCheck, CircleDashed, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Board, BoardRow } from '#server/protocol/live.ts'
import { IconButton } from '../ui/icon-button.tsx'

const NAMED = 5

/** What each brings along before the first step: they are here, their lab is open and answers, their keyboard types what a shell reads. */
const CHECKS = {
  here: (row: BoardRow) => row.presence !== 'away',
  lab: (row: BoardRow) => row.lab !== null && !row.down,
  keys: (row: BoardRow) => row.keys === 'ok',
} as const
type Check = keyof typeof CHECKS

/** Who is ready, until the clock of the run-sheet runs or the class has a step; who is not, by name. */
export function Lobby({ board }: { board: Board }) {
  const t = useTranslations('live.lobby')
  const [closed, setClosed] = useState(false)
  const { info, rows, sheet } = board
  if (closed || sheet.begun !== null || info.place?.step || rows.length === 0) return null
  const all = Math.max(info.expected ?? 0, rows.length)
  return (
    <section
      aria-label={t('label')}
      data-testid="lobby"
      className="relative rounded-lg border border-line bg-surface px-4 py-3 text-sm"
    >
      <h2 className="pr-10 font-semibold">{t('label')}</h2>
      <IconButton size="sm" label={t('close')} onClick={() => setClosed(true)} className="absolute top-2 right-2">
        <X aria-hidden="true" />
      </IconButton>
      <ul className="mt-2 grid gap-x-6 gap-y-2.5 sm:grid-cols-3">
        {(Object.keys(CHECKS) as Check[]).map((check) => {
          const ready = rows.filter(CHECKS[check]).length
          const missing = rows.filter((row) => !CHECKS[check](row))
          return (
            <li key={check} className="flex min-w-0 gap-2" data-check={check}>
              {ready >= all ? (
                <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok" />
              ) : (
                <CircleDashed aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-faint" />
              )}
              <div className="min-w-0">
                <p>
                  {t(check)} <b className="tabular-nums">{t('of', { ready, all })}</b>
                </p>
                {missing.length > 0 && ready > 0 ? (
                  <p className="text-[0.8125rem] text-ink-soft">
                    {missing
                      .slice(0, NAMED)
                      .map((row) =>
                        check === 'keys' && row.keys === 'hangul' ? t('hangul', { name: row.name }) : row.name,
                      )
                      .join(', ')}
                    {missing.length > NAMED ? ` ${t('more', { count: missing.length - NAMED })}` : null}
                  </p>
                ) : null}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
