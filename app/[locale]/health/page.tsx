import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HealthReport } from '#components/health/health-report.tsx'
import { Refresher } from '#components/ui/refresher.tsx'
import { services } from '#server/web/services.ts'

const REFRESH_MS = 30_000

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('health'))('title') }
}

export default async function HealthPage() {
  const t = await getTranslations('health')
  return (
    <div className="mx-auto max-w-3xl px-4 py-8 sm:px-6 sm:py-12">
      <h1 className="mb-6 text-[1.75rem] font-bold tracking-tight">{t('title')}</h1>
      <HealthReport health={services().health()} />
      <Refresher everyMs={REFRESH_MS} />
    </div>
  )
}
