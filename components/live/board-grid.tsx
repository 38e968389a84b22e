'use client'

import { Eye, Hand, HandHelping, HeartHandshake, Keyboard, Turtle } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type BoardRow, DOTS } from '#server/protocol/live.ts'
import { classNames } from '../ui/class-name.ts'
import { BoardHeat } from './board-heat.tsx'
import type { BoardLesson } from './board-screen.tsx'
import { Dots } from './dots.tsx'
import { Presence } from './presence.tsx'
import { clock } from './span.ts'
import { StudentButton } from './student-button.tsx'

type Props = {
  rows: BoardRow[]
  lessons: BoardLesson[]
  now: number
  chosen: string | undefined
  onOpen: (row: BoardRow) => void
}
/** Up to here a student is a tile with words; up to there one with marks; above, a line of a heat map. */
const WORDS = 6
const TILES = 30

const edge = {
  calm: 'border-line',
  amber: 'border-warn/60',
  red: 'border-bad/70',
} as const

/** Who is where: tiles for a handful, lines for a room full, the same marks in both. */
export function BoardGrid({ rows, lessons, now, chosen, onOpen }: Props) {
  const t = useTranslations('live.grid')
  const need = useTranslations('live.need')
  if (rows.length > TILES) return <BoardHeat rows={rows} lessons={lessons} chosen={chosen} onOpen={onOpen} />
  const few = rows.length <= WORDS
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
            <StudentButton
              row={row}
              chosen={chosen === row.id}
              onOpen={onOpen}
              className={classNames(
                'flex-col gap-1.5 rounded-lg border px-3',
                few ? 'min-h-28 py-3' : 'py-2',
                edge[row.need.level],
              )}
            >
              <span className="flex w-full items-center gap-2 text-sm">
                <Presence presence={row.presence} />
                <span className="min-w-0 flex-1 truncate font-medium">{row.name}</span>
                {row.typed ? (
                  <Keyboard
                    aria-label={t('typed', { name: row.typed.by ?? need('instructor') })}
                    className="size-4 text-warn"
                  />
                ) : row.watched ? (
                  <Eye aria-label={t('watched')} className="size-4 text-warn" />
                ) : null}
                {row.helper === 'on' ? <HeartHandshake aria-label={t('helps')} className="size-4 text-ok" /> : null}
                {row.claimed ? <Held name={row.claimed.name} /> : null}
                <StickyMark row={row} />
                {row.need.level === 'calm' ? null : <NeedMark row={row} />}
              </span>
              {row.lab ? <Dots dots={row.lab.dots} titles={lesson?.steps.map(({ title }) => title) ?? []} /> : null}
              <span className="flex w-full items-baseline gap-2 text-xs text-ink-soft">
                <span className="min-w-0 flex-1 truncate">
                  {step
                    ? t('on', { index: (row.lab?.step ?? 0) + 1, title: step.title })
                    : row.lab?.dots.includes(DOTS.none)
                      ? t('waits')
                      : row.lab
                        ? t('done', { lesson: lesson?.title ?? row.lab.slug })
                        : t('noLab')}
                </span>
                {step && now > 0 ? <span className="tabular-nums">{clock(now - row.lab!.since)}</span> : null}
              </span>
              {few ? <LastCommands row={row} /> : null}
            </StudentButton>
          </li>
        )
      })}
    </ul>
  )
}

/** What was typed last, and the error that came of it. */
function LastCommands({ row }: { row: BoardRow }) {
  const t = useTranslations('live.person')
  return (
    <span lang="en" className="flex w-full flex-col gap-0.5 font-mono text-xs">
      {row.commands.map((command, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same line may come twice
        <span key={`${at}${command.line}`} className="flex items-baseline gap-2">
          <span aria-hidden="true" className="text-ink-faint">
            $
          </span>
          <span className="min-w-0 flex-1 truncate">{command.line}</span>
          {command.exit === null || command.exit === 0 ? null : (
            <span lang="" className="text-bad">
              {t('exit', { code: command.exit })}
            </span>
          )}
        </span>
      ))}
      {row.error ? <span className="truncate text-bad">{row.error.line}</span> : null}
    </span>
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
