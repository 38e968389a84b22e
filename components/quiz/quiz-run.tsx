'use client'

import { Check, ChevronLeft, ChevronRight, RotateCcw, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { PublicQuizItem } from '#server/protocol/content.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { QuizItem } from './quiz-item.tsx'

type Props = {
  slug: string
  items: PublicQuizItem[]
  /** Item id -> right or not, from earlier visits. */
  marks: Record<string, boolean>
}

/** All items of a lesson, one at a time; at the end the score and the missed ones again. */
export function QuizRun({ slug, items, marks: earlier }: Props) {
  const t = useTranslations('quiz')
  const [round, setRound] = useState({ n: 0, items })
  const [marks, setMarks] = useState(earlier)
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      items.findIndex((item) => earlier[item.id] === undefined),
    ),
  )
  const [finished, setFinished] = useState(() => items.every((item) => earlier[item.id] !== undefined))
  const place = useRef<HTMLHeadingElement>(null)
  const moves = useRef(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: focus follows the question that was moved to
  useEffect(() => {
    if (moves.current > 0) place.current?.focus()
  }, [at, finished, round])

  const go = (to: number) => {
    moves.current += 1
    setAt(to)
    setFinished(false)
  }
  const missed = items.filter((item) => marks[item.id] === false)
  const right = items.filter((item) => marks[item.id]).length

  if (finished) {
    return (
      <section className="rounded-xl border border-line bg-surface px-6 py-8 text-center">
        <h2 ref={place} tabIndex={-1} className="text-xl font-bold outline-none">
          {t('summary.title')}
        </h2>
        <p className="mt-4 text-4xl font-bold tabular-nums">
          {right}
          <span className="text-ink-faint"> / {items.length}</span>
        </p>
        <p className="mt-2 text-ink-soft">
          {missed.length === 0 ? t('summary.all') : t('summary.text', { total: items.length, right })}
        </p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          {missed.length > 0 ? (
            <Button
              variant="primary"
              onClick={() => {
                setRound({ n: round.n + 1, items: missed })
                go(0)
              }}
            >
              <RotateCcw aria-hidden="true" />
              {t('retryMissed', { count: missed.length })}
            </Button>
          ) : null}
          <Button
            onClick={() => {
              setRound({ n: round.n + 1, items })
              go(0)
            }}
          >
            {t('all')}
          </Button>
        </div>
      </section>
    )
  }

  const item = round.items[at]!
  const last = at === round.items.length - 1
  return (
    <div>
      <nav aria-label={t('jump')} className="mb-6 flex flex-wrap gap-1.5">
        {round.items.map((one, index) => {
          const mark = marks[one.id]
          const state = mark === undefined ? 'open' : mark ? 'right' : 'wrong'
          return (
            <button
              key={one.id}
              type="button"
              onClick={() => go(index)}
              aria-current={index === at ? 'step' : undefined}
              aria-label={`${t('count', { total: round.items.length, n: index + 1 })}, ${t(`state.${state}`)}`}
              className={classNames(
                'inline-flex h-8 min-w-12 items-center justify-center gap-1 rounded-md border px-2 text-[0.8125rem] font-semibold tabular-nums pointer-coarse:h-10',
                state === 'open' && 'border-line-strong bg-surface text-ink-soft hover:bg-hover',
                state === 'right' && 'border-ok/40 bg-ok-soft text-ok',
                state === 'wrong' && 'border-bad/40 bg-bad-soft text-bad',
                index === at && 'ring-2 ring-accent ring-offset-2 ring-offset-bg',
              )}
            >
              {index + 1}
              {state === 'right' ? <Check aria-hidden="true" className="size-3.5" /> : null}
              {state === 'wrong' ? <X aria-hidden="true" className="size-3.5" /> : null}
            </button>
          )
        })}
      </nav>
      <section className="rounded-xl border border-line bg-surface px-5 py-5 sm:px-7 sm:py-6">
        <h2 ref={place} tabIndex={-1} className="mb-3 text-[0.8125rem] font-medium text-ink-faint outline-none">
          {t('count', { total: round.items.length, n: at + 1 })}
        </h2>
        <QuizItem
          key={`${round.n}-${item.id}`}
          slug={slug}
          item={item}
          onGraded={(grade) => setMarks((before) => ({ ...before, [item.id]: grade.correct }))}
        />
      </section>
      <div className="mt-5 flex justify-between gap-2">
        <Button disabled={at === 0} onClick={() => go(at - 1)}>
          <ChevronLeft aria-hidden="true" />
          {t('previous')}
        </Button>
        {last ? (
          <Button
            variant={marks[item.id] === undefined ? 'secondary' : 'primary'}
            onClick={() => {
              moves.current += 1
              setFinished(true)
            }}
          >
            {t('finish')}
          </Button>
        ) : (
          <Button variant={marks[item.id] === undefined ? 'secondary' : 'primary'} onClick={() => go(at + 1)}>
            {t('next')}
            <ChevronRight aria-hidden="true" />
          </Button>
        )}
      </div>
    </div>
  )
}
