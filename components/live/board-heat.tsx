'use client'

import { useTranslations } from 'next-intl'
import { type BoardRow, DOTS } from '#server/protocol/live.ts'
import { classNames } from '../ui/class-name.ts'
import type { BoardLesson } from './board-screen.tsx'
import { Presence } from './presence.tsx'
import { StudentButton } from './student-button.tsx'

type Props = {
  rows: BoardRow[]
  lessons: BoardLesson[]
  chosen: string | undefined
  onOpen: (row: BoardRow) => void
}

const cell: Record<string, string> = {
  [DOTS.passed]: 'bg-ok',
  [DOTS.now]: 'bg-accent',
  [DOTS.failed]: 'bg-bad',
  [DOTS.none]: 'bg-line',
}

/** A hall full of people: where the class is, step by step, and everybody as one line of marks. */
export function BoardHeat({ rows, lessons, chosen, onOpen }: Props) {
  const t = useTranslations('live')
  return (
    <div className="space-y-3">
      <StepHeat rows={rows} lessons={lessons} />
      <ul
        aria-label={t('grid.label')}
        className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15.5rem),1fr))] gap-x-3 gap-y-1"
      >
        {rows.map((row) => {
          const [first] = row.need.reasons
          const calm = row.need.level === 'calm'
          return (
            <li key={row.id}>
              <StudentButton
                row={row}
                chosen={chosen === row.id}
                onOpen={onOpen}
                {...(calm || !first ? {} : { title: t(`need.why.${first.rule}`) })}
                className={classNames(
                  'h-8 items-center gap-2 rounded px-2 text-[0.8125rem] pointer-coarse:h-11',
                  calm ? 'border-transparent' : row.need.level === 'red' ? 'border-bad' : 'border-warn',
                )}
              >
                <Presence presence={row.presence} />
                <span className={classNames('min-w-0 flex-1 truncate', !calm && 'font-semibold')}>{row.name}</span>
                {calm || !first ? null : (
                  <span className={classNames('text-xs', row.need.level === 'red' ? 'text-bad' : 'text-warn')}>
                    {t(`need.short.${first.rule}`)}
                  </span>
                )}
                <Cells dots={row.lab?.dots ?? ''} />
              </StudentButton>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** One cell a step. What is wrong or worked on is taller as well as coloured. */
function Cells({ dots }: { dots: string }) {
  const t = useTranslations('live.grid')
  if (dots === '') return null
  const passed = [...dots].filter((dot) => dot === DOTS.passed).length
  return (
    <span
      role="img"
      aria-label={t('progress', { passed, all: dots.length })}
      className="flex shrink-0 items-center gap-px"
    >
      {[...dots].map((dot, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place is what the cell stands for
          key={at}
          className={classNames(
            'w-1.5 rounded-[1px]',
            dot === DOTS.now || dot === DOTS.failed ? 'h-4.5' : 'h-3',
            cell[dot],
          )}
        />
      ))}
    </span>
  )
}

/** Of the lab that most are in: how many have passed each step, work on it, have it wrong. */
function StepHeat({ rows, lessons }: { rows: BoardRow[]; lessons: BoardLesson[] }) {
  const t = useTranslations('live.heat')
  const labs = new Map<string, string[]>()
  for (const { lab } of rows) if (lab) labs.set(lab.slug, [...(labs.get(lab.slug) ?? []), lab.dots])
  const [most] = [...labs].sort(([, a], [, b]) => b.length - a.length)
  const lesson = most && lessons.find(({ slug }) => slug === most[0])
  if (!most || !lesson) return null
  const [, dots] = most
  return (
    <section aria-label={t('label')} className="rounded-lg border border-line bg-surface px-4 py-3">
      <p className="mb-2 text-[0.8125rem] font-semibold text-ink-soft">
        {t('title', { lesson: `${lesson.number} ${lesson.title}`, count: dots.length })}
      </p>
      <ol className="flex h-20 items-stretch gap-1.5">
        {lesson.steps.map((step, at) => {
          const count = (dot: string) => dots.filter((one) => one[at] === dot).length
          const [passed, now, failed] = [count(DOTS.passed), count(DOTS.now), count(DOTS.failed)]
          const words = t('step', { index: at + 1, title: step.title, passed, now, failed })
          const height = (some: number) => ({ height: `${(100 * some) / dots.length}%` })
          return (
            <li key={step.id} title={words} className="flex min-w-0 flex-1 flex-col gap-1">
              <span className="sr-only">{words}</span>
              <span
                aria-hidden="true"
                className="flex min-h-0 flex-1 flex-col-reverse overflow-hidden rounded bg-sunken"
              >
                <span className="bg-ok" style={height(passed)} />
                <span className="bg-accent" style={height(now)} />
                <span className="bg-bad" style={height(failed)} />
              </span>
              <span aria-hidden="true" className="text-center text-xs text-ink-soft tabular-nums">
                {at + 1}
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
