import { ArrowLeft, ArrowRight, ListChecks, SquareTerminal } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Link } from '../ui/navigation.ts'
import { Pending } from '../ui/pending.tsx'
import type { LessonStanding } from './lesson-card.tsx'

type Neighbour = { slug: string; title: string }
type Props = {
  slug: string
  standing: LessonStanding
  lab?: { title: string; minutes: number }
  sources: { title: string; url?: string }[]
  previous?: Neighbour
  next?: Neighbour
}

/** What comes after reading: lab, quiz, sources, the lessons before and after. */
export async function LessonEnd({ slug, standing, lab, sources, previous, next }: Props) {
  const t = await getTranslations()
  const { stepsPassed, stepsTotal, quizRight, quizTotal } = standing
  return (
    <footer className="mt-14 border-t border-line pt-8 text-base leading-normal">
      <div className="grid gap-3 sm:grid-cols-2">
        {lab ? (
          <Way
            href={`/lab/${slug}`}
            icon={<SquareTerminal aria-hidden="true" />}
            title={t('lesson.labTitle', { title: lab.title })}
          >
            {stepsPassed > 0
              ? t('lesson.stepsDone', { passed: stepsPassed, total: stepsTotal })
              : `${t('lesson.labSteps', { count: stepsTotal })} · ${t('ui.minutes', { minutes: lab.minutes })}`}
          </Way>
        ) : null}
        {quizTotal > 0 ? (
          <Way href={`/lesson/${slug}/quiz`} icon={<ListChecks aria-hidden="true" />} title={t('lesson.quizTitle')}>
            {quizRight > 0
              ? t('lesson.quizDone', { passed: quizRight, total: quizTotal })
              : t('lesson.quizItems', { count: quizTotal })}
          </Way>
        ) : null}
      </div>
      {sources.length > 0 ? (
        <details className="mt-8 text-sm">
          <summary className="font-medium text-ink-soft hover:text-ink">
            {t('lesson.sources')} ({sources.length})
          </summary>
          <ul className="mt-2 space-y-1 pl-4 text-ink-soft">
            {sources.map((source) => (
              <li key={source.title}>
                {source.url ? (
                  <a href={source.url} rel="noreferrer" className="text-accent underline underline-offset-2">
                    {source.title}
                  </a>
                ) : (
                  source.title
                )}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <nav aria-label={t('lesson.all')} className="mt-10 grid gap-3 sm:grid-cols-2">
        {previous ? (
          <Link href={`/lesson/${previous.slug}`} className="group rounded-lg px-3 py-2 hover:bg-hover">
            <span className="flex items-center gap-1.5 text-[0.8125rem] text-ink-faint">
              <ArrowLeft aria-hidden="true" className="size-3.5" />
              {t('lesson.previous')}
            </span>
            <span className="font-medium">{previous.title}</span>
            <Pending />
          </Link>
        ) : null}
        {next ? (
          <Link
            href={`/lesson/${next.slug}`}
            className="group rounded-lg px-3 py-2 text-right hover:bg-hover sm:col-start-2"
          >
            <span className="flex items-center justify-end gap-1.5 text-[0.8125rem] text-ink-faint">
              {t('lesson.next')}
              <ArrowRight aria-hidden="true" className="size-3.5" />
            </span>
            <span className="font-medium">{next.title}</span>
            <Pending />
          </Link>
        ) : null}
      </nav>
    </footer>
  )
}

function Way({ href, icon, title, children }: { href: string; icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="flex items-start gap-3 rounded-xl border border-line-strong bg-surface px-4 py-3.5 transition-colors hover:border-accent hover:bg-accent-soft"
    >
      <span className="mt-0.5 text-accent [&_svg]:size-5">{icon}</span>
      <span className="min-w-0">
        <span className="block font-semibold">{title}</span>
        <span className="block text-sm text-ink-soft tabular-nums">{children}</span>
      </span>
      <Pending />
    </Link>
  )
}
