'use client'

import { DoorClosed, DoorOpen } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { Board } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Progress } from '../ui/progress.tsx'
import type { BoardLesson } from './board-screen.tsx'
import type { BoardSession } from './live-session.ts'
import { clock } from './span.ts'

const MINUTES = [2, 3, 5, 7, 10, 15, 20, 30]

type Props = { board: Board; lessons: BoardLesson[]; session: BoardSession; now: number }

/** The gate that the class stands at: how many have passed, when it opens by itself, when most will be there. */
export function GateStrip({ board, lessons, session, now }: Props) {
  const t = useTranslations('live.gate')
  const format = useFormatter()
  const { info, gate: standing } = board
  if (info.mode !== 'gate') return null
  const steps = lessons.find(({ slug }) => slug === info.place?.slug)?.steps ?? []
  const at = steps.findIndex(({ id }) => id === info.place?.step)
  if (!info.gate || !standing || at < 0)
    return <p className="border-b border-line bg-surface px-4 py-2 text-sm text-ink-soft">{t('none')}</p>
  const { minutes, since } = info.gate
  const left = minutes === null ? null : since + minutes * 60_000 - now
  const { passed, of, needed } = standing
  // Whoever is late is not late in the past.
  const expected = standing.expected === null ? null : Math.max(standing.expected, now)
  const set = (gateMinutes: number | null) => void session.call('board:steer', { gateMinutes })
  return (
    <section
      aria-label={t('label')}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2 text-sm tabular-nums"
    >
      <span className="flex min-w-0 items-center gap-1.5 font-medium">
        <DoorClosed aria-hidden="true" className="size-4 shrink-0 text-accent" />
        <span className="truncate">{t('at', { index: at + 1, title: steps[at]!.title })}</span>
      </span>
      <span className="flex items-center gap-2">
        <Progress value={passed} max={Math.max(1, of)} label={t('passed', { passed, of })} className="w-28" />
        <span aria-hidden="true">{t('passed', { passed, of })}</span>
      </span>
      {now > 0 && expected !== null ? (
        <span className="text-ink-soft">
          {t('expected', {
            needed,
            minutes: Math.max(1, Math.round((expected - now) / 60_000)),
            time: format.dateTime(expected, { timeStyle: 'short' }),
          })}
        </span>
      ) : null}
      <span className="flex-1" />
      <Menu
        label={t('when')}
        trigger={
          <Button size="sm">
            {left === null || now === 0 ? t('byHand') : t('opensIn', { needed, time: clock(left) })}
          </Button>
        }
      >
        {MINUTES.map((one) => (
          <MenuItem key={one} onSelect={() => set(one)}>
            {t('rule', { minutes: one })}
          </MenuItem>
        ))}
        <MenuItem onSelect={() => set(null)}>{t('byHand')}</MenuItem>
      </Menu>
      <Button size="sm" variant="primary" onClick={() => void session.call('board:gate', {})}>
        <DoorOpen aria-hidden="true" />
        {t(at + 1 < steps.length ? 'open' : 'openLast')}
      </Button>
    </section>
  )
}
