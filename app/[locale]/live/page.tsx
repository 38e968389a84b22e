import { LockKeyhole } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getLocale, getTranslations } from 'next-intl/server'
import { ClassList } from '#components/live/class-list.tsx'
import { LearnerList } from '#components/live/learner-list.tsx'
import { StartClass } from '#components/live/start-class.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Refresher } from '#components/ui/refresher.tsx'
import { INSTRUCTOR_COOKIE, services } from '#server/web/services.ts'

const REFRESH_MS = 3_000

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('live'))('title') }
}

export default async function LivePage() {
  const t = await getTranslations('live')
  const locale = await getLocale()
  const token = (await cookies()).get(INSTRUCTOR_COOKIE)?.value
  const [rows, classes, course] = await Promise.all([
    services().live(token),
    services().classes(token),
    services().course(),
  ])
  return (
    <div className="mx-auto max-w-6xl px-4 py-8 sm:px-6 sm:py-10">
      <h1 className="text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
      {rows && classes ? (
        <>
          <p className="mt-2 mb-6 max-w-2xl text-ink-soft">{t('start.lead')}</p>
          <Messages of={['ui', 'live', 'error']}>
            <StartClass
              lessons={course.lessons.map(({ slug, meta }) => ({
                slug,
                title: `${meta.id} ${meta.title[locale]}`,
                minutes: meta.minutes,
              }))}
            />
          </Messages>
          {classes.length > 0 ? (
            <section aria-labelledby="classes" className="mt-10">
              <h2 id="classes" className="mb-3 text-lg font-semibold">
                {t('list.title')}
              </h2>
              <ClassList classes={classes} />
            </section>
          ) : null}
          <section aria-labelledby="learners" className="mt-10">
            <h2 id="learners" className="text-lg font-semibold">
              {t('everybody')}
            </h2>
            <p className="mt-1 mb-4 text-sm text-ink-soft">{t('lead')}</p>
            <LearnerList
              rows={rows}
              titles={Object.fromEntries(course.lessons.map((lesson) => [lesson.slug, lesson.meta.title]))}
              now={Date.now()}
            />
          </section>
          <Refresher everyMs={REFRESH_MS} />
        </>
      ) : (
        <EmptyState
          icon={<LockKeyhole aria-hidden="true" />}
          title={t('denied.title')}
          className="mt-8 rounded-xl border border-line bg-surface"
        >
          {t('denied.text')}
        </EmptyState>
      )}
    </div>
  )
}
