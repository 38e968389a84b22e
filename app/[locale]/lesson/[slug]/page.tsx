import { Clock } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import type { Locale } from 'next-intl'
import { getLocale, getTranslations } from 'next-intl/server'
import { compileLesson } from '#components/lesson/compile.ts'
import { Contents } from '#components/lesson/contents.tsx'
import { LessonEnd } from '#components/lesson/lesson-end.tsx'
import { Objectives } from '#components/lesson/objectives.tsx'
import { SectionSpy } from '#components/lesson/section-spy.tsx'
import { WarmUp } from '#components/quiz/warm-up.tsx'
import { WARM_UP_COOKIE, warmedUp } from '#components/quiz/warm-up-cookie.ts'
import { InlineText } from '#components/ui/inline-text.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { standing } from '#components/user/standing.ts'
import { SESSION_COOKIE, services } from '#server/web/services.ts'
import { visitor } from '../../visitor.ts'
import { lessonComponents } from './components.tsx'

type Props = { params: Promise<{ locale: Locale; slug: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, slug } = await params
  const lesson = await services().lesson(slug)
  return lesson ? { title: lesson.meta.title[locale], description: lesson.meta.summary[locale] } : {}
}

export default async function LessonPage({ params }: Props) {
  const { slug } = await params
  const [locale, t, jar] = await Promise.all([getLocale(), getTranslations(), cookies()])
  const [lesson, course, items, user, warmUp] = await Promise.all([
    services().lesson(slug),
    services().course(),
    services().quizItems(slug, locale),
    visitor(),
    warmedUp(jar.get(WARM_UP_COOKIE)?.value, slug)
      ? []
      : services().warmUp(jar.get(SESSION_COOKIE)?.value, slug, locale),
  ])
  if (!lesson) notFound()
  const { Text, headings } = await compileLesson(lesson.mdx[locale])
  const { meta } = lesson
  const index = course.lessons.findIndex((one) => one.slug === slug)
  const shape = { labSteps: lesson.lab?.steps.length ?? 0, quizItems: items.length }
  const done = standing(shape, user?.progress.lessons[slug])
  const neighbour = (at: number) => {
    const one = course.lessons[at]
    return one && { slug: one.slug, title: one.meta.title[locale] }
  }

  return (
    <div className="mx-auto grid max-w-6xl justify-center gap-x-14 px-4 sm:px-6 lg:grid-cols-[minmax(0,44rem)_14rem]">
      <article className="min-w-0 py-8 text-[1.0625rem] leading-[1.75] sm:py-12">
        <header className="leading-normal">
          <p className="flex items-center gap-3 text-[0.8125rem] text-ink-faint">
            <span className="font-semibold text-accent">{meta.id}</span>
            <span className="inline-flex items-center gap-1.5">
              <Clock aria-hidden="true" className="size-3.5" />
              {t('ui.minutes', { minutes: meta.minutes })}
            </span>
          </p>
          <h1 className="mt-1.5 text-[1.75rem] leading-tight font-bold tracking-tight sm:text-[2.125rem]">
            {meta.title[locale]}
          </h1>
          <p className="mt-3 text-[1.0625rem] leading-relaxed text-ink-soft">
            <InlineText>{meta.summary[locale]}</InlineText>
          </p>
          <Objectives items={meta.objectives.map((objective) => objective[locale])} />
        </header>
        <Messages of={['ui', 'quiz', 'diagram', 'error', 'review', 'host']}>
          {warmUp.length > 0 ? <WarmUp key={slug} slug={slug} items={warmUp} /> : null}
          <Text components={await lessonComponents({ lesson, locale, items, standing: done })} />
        </Messages>
        <LessonEnd
          slug={slug}
          standing={done}
          lab={lesson.lab && { title: lesson.lab.title[locale], minutes: lesson.lab.minutes }}
          sources={meta.sources}
          previous={neighbour(index - 1)}
          next={neighbour(index + 1)}
        />
      </article>
      {headings.length > 1 ? (
        <aside className="sticky top-(--header-height) max-h-[calc(100dvh-var(--header-height))] self-start overflow-y-auto py-14 max-lg:hidden">
          <Contents headings={headings} />
          <SectionSpy ids={headings.map((heading) => heading.id)} />
        </aside>
      ) : null}
    </div>
  )
}
