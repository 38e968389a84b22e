'use client'

import { useTranslations } from 'next-intl'
import type { Board, BoardRow } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import type { BoardSession } from './live-session.ts'

type Standing = 'done' | 'working' | 'stuck' | 'away'
const colour: Record<Standing, string> = {
  done: 'bg-ok',
  working: 'bg-accent',
  stuck: 'bg-bad',
  away: 'bg-line-control',
}

/** The class in one line: how many are done, at work, stuck, away; and what they say of the pace. */
export function PulseStrip({ board, now, session }: { board: Board; now: number; session: BoardSession }) {
  const t = useTranslations('live.pulse')
  const counts: Record<Standing, number> = { done: 0, working: 0, stuck: 0, away: 0 }
  for (const row of board.rows) counts[standingOf(row)]++
  const all = Math.max(1, board.rows.length)
  const asking = board.info.pulse !== null && board.info.pulse.until > now
  const { fast, ok, slow } = board.pulse
  return (
    <section aria-label={t('label')} className="rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      <div aria-hidden="true" className="flex h-2 overflow-hidden rounded-full bg-sunken">
        {(Object.keys(counts) as Standing[]).map((one) => (
          <div key={one} className={colour[one]} style={{ width: `${(100 * counts[one]) / all}%` }} />
        ))}
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-x-5 gap-y-2">
        {(Object.keys(counts) as Standing[]).map((one) => (
          <span key={one} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className={classNames('size-2.5 rounded-full', colour[one])} />
            {t(one)} <b className="tabular-nums">{counts[one]}</b>
          </span>
        ))}
        <span className="flex-1" />
        {fast + ok + slow > 0 ? (
          <span className="text-ink-soft tabular-nums">{t('pace', { fast, ok, slow })}</span>
        ) : null}
        {board.me.role === 'helper' ? null : (
          <Button size="sm" disabled={asking} onClick={() => void session.call('board:pulse', {})}>
            {t(asking ? 'asking' : 'ask')}
          </Button>
        )}
      </div>
    </section>
  )
}

function standingOf(row: BoardRow): Standing {
  if (row.presence === 'away') return 'away'
  if (row.sticky?.kind === 'stuck' || row.need.level === 'red') return 'stuck'
  if (row.sticky?.kind === 'done' || (row.lab && row.lab.step < 0)) return 'done'
  return 'working'
}
