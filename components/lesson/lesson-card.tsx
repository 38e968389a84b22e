import { CircleCheck, Clock, ListChecks, SquareTerminal } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { InlineText } from '../ui/inline-text.tsx'
import { Link } from '../ui/navigation.ts'
import { Pending } from '../ui/pending.tsx'
import { Progress } from '../ui/progress.tsx'

/** How far one learner is in one lesson. */
export type LessonStanding = {
  stepsPassed: number
  stepsTotal: number
  quizRight: number
  quizTotal: number
  done: number
  total: number
  complete: boolean
  started: boolean
}

type Props = {
  slug: string
  number: string
  title: string
  summary: string
  minutes: number
  standing: LessonStanding
}

export async function LessonCard({ slug, number, title, summary, minutes, standing }: Props) {
  const t = await getTranslations()
  return (
    <li className="relative flex flex-col rounded-xl border border-line bg-surface p-5 transition-colors hover:border-line-control has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <div className="flex items-center justify-between gap-3">
        <span className="text-[0.8125rem] font-semibold text-accent tabular-nums">{number}</span>
        {standing.complete ? (
          <span className="inline-flex items-center gap-1 text-[0.8125rem] font-medium text-ok">
            <CircleCheck aria-hidden="true" className="size-4" />
            {t('home.card.done')}
          </span>
        ) : null}
      </div>
      <h3 className="mt-1 text-lg leading-snug font-semibold">
        <Link href={`/lesson/${slug}`} className="outline-none after:absolute after:inset-0 after:rounded-xl">
          {title}
          <Pending />
        </Link>
      </h3>
      <p className="mt-1.5 mb-4 text-[0.9375rem] text-ink-soft">
        <InlineText>{summary}</InlineText>
      </p>
      <div className="mt-auto">
        {standing.started && !standing.complete ? (
          <Progress
            value={standing.done}
            max={standing.total}
            label={t('home.card.progress', { title, total: standing.total, done: standing.done })}
            className="mb-3"
          />
        ) : null}
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-[0.8125rem] text-ink-faint tabular-nums [&_svg]:size-3.5">
          <span className="inline-flex items-center gap-1.5">
            <Clock aria-hidden="true" />
            {t('ui.minutes', { minutes })}
          </span>
          {standing.stepsTotal > 0 ? (
            <span className="inline-flex items-center gap-1.5">
              <SquareTerminal aria-hidden="true" />
              {t('home.card.steps', { passed: standing.stepsPassed, total: standing.stepsTotal })}
            </span>
          ) : null}
          {standing.quizTotal > 0 ? (
            <span className="inline-flex items-center gap-1.5">
              <ListChecks aria-hidden="true" />
              {t('home.card.quizState', { passed: standing.quizRight, total: standing.quizTotal })}
            </span>
          ) : null}
        </p>
      </div>
    </li>
  )
}
