import { ArrowLeft } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { Locale } from 'next-intl'
import { getLocale, getTranslations } from 'next-intl/server'
import { QuizRun } from '#components/quiz/quiz-run.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Link } from '#components/ui/navigation.ts'
import { services } from '#server/web/services.ts'
import { visitor } from '../../../visitor.ts'

type Props = { params: Promise<{ locale: Locale; slug: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, slug } = await params
  const [t, lesson] = await Promise.all([getTranslations('quiz'), services().lesson(slug)])
  return lesson ? { title: t('title', { title: lesson.meta.title[locale] }) } : {}
}

export default async function QuizPage({ params }: Props) {
  const { slug } = await params
  const locale = await getLocale()
  const [t, lesson, items, user] = await Promise.all([
    getTranslations('quiz'),
    services().lesson(slug),
    services().quizItems(slug, locale),
    visitor(),
  ])
  if (!lesson) notFound()
  const marks = Object.fromEntries(
    Object.entries(user?.progress.lessons[slug]?.quiz ?? {}).map(([id, mark]) => [id, mark.correct]),
  )
  return (
    <div className="mx-auto max-w-2xl px-4 py-8 sm:px-6 sm:py-10">
      <Link
        href={`/lesson/${slug}`}
        className="inline-flex items-center gap-1.5 rounded text-sm text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden="true" className="size-4" />
        {t('back')}
      </Link>
      <h1 className="mt-3 mb-6 text-2xl leading-tight font-bold tracking-tight">
        {t('title', { title: lesson.meta.title[locale] })}
      </h1>
      {items.length === 0 ? (
        <EmptyState title={t('empty')} />
      ) : (
        <Messages of={['ui', 'quiz', 'error']}>
          <QuizRun slug={slug} items={items} marks={marks} />
        </Messages>
      )}
    </div>
  )
}
