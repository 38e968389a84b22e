import { Sprout } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getLocale, getTranslations } from 'next-intl/server'
import { ReviewRun } from '#components/quiz/review-run.tsx'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Link } from '#components/ui/navigation.ts'
import { SESSION_COOKIE, services } from '#server/web/services.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('review'))('title') }
}

export default async function ReviewPage() {
  const [t, locale, jar] = await Promise.all([getTranslations('review'), getLocale(), cookies()])
  const review = await services().review(jar.get(SESSION_COOKIE)?.value, locale)
  return (
    <div className="mx-auto max-w-2xl px-4 py-8 sm:px-6 sm:py-10">
      <h1 className="text-2xl leading-tight font-bold tracking-tight">{t('title')}</h1>
      <p className="mt-2 mb-6 text-ink-soft">{t('lead')}</p>
      {review && review.cards > 0 ? (
        <Messages of={['ui', 'quiz', 'error', 'review']}>
          <ReviewRun {...review} now={Date.now()} />
        </Messages>
      ) : (
        <EmptyState
          icon={<Sprout aria-hidden="true" />}
          title={t('empty.title')}
          action={
            <Link href="/" className={buttonClass('primary')}>
              {t('empty.action')}
            </Link>
          }
          className="rounded-xl border border-line bg-surface"
        >
          {t('empty.text')}
        </EmptyState>
      )}
    </div>
  )
}
