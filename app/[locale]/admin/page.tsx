import { LockKeyhole, Unplug } from 'lucide-react'
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { BreakerNote } from '#components/admin/breaker-note.tsx'
import { Machine } from '#components/admin/machine.tsx'
import { RefreshButton } from '#components/admin/refresh-button.tsx'
import { TenantTable } from '#components/admin/tenant-table.tsx'
import { Versions } from '#components/admin/versions.tsx'
import { HealthReport } from '#components/health/health-report.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Messages } from '#components/ui/messages.tsx'
import { Refresher } from '#components/ui/refresher.tsx'
import { ADMIN_COOKIE, services } from '#server/web/services.ts'

const REFRESH_MS = 30_000

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('title') }
}

export default async function AdminPage() {
  const t = await getTranslations('admin')
  const page = await services().admin((await cookies()).get(ADMIN_COOKIE)?.value)
  const course = await services().course()
  const now = Date.now()
  return (
    <div className="mx-auto max-w-6xl px-4 py-8 sm:px-6 sm:py-10">
      <div className="flex items-center justify-between gap-4">
        <h1 className="text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
        {page ? (
          <Messages of={['ui', 'admin']}>
            <RefreshButton />
          </Messages>
        ) : null}
      </div>
      {page ? (
        <div className="mt-6 space-y-10">
          {page.agent ? (
            <>
              <BreakerNote breaker={page.agent.breaker} now={now} />
              <Machine agent={page.agent} disk={page.health.disk} />
              <Messages of={['ui', 'admin', 'error']}>
                <TenantTable
                  rows={page.agent.rows}
                  titles={Object.fromEntries(course.lessons.map(({ slug, meta }) => [slug, meta.title]))}
                  now={now}
                />
              </Messages>
            </>
          ) : (
            <Callout tone="bad" icon={<Unplug aria-hidden="true" />} title={t('away.title')} role="status">
              {t('away.text')}
            </Callout>
          )}
          <Versions page={page} now={now} />
          <section aria-labelledby="health">
            <h2 id="health" className="mb-3 text-lg font-semibold">
              {t('health')}
            </h2>
            <HealthReport health={page.health} />
          </section>
          <Refresher everyMs={REFRESH_MS} />
        </div>
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
