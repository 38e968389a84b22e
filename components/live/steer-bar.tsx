'use client'

import { Megaphone, Snowflake, Timer } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { BoardRow, ClassInfo, ClassMode } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Segmented } from '../ui/segmented.tsx'
import type { BoardLesson } from './board-screen.tsx'
import { BringAll } from './bring-all.tsx'
import { Broadcast } from './broadcast.tsx'
import type { BoardSession } from './live-session.ts'
import { clock } from './span.ts'

const MINUTES = [1, 3, 5, 7, 10, 15, 20]
const select =
  'h-9 min-w-0 max-w-64 rounded-md border border-line-control bg-surface px-2.5 text-sm pointer-coarse:h-11'

type Props = { info: ClassInfo; rows: BoardRow[]; lessons: BoardLesson[]; session: BoardSession; now: number }

/** Where the class is, how it moves, and a moment of quiet. */
export function SteerBar({ info, rows, lessons, session, now }: Props) {
  const t = useTranslations('live.steer')
  const lesson = lessons.find(({ slug }) => slug === info.place?.slug)
  const at = lesson?.steps.findIndex(({ id }) => id === info.place?.step) ?? -1
  const steer = (change: Parameters<typeof session.call<'board:steer'>>[1]) => void session.call('board:steer', change)
  const left = info.timer ? info.timer.until - now : 0
  return (
    <section
      aria-label={t('label')}
      className="flex flex-wrap items-center gap-2.5 border-b border-line bg-surface px-4 py-2"
    >
      <Segmented<ClassMode>
        label={t('mode')}
        value={info.mode}
        options={[
          { value: 'lead', label: t('lead') },
          { value: 'free', label: t('free') },
          { value: 'gate', label: t('gate') },
        ]}
        onChange={(mode) => steer({ mode })}
      />
      <select
        aria-label={t('lesson')}
        value={info.place?.slug ?? ''}
        onChange={(event) => steer({ place: { slug: event.target.value } })}
        className={select}
      >
        {lessons.map((one) => (
          <option key={one.slug} value={one.slug}>
            {one.number} {one.title}
          </option>
        ))}
      </select>
      <select
        aria-label={t('step')}
        value={info.place?.step ?? ''}
        onChange={(event) => {
          const slug = info.place?.slug ?? lessons[0]?.slug
          if (slug) steer({ place: { slug, ...(event.target.value ? { step: event.target.value } : {}) } })
        }}
        className={select}
      >
        <option value="">{t('reading')}</option>
        {lesson?.steps.map((step, n) => (
          <option key={step.id} value={step.id}>
            {n + 1}. {step.title}
          </option>
        ))}
      </select>
      {info.place?.step && at > 0 ? (
        <BringAll place={{ slug: info.place.slug, step: info.place.step }} index={at} rows={rows} session={session} />
      ) : null}
      {info.mode === 'lead' ? (
        <Button onClick={() => void session.call('board:call', {})} title={t('callWhat')}>
          <Megaphone aria-hidden="true" />
          {t('call')}
        </Button>
      ) : null}
      <div className="flex-1" />
      <Broadcast
        info={info}
        lab={(lesson?.steps.length ? lesson : lessons.find(({ steps }) => steps.length > 0))?.slug}
        session={session}
      />
      <Button
        aria-pressed={info.freeze}
        variant={info.freeze ? 'primary' : 'secondary'}
        onClick={() => steer({ freeze: !info.freeze })}
      >
        <Snowflake aria-hidden="true" />
        {t(info.freeze ? 'thaw' : 'freeze')}
      </Button>
      <Menu
        label={t('timer')}
        trigger={
          <Button>
            <Timer aria-hidden="true" />
            <span className="tabular-nums">
              {info.timer && now > 0 ? (left > 0 ? clock(left) : t('timeUp')) : t('timer')}
            </span>
          </Button>
        }
      >
        {MINUTES.map((minutes) => (
          <MenuItem key={minutes} onSelect={() => steer({ minutes })}>
            {t('minutes', { minutes })}
          </MenuItem>
        ))}
        {info.timer ? <MenuItem onSelect={() => steer({ minutes: 0 })}>{t('stopTimer')}</MenuItem> : null}
      </Menu>
    </section>
  )
}
