'use client'

import { PartyPopper } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { BoardRow, NeedReason } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { BoardSession } from './live-session.ts'
import { clock } from './span.ts'

const SHOWN = 5
const SETTLED_MINUTES = 5

type Props = { rows: BoardRow[]; now: number; session: BoardSession; onOpen: (row: BoardRow) => void }

/** Whom to help next, and why. Trouble of the machine stands apart from trouble of learning. */
export function NeedQueue({ rows, now, session, onOpen }: Props) {
  const t = useTranslations('live.need')
  const waiting = rows
    .filter((row) => row.need.level !== 'calm')
    .sort((a, b) => b.need.score - a.need.score || since(a) - since(b))
  const machine = waiting.filter((row) => row.need.reasons[0]?.rule === 'environment')
  const people = waiting.filter((row) => !machine.includes(row))
  if (waiting.length === 0)
    return (
      <EmptyState icon={<PartyPopper aria-hidden="true" />} title={t('empty.title')}>
        {t('empty.text')}
      </EmptyState>
    )
  const list = (some: BoardRow[]) => (
    <ol className="space-y-2">
      {some.slice(0, SHOWN).map((row) => (
        <li
          key={row.id}
          data-testid="need"
          className={classNames(
            'rounded-lg border border-l-4 bg-surface p-3 text-sm',
            row.need.level === 'red' ? 'border-bad/60' : 'border-warn/60',
          )}
        >
          <p className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate font-semibold">{row.name}</span>
            {row.claimed ? <span className="text-xs text-ok">{t('claimed')}</span> : null}
          </p>
          <ul className="mt-1 space-y-0.5 text-[0.8125rem] text-ink-soft">
            {row.need.reasons.map((reason) => (
              <li key={`${reason.rule}${reason.detail}`}>
                <Why reason={reason} row={row} now={now} />
              </li>
            ))}
          </ul>
          <div className="mt-2 flex flex-wrap gap-1.5">
            <Button size="sm" variant="primary" onClick={() => onOpen(row)}>
              {t('look')}
            </Button>
            <Button
              size="sm"
              aria-pressed={row.claimed !== null}
              onClick={() => void session.call('board:claim', { member: row.id, on: row.claimed === null })}
            >
              {t(row.claimed ? 'unclaim' : 'claim')}
            </Button>
            <Button
              size="sm"
              onClick={() => void session.call('board:settle', { member: row.id, minutes: SETTLED_MINUTES })}
            >
              {t('settle')}
            </Button>
          </div>
        </li>
      ))}
    </ol>
  )
  return (
    <div className="space-y-4">
      {people.length > 0 ? list(people) : null}
      {people.length > SHOWN ? (
        <p className="text-sm text-ink-soft">{t('more', { count: people.length - SHOWN })}</p>
      ) : null}
      {machine.length > 0 ? (
        <section aria-label={t('machine')}>
          <h2 className="mb-2 text-[0.8125rem] font-semibold text-ink-soft">{t('machine')}</h2>
          {list(machine)}
        </section>
      ) : null}
    </div>
  )
}

function Why({ reason, row, now }: { reason: NeedReason; row: BoardRow; now: number }) {
  const t = useTranslations('live.need')
  const time = now > 0 ? clock(now - reason.since) : ''
  return (
    <>
      {t(`why.${reason.rule}`)} <span className="tabular-nums">{time}</span>
      {reason.rule === 'repeated' && row.error ? (
        <span lang="en" className="block truncate font-mono text-xs text-bad">
          {row.error.line}
        </span>
      ) : null}
    </>
  )
}

const since = (row: BoardRow) => row.need.reasons[0]?.since ?? 0
