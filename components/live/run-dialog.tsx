'use client'

import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ClassPlace } from '#server/protocol/live.ts'
import type { RunSheet, SheetItem, SheetLevel } from '#server/protocol/live-sheet.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { Dialog } from '../ui/dialog.tsx'
import type { BoardLesson } from './board-screen.tsx'
import { placeIn } from './run-standing.ts'

const LEVELS: SheetLevel[] = ['must', 'should', 'cut']
const control = 'h-8 rounded-md border border-line-control bg-surface px-2 text-[0.8125rem] pointer-coarse:h-11'

type Props = {
  sheet: RunSheet
  place: ClassPlace | null
  lessons: BoardLesson[]
  now: number
  onChange: (sheet: RunSheet) => void
  onClose: () => void
}

/** What is planned, in order: how long, how much it matters, what was left out. */
export function RunDialog({ sheet, place, lessons, now, onChange, onClose }: Props) {
  const t = useTranslations('live.sheet')
  const here = placeIn(sheet.items, place)
  const work = sheet.items.reduce((sum, item) => sum + (item.skipped ? 0 : item.minutes), 0)
  const edit = (places: number[], change: Partial<SheetItem>) =>
    onChange({
      ...sheet,
      items: sheet.items.map((item, at) => (places.includes(at) ? { ...item, ...change } : item)),
    })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('title')}
      description={t('lead')}
      closeLabel={t('close')}
      wide
      footer={
        <>
          <p className="flex-1 self-center text-[0.8125rem] text-ink-soft tabular-nums">
            {t('total', { work, wrap: sheet.wrap, sum: work + sheet.wrap, budget: sheet.budget })}
          </p>
          <Button onClick={() => onChange({ ...sheet, begun: now })}>
            {t(sheet.begun === null ? 'begin' : 'again')}
          </Button>
        </>
      }
    >
      <div className="mt-4 flex flex-wrap gap-4">
        {(['budget', 'wrap'] as const).map((what) => (
          <div key={what} className="flex items-center gap-2">
            <span aria-hidden="true" className="text-ink-soft">
              {t(what)}
            </span>
            <Minutes
              key={sheet[what]}
              label={t(what)}
              value={sheet[what]}
              least={what === 'budget' ? 5 : 0}
              most={what === 'budget' ? 1_440 : 240}
              onCommit={(minutes) => onChange({ ...sheet, [what]: minutes })}
            />
          </div>
        ))}
      </div>
      <div className="mt-4 space-y-2">
        {lessons.map((lesson) => {
          const places = sheet.items.flatMap((item, at) => (item.slug === lesson.slug ? [at] : []))
          if (places.length === 0) return null
          return (
            <details
              key={lesson.slug}
              open={places.includes(here)}
              className="group rounded-lg border border-line bg-surface open:pb-1"
            >
              <summary className="flex cursor-pointer items-center gap-2.5 px-3 py-2.5 font-medium">
                <ChevronRight
                  aria-hidden="true"
                  className="size-4 shrink-0 text-ink-soft transition-transform group-open:rotate-90"
                />
                <span className="min-w-0 flex-1 truncate">
                  {lesson.number} {lesson.title}
                </span>
                <LessonLevel places={places} sheet={sheet} title={lesson.title} onChange={edit} />
                <span className="w-16 text-right font-normal text-ink-soft tabular-nums">
                  {t('sum', {
                    minutes: places.reduce(
                      (sum, at) => sum + (sheet.items[at]!.skipped ? 0 : sheet.items[at]!.minutes),
                      0,
                    ),
                  })}
                </span>
              </summary>
              <ul className="divide-y divide-line border-t border-line">
                {places.map((at) => (
                  <Row
                    key={at}
                    item={sheet.items[at]!}
                    title={titleOf(sheet.items[at]!, lessons, t('text'))}
                    current={at === here}
                    onChange={(change) => edit([at], change)}
                  />
                ))}
              </ul>
            </details>
          )
        })}
      </div>
    </Dialog>
  )
}

/** Of a step its number and title, of a lesson's text the word for it. */
export function titleOf(item: SheetItem, lessons: BoardLesson[], text: string): string {
  const lesson = lessons.find(({ slug }) => slug === item.slug)
  if (!item.step) return `${lesson?.number ?? ''} ${text}`.trim()
  const at = lesson?.steps.findIndex(({ id }) => id === item.step) ?? -1
  return at < 0 ? item.step : `${at + 1}. ${lesson!.steps[at]!.title}`
}

function Row({
  item,
  title,
  current,
  onChange,
}: {
  item: SheetItem
  title: string
  current: boolean
  onChange: (change: Partial<SheetItem>) => void
}) {
  const t = useTranslations('live.sheet')
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1.5">
      <span
        className={classNames('min-w-0 flex-1 basis-48 truncate', item.skipped && 'text-ink-faint line-through')}
        title={title}
      >
        {title} {current ? <Badge tone="accent">{t('here')}</Badge> : null}
      </span>
      <select
        aria-label={t('levelOf', { title })}
        value={item.level}
        onChange={(event) => onChange({ level: event.target.value as SheetLevel })}
        className={control}
      >
        {LEVELS.map((level) => (
          <option key={level} value={level}>
            {t(`level.${level}`)}
          </option>
        ))}
      </select>
      <Minutes
        key={item.minutes}
        label={t('minutesOf', { title })}
        value={item.minutes}
        least={0}
        most={240}
        onCommit={(minutes) => onChange({ minutes })}
      />
      <Button
        size="sm"
        aria-label={t(item.skipped ? 'unskipOf' : 'skipOf', { title })}
        onClick={() => onChange({ skipped: !item.skipped })}
        className="w-20 justify-center"
      >
        {t(item.skipped ? 'unskip' : 'skip')}
      </Button>
    </li>
  )
}

/** One choice for all steps of a lab. */
function LessonLevel({
  places,
  sheet,
  title,
  onChange,
}: {
  places: number[]
  sheet: RunSheet
  title: string
  onChange: (places: number[], change: Partial<SheetItem>) => void
}) {
  const t = useTranslations('live.sheet')
  const steps = places.filter((at) => sheet.items[at]!.step !== undefined)
  if (steps.length === 0) return null
  const levels = new Set(steps.map((at) => sheet.items[at]!.level))
  return (
    <select
      aria-label={t('allOf', { title })}
      value={levels.size === 1 ? [...levels][0] : ''}
      onClick={(event) => event.preventDefault()}
      onChange={(event) => onChange(steps, { level: event.target.value as SheetLevel })}
      className={classNames(control, 'font-normal')}
    >
      {levels.size === 1 ? null : <option value="">{t('mixed')}</option>}
      {LEVELS.map((level) => (
        <option key={level} value={level}>
          {t(`level.${level}`)}
        </option>
      ))}
    </select>
  )
}

/** A number that counts once it is whole: on leaving the field, or with Enter. */
function Minutes({
  label,
  value,
  least,
  most,
  onCommit,
}: {
  label: string
  value: number
  least: number
  most: number
  onCommit: (minutes: number) => void
}) {
  const [text, setText] = useState(String(value))
  const commit = () => {
    const minutes = Math.round(Number(text))
    if (text.trim() === '' || !Number.isFinite(minutes)) return setText(String(value))
    const kept = Math.min(most, Math.max(least, minutes))
    setText(String(kept))
    if (kept !== value) onCommit(kept)
  }
  return (
    <input
      type="number"
      inputMode="numeric"
      aria-label={label}
      min={least}
      max={most}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
      }}
      className={classNames(control, 'w-20 text-right tabular-nums')}
    />
  )
}
