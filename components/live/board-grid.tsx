'use client'

import { Eye, Hand, HandHelping, Turtle } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { BoardRow } from '#server/protocol/live.ts'
import { classNames } from '../ui/class-name.ts'
import type { BoardLesson } from './board-screen.tsx'
import { clock } from './span.ts'

type Props = {
  rows: BoardRow[]
  lessons: BoardLesson[]
  now: number
  chosen: string | undefined
  onOpen: (row: BoardRow) => void
}
/** Up to here a student is a tile with words; above, a line of the grid. */
const TILES = 6

const edge = {
  calm: 'border-line',
  amber: 'border-warn/60',
  red: 'border-bad/70',
} as const

/** Who is where: tiles for a handful, lines for a room full, the same marks in both. */
export function BoardGrid({ rows, lessons, now, chosen, onOpen }: Props) {
  const t = useTranslations('live.grid')
  const few = rows.length <= TILES
  return (
    <ul
      aria-label={t('label')}
      className={classNames(
        'grid gap-2',
        few ? 'sm:grid-cols-2 xl:grid-cols-3' : 'sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4',
      )}
    >
      {rows.map((row) => {
        const lesson = lessons.find(({ slug }) => slug === row.lab?.slug)
        const step = row.lab && row.lab.step >= 0 ? lesson?.steps[row.lab.step] : undefined
        return (
          <li key={row.id}>
            <button
              type="button"
              data-testid="student"
              data-need={row.need.level}
              data-dots={row.lab?.dots ?? ''}
              aria-pressed={chosen === row.id}
              onClick={() => onOpen(row)}
              className={classNames(
                'flex w-full flex-col gap-1.5 rounded-lg border-l-4 border bg-surface px-3 text-left hover:bg-hover aria-pressed:outline-2 aria-pressed:outline-accent',
                few ? 'min-h-28 py-3' : 'py-2',
                edge[row.need.level],
                row.presence === 'away' && 'opacity-70',
              )}
            >
              <span className="flex w-full items-center gap-2 text-sm">
                <Presence presence={row.presence} />
                <span className="min-w-0 flex-1 truncate font-medium">{row.name}</span>
                {row.watched ? <Eye aria-label={t('watched')} className="size-4 text-warn" /> : null}
                {row.claimed ? <Held name={row.claimed.name} /> : null}
                <StickyMark row={row} />
                {row.need.level === 'calm' ? null : <NeedMark row={row} />}
              </span>
              <Dots row={row} titles={lesson?.steps.map(({ title }) => title) ?? []} />
              <span className="flex w-full items-baseline gap-2 text-xs text-ink-soft">
                <span className="min-w-0 flex-1 truncate">
                  {step
                    ? t('on', { index: (row.lab?.step ?? 0) + 1, title: step.title })
                    : row.lab
                      ? t('done', { lesson: lesson?.title ?? row.lab.slug })
                      : t('noLab')}
                </span>
                {step && now > 0 ? <span className="tabular-nums">{clock(now - row.lab!.since)}</span> : null}
              </span>
              {few && row.error ? (
                <span lang="en" className="w-full truncate font-mono text-xs text-bad">
                  {row.error.line}
                </span>
              ) : null}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function Presence({ presence }: { presence: BoardRow['presence'] }) {
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

function Held({ name }: { name: string | null }) {
  const t = useTranslations('live')
  const label = t('grid.held', { name: name ?? t('need.instructor') })
  return (
    <span title={label} className="inline-flex">
      <HandHelping aria-label={label} className="size-4 text-accent" />
    </span>
  )
}

function StickyMark({ row }: { row: BoardRow }) {
  const t = useTranslations('live.bar.sticky')
  if (row.sticky?.kind === 'stuck') return <Hand aria-label={t('stuck')} className="size-4 text-bad" />
  if (row.sticky?.kind === 'slow') return <Turtle aria-label={t('slow')} className="size-4 text-warn" />
  return null
}

function NeedMark({ row }: { row: BoardRow }) {
  const t = useTranslations('live.need')
  const first = row.need.reasons[0]
  if (!first) return null
  return (
    <span
      title={t(`why.${first.rule}`)}
      className={classNames(
        'rounded px-1.5 py-px text-xs font-semibold',
        row.need.level === 'red' ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn',
      )}
    >
      {t(`short.${first.rule}`)}
    </span>
  )
}

/** One mark a step. Shape, colour and, for who hears it, words. */
function Dots({ row, titles }: { row: BoardRow; titles: string[] }) {
  const t = useTranslations('live.grid')
  if (!row.lab) return null
  const passed = [...row.lab.dots].filter((dot) => dot === '*').length
  return (
    <span
      role="img"
      aria-label={t('progress', { passed, all: row.lab.dots.length })}
      className="flex w-full flex-wrap items-center gap-1"
    >
      {[...row.lab.dots].map((dot, at) => (
        <svg
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place is what the mark stands for
          key={at}
          viewBox="0 0 14 14"
          aria-hidden="true"
          className={classNames(
            'size-3.5',
            dot === '*' ? 'text-ok' : dot === 'x' ? 'text-bad' : dot === 'o' ? 'text-accent' : 'text-line-control',
          )}
        >
          <title>{titles[at] ?? ''}</title>
          {dot === '*' ? (
            <circle cx="7" cy="7" r="5.5" fill="currentColor" />
          ) : dot === 'x' ? (
            <path d="M3 3l8 8M11 3l-8 8" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
          ) : dot === 'o' ? (
            <>
              <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
              <path d="M7 2a5 5 0 0 1 0 10z" fill="currentColor" />
            </>
          ) : (
            <circle cx="7" cy="7" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
          )}
        </svg>
      ))}
    </span>
  )
}
