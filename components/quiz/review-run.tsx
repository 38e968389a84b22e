'use client'

import { CalendarCheck, CircleCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState, useTransition } from 'react'
import type { ReviewPage } from '#server/web/services.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Link, useRouter } from '../ui/navigation.ts'
import { Spinner } from '../ui/spinner.tsx'
import { NextDay } from './next-day.tsx'
import { QuestionWalk } from './question-walk.tsx'

type Props = ReviewPage & {
  /** ms since 1970, the server's clock: dates are reckoned from it. */
  now: number
}

/** What is due today, question by question; then what is left, and the day of the next one. */
export function ReviewRun({ items, due, next, now }: Props) {
  const t = useTranslations('review')
  const router = useRouter()
  // The page is asked anew at the end; what is being answered must not move under the learner before.
  const [round, setRound] = useState({ n: 0, items })
  const [right, setRight] = useState<number>()
  const [asking, refresh] = useTransition()
  const done = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    if (right !== undefined) done.current?.focus()
  }, [right])

  const nextDay =
    next === null ? null : (
      <>
        {t('next')} <NextDay at={next} now={now} />
      </>
    )
  if (round.items.length === 0)
    return (
      <EmptyState
        icon={<CalendarCheck aria-hidden="true" />}
        title={t('none.title')}
        className="rounded-xl border border-line bg-surface"
      >
        {nextDay}
      </EmptyState>
    )
  if (right === undefined)
    return (
      <section aria-label={t('title')} className="rounded-xl border border-line bg-surface px-5 py-5 sm:px-7 sm:py-6">
        <QuestionWalk
          key={round.n}
          items={round.items}
          onEnd={(known) => {
            setRight(known)
            refresh(() => router.refresh())
          }}
        />
      </section>
    )
  return (
    <section className="rounded-xl border border-line bg-surface px-6 py-8 text-center">
      <CircleCheck aria-hidden="true" className="mx-auto mb-3 size-8 text-ok" />
      <h2 ref={done} tabIndex={-1} className="text-xl font-bold outline-none">
        {t('done.title')}
      </h2>
      <p className="mt-2 text-ink-soft">{t('done.text', { total: round.items.length, right })}</p>
      {asking ? (
        <Spinner label={t('done.asking')} />
      ) : due > 0 ? (
        <p className="mt-6">
          <Button
            variant="primary"
            onClick={() => {
              setRound({ n: round.n + 1, items })
              setRight(undefined)
            }}
          >
            {t('done.more', { count: due })}
          </Button>
        </p>
      ) : (
        <>
          {nextDay ? <p className="mt-2 text-ink-soft">{nextDay}</p> : null}
          <p className="mt-6">
            <Link href="/" className={buttonClass('primary')}>
              {t('done.home')}
            </Link>
          </p>
        </>
      )}
    </section>
  )
}
