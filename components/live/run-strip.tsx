'use client'

import { Flag, ListTodo, Play, Scissors } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Board } from '#server/protocol/live.ts'
import type { RunSheet } from '#server/protocol/live-sheet.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { toast } from '../ui/toast.tsx'
import type { BoardLesson } from './board-screen.tsx'
import type { BoardSession } from './live-session.ts'
import { RunDialog, titleOf } from './run-dialog.tsx'
import { standingOf } from './run-standing.ts'

type Props = { board: Board; lessons: BoardLesson[]; session: BoardSession; now: number; readOnly: boolean }

/** The clock of the class: how far behind, when the wrap-up comes, and what to leave out so that it comes in time. */
export function RunStrip({ board, lessons, session, now, readOnly }: Props) {
  const t = useTranslations('live.sheet')
  const [open, setOpen] = useState(false)
  const { sheet, info } = board
  const standing = now > 0 ? standingOf(sheet, info.place, now) : undefined
  const set = async (changed: RunSheet) => {
    const result = await session.call('sheet:set', { sheet: changed })
    if (!result.ok) toast(t('failed'), 'bad')
  }
  if (!standing && readOnly) return null
  const cut = standing?.cut ?? []
  const wrapping = standing !== undefined && standing.untilWrap <= 0
  return (
    <section
      aria-label={t('label')}
      className={classNames(
        'flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2 text-sm tabular-nums',
        wrapping ? 'bg-accent-soft' : 'bg-surface',
      )}
    >
      {standing ? (
        <>
          <span className="text-ink-soft">
            {t('clock', { elapsed: Math.floor(standing.elapsed), budget: Math.round(sheet.budget) })}
          </span>
          <Debt minutes={standing.debt} />
          {wrapping ? (
            <p role="status" className="flex items-center gap-1.5 font-semibold text-accent">
              <Flag aria-hidden="true" className="size-4" />
              {t('wrapNow')} <span className="font-normal text-ink">{t('wrapText')}</span>
            </p>
          ) : (
            <span className="flex items-center gap-1.5 text-ink-soft">
              <Flag aria-hidden="true" className="size-4" />
              {t('wrapIn', { minutes: Math.ceil(standing.untilWrap) })}
            </span>
          )}
          {standing.over >= 1 && !wrapping ? (
            <p role="status" className="flex flex-wrap items-center gap-2 text-warn">
              {t('over', { minutes: Math.ceil(standing.over) })}
              {cut.length > 0 && !readOnly ? (
                <Button
                  size="sm"
                  title={t('cutWhat', {
                    what: cut.map((at) => titleOf(sheet.items[at]!, lessons, t('text'))).join(', '),
                  })}
                  onClick={() =>
                    void set({
                      ...sheet,
                      items: sheet.items.map((item, at) => (cut.includes(at) ? { ...item, skipped: true } : item)),
                    })
                  }
                >
                  <Scissors aria-hidden="true" />
                  {t('cut', {
                    count: cut.length,
                    minutes: cut.reduce((sum, at) => sum + sheet.items[at]!.minutes, 0),
                  })}
                </Button>
              ) : null}
              {standing.short >= 1 ? <span>{t('short', { minutes: Math.ceil(standing.short) })}</span> : null}
            </p>
          ) : null}
        </>
      ) : (
        <Button size="sm" onClick={() => void set({ ...sheet, begun: now })}>
          <Play aria-hidden="true" />
          {t('begin')}
        </Button>
      )}
      <span className="flex-1" />
      {readOnly ? null : (
        <Button size="sm" onClick={() => setOpen(true)}>
          <ListTodo aria-hidden="true" />
          {t('open')}
        </Button>
      )}
      {open ? (
        <RunDialog
          sheet={sheet}
          place={info.place}
          lessons={lessons}
          now={now}
          onChange={(changed) => void set(changed)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </section>
  )
}

function Debt({ minutes }: { minutes: number }) {
  const t = useTranslations('live.sheet')
  const whole = minutes < 0 ? Math.ceil(minutes) : Math.floor(minutes)
  if (whole === 0) return <span className="font-medium text-ok">{t('onTime')}</span>
  return whole > 0 ? (
    <span className="font-semibold text-warn">{t('behind', { minutes: whole })}</span>
  ) : (
    <span className="font-medium text-ok">{t('ahead', { minutes: -whole })}</span>
  )
}
