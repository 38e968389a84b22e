'use client'

import { HandHelping, PartyPopper } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { BoardRow, NeedReason } from '#server/protocol/live.ts'
import type { Teacher } from '#server/protocol/live-staff.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardSession } from './live-session.ts'
import { SettleDialog } from './settle-dialog.tsx'
import { clock } from './span.ts'

const SHOWN = 5
const SETTLED_MINUTES = 5
/** Who helps one for longer keeps the others waiting. */
const LONG_MS = 300_000

type Props = { rows: BoardRow[]; me: Teacher; now: number; session: BoardSession; onOpen: (row: BoardRow) => void }

/** Whom to help next, and why. Trouble of the machine stands apart from trouble of learning. */
export function NeedQueue({ rows, me, now, session, onOpen }: Props) {
  const t = useTranslations('live.need')
  const errors = useTranslations('error')
  const [settling, setSettling] = useState<BoardRow>()
  const mine = (row: BoardRow) => row.claimed?.by === me.id
  // Whom one holds comes first and stays, also when the need has gone meanwhile.
  const waiting = rows
    .filter((row) => row.need.level !== 'calm' || mine(row))
    .sort((a, b) => Number(mine(b)) - Number(mine(a)) || b.need.score - a.need.score || since(a) - since(b))
  const call: BoardSession['call'] = async (event, payload) => {
    const result = await session.call(event, payload)
    if (!result.ok) toast(errors(`${result.error}.title`), 'warn')
    return result
  }
  const settle = (row: BoardRow, note: string) => {
    setSettling(undefined)
    void call('board:settle', { member: row.id, minutes: SETTLED_MINUTES, ...(note ? { note } : {}) }).then(
      (result) => {
        // A helper sees no more of a student than while they help.
        if (result.ok && me.role === 'helper') void session.closePerson()
      },
    )
  }
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
            {row.claimed ? <Holder row={row} mine={mine(row)} now={now} /> : null}
          </p>
          <ul className="mt-1 space-y-0.5 text-[0.8125rem] text-ink-soft">
            {row.need.reasons.map((reason) => (
              <li key={`${reason.rule}${reason.detail}`}>
                <Why reason={reason} row={row} now={now} />
              </li>
            ))}
          </ul>
          <div className="mt-2 flex flex-wrap gap-1.5">
            {me.role === 'helper' && !mine(row) ? null : (
              <Button size="sm" variant="primary" onClick={() => onOpen(row)}>
                {t('look')}
              </Button>
            )}
            {row.claimed === null ? (
              <Button size="sm" onClick={() => void call('board:claim', { member: row.id, on: true })}>
                {t('claim')}
              </Button>
            ) : mine(row) || me.role !== 'helper' ? (
              <Button size="sm" onClick={() => void call('board:claim', { member: row.id, on: false })}>
                {t('free')}
              </Button>
            ) : null}
            {me.role === 'helper' && !mine(row) ? null : (
              <Button size="sm" onClick={() => (mine(row) ? setSettling(row) : settle(row, ''))}>
                {t('settle')}
              </Button>
            )}
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
      {settling ? (
        <SettleDialog
          row={settling}
          needed={me.role === 'helper'}
          onClose={() => setSettling(undefined)}
          onSettle={(note) => settle(settling, note)}
        />
      ) : null}
    </div>
  )
}

/** Who is on the way to this student, and for how long. */
function Holder({ row, mine, now }: { row: BoardRow; mine: boolean; now: number }) {
  const t = useTranslations('live.need')
  const { claimed } = row
  if (!claimed) return null
  const time = Math.max(0, now - claimed.at)
  return (
    <span
      className="flex min-w-0 items-center gap-1 text-xs text-accent"
      title={time > LONG_MS ? t('long') : undefined}
    >
      <HandHelping aria-hidden="true" className="size-4 shrink-0" />
      <span className="truncate">{mine ? t('me') : t('by', { name: claimed.name ?? t('instructor') })}</span>
      {now > 0 ? (
        <span className={classNames('tabular-nums', time > LONG_MS && 'font-semibold text-warn')}>{clock(time)}</span>
      ) : null}
    </span>
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
