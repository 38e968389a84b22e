import { getTranslations } from 'next-intl/server'
import { Spinner } from '#components/ui/spinner.tsx'

export default async function Loading() {
  const t = await getTranslations('ui')
  return (
    <div className="grid h-[calc(100dvh-var(--header-height))] min-[901px]:grid-cols-[25rem_minmax(0,1fr)]">
      <div className="border-r border-line p-4 max-[900px]:hidden">
        <div className="h-5 w-2/3 animate-pulse rounded bg-hover" />
        <div className="mt-4 h-1.5 animate-pulse rounded-full bg-hover" />
      </div>
      <div className="grid place-items-center">
        <Spinner label={t('loading')} className="size-6" />
      </div>
    </div>
  )
}
