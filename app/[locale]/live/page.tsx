import { LockKeyhole } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { LearnerList } from '#components/live/learner-list.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Refresher } from '#components/ui/refresher.tsx'
import { INSTRUCTOR_COOKIE, services } from '#server/web/services.ts'

const REFRESH_MS = 3_000

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('live'))('title') }
}

export default async function LivePage() {
  const t = await getTranslations('live')
  const token = (await cookies()).get(INSTRUCTOR_COOKIE)?.value
  const [rows, course] = await Promise.all([services().live(token), services().course()])
  return (
    <div className="mx-auto max-w-6xl px-4 py-8 sm:px-6 sm:py-10">
      <h1 className="text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
      {rows ? (
        <>
          <p className="mt-2 mb-8 text-ink-soft">{t('lead')}</p>
          <LearnerList
            rows={rows}
            titles={Object.fromEntries(course.lessons.map((lesson) => [lesson.slug, lesson.meta.title]))}
            now={Date.now()}
          />
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
