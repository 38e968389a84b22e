import { BookOpen, Compass, ListChecks, SquareTerminal, Users } from 'lucide-react'
import { cookies } from 'next/headers'
import { getLocale, getTranslations } from 'next-intl/server'
import { LessonCard } from '#components/lesson/lesson-card.tsx'
import { ResumeCard } from '#components/lesson/resume-card.tsx'
import { ReviewCard } from '#components/quiz/review-card.tsx'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Link } from '#components/ui/navigation.ts'
import { UseCode } from '#components/user/continue-code.tsx'
import { standing } from '#components/user/standing.ts'
import { SESSION_COOKIE, services } from '#server/web/services.ts'
import { visitor } from './visitor.ts'

export default async function HomePage() {
  const [t, locale, course, user, jar] = await Promise.all([
    getTranslations('home'),
    getLocale(),
    services().course(),
    visitor(),
    cookies(),
  ])
  const review = await services().review(jar.get(SESSION_COOKIE)?.value, locale)
  const progress = user?.progress
  // Only labs note where one was; who has just answered questions is found by the time of the last one.
  const [latest] = Object.entries(progress?.lessons ?? {}).sort(([, a], [, b]) => b.lastAt - a.lastAt)
  const last = course.lessons.find((lesson) => lesson.slug === (progress?.last?.slug ?? latest?.[0]))
  return (
    <div className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-12">
      <header className="max-w-2xl">
        <h1 className="text-[1.75rem] leading-tight font-bold tracking-tight sm:text-4xl">{t('title')}</h1>
        <p className="mt-3 text-[1.0625rem] leading-relaxed text-ink-soft">{t('lead')}</p>
      </header>
      <ul className="mt-6 grid gap-x-8 gap-y-2.5 text-[0.9375rem] sm:grid-cols-3 [&_svg]:mt-0.5 [&_svg]:size-4.5 [&_svg]:shrink-0 [&_svg]:text-accent">
        <li className="flex gap-2.5">
          <BookOpen aria-hidden="true" />
          {t('fact.lesson')}
        </li>
        <li className="flex gap-2.5">
          <SquareTerminal aria-hidden="true" />
          {t('fact.lab')}
        </li>
        <li className="flex gap-2.5">
          <ListChecks aria-hidden="true" />
          {t('fact.check')}
        </li>
      </ul>

      <p className="mt-6 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <span className="text-ink-soft">{t('class.title')}</span>
        <Link href="/join" prefetch={false} className={buttonClass('secondary', 'sm')}>
          <Users aria-hidden="true" />
          {t('class.go')}
        </Link>
      </p>

      {last ? (
        <ResumeCard
          slug={last.slug}
          title={last.meta.title[locale]}
          standing={standing(last, progress?.lessons[last.slug])}
          hasLab={last.hasLab}
        />
      ) : null}
      {review && review.cards > 0 ? <ReviewCard due={review.due} /> : null}

      <section aria-labelledby="catalog" className="mt-10">
        <h2 id="catalog" className="mb-4 flex items-baseline gap-2.5 text-lg font-semibold">
          {course.title[locale]}
          <span className="text-sm font-normal text-ink-faint">{t('count', { count: course.lessons.length })}</span>
        </h2>
        {course.lessons.length === 0 ? (
          <EmptyState icon={<Compass aria-hidden="true" />} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        ) : (
          <ol className="grid gap-4 md:grid-cols-2">
            {course.lessons.map((lesson) => (
              <LessonCard
                key={lesson.slug}
                slug={lesson.slug}
                number={lesson.meta.id}
                title={lesson.meta.title[locale]}
                summary={lesson.meta.summary[locale]}
                minutes={lesson.meta.minutes}
                standing={standing(lesson, progress?.lessons[lesson.slug])}
              />
            ))}
          </ol>
        )}
      </section>

      <section aria-label={t('elsewhere')} className="mt-12 max-w-lg border-t border-line pt-8">
        <Messages of={['ui', 'user', 'error']}>
          <UseCode />
        </Messages>
      </section>
    </div>
  )
}
