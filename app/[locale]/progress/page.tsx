import { Footprints } from 'lucide-react'
import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { Recordings } from '#components/live/recordings.tsx'
import { ago } from '#components/ui/ago.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Link } from '#components/ui/navigation.ts'
import { GiveCode, UseCode } from '#components/user/continue-code.tsx'
import { ProgressTable } from '#components/user/progress-table.tsx'
import { standing } from '#components/user/standing.ts'
import { services } from '#server/web/services.ts'
import { visitor } from '../visitor.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('user'))('title') }
}

export default async function ProgressPage() {
  const [t, live, locale, course, user] = await Promise.all([
    getTranslations('user'),
    getTranslations('live'),
    getLocale(),
    services().course(),
    visitor(),
  ])
  const lessons = user?.progress.lessons ?? {}
  const now = Date.now()
  const rows = course.lessons.map((lesson) => {
    const progress = lessons[lesson.slug]
    return {
      slug: lesson.slug,
      number: lesson.meta.id,
      title: lesson.meta.title[locale],
      standing: standing(lesson, progress),
      last: progress ? (ago(progress.lastAt, now, locale) ?? live('ago.now')) : undefined,
    }
  })
  return (
    <div className="mx-auto max-w-4xl px-4 py-8 sm:px-6 sm:py-12">
      <h1 className="text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
      <p className="mt-2 text-ink-soft">{t('lead')}</p>
      {user ? <p className="mt-1 text-sm text-ink-faint">{t('seen', { alias: user.alias })}</p> : null}
      {rows.some((row) => row.standing.started) ? (
        <ProgressTable rows={rows} />
      ) : (
        <EmptyState
          icon={<Footprints aria-hidden="true" />}
          title={t('empty.title')}
          action={
            <Link href="/" className={buttonClass('primary')}>
              {t('empty.action')}
            </Link>
          }
          className="mt-8 rounded-xl border border-line bg-surface"
        >
          {t('empty.text')}
        </EmptyState>
      )}
      {user ? (
        <section aria-labelledby="recordings" className="mt-12 text-sm">
          <h2 id="recordings" className="text-lg font-semibold">
            {live('record.mine')}
          </h2>
          <Messages of={['live', 'error', 'terminal']}>
            <div className="mt-2">
              <Recordings />
            </div>
          </Messages>
        </section>
      ) : null}
      <section aria-labelledby="elsewhere" className="mt-12">
        <h2 id="elsewhere" className="text-lg font-semibold">
          {t('code.title')}
        </h2>
        <Messages of={['ui', 'user', 'error']}>
          <div className="mt-4 grid gap-x-10 gap-y-8 rounded-xl border border-line bg-surface px-5 py-5 sm:grid-cols-2">
            <GiveCode />
            <UseCode />
          </div>
        </Messages>
      </section>
    </div>
  )
}
