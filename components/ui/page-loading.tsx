import { useTranslations } from 'next-intl'
import { Spinner } from './spinner.tsx'

/** What a page shows while the server still works on it. */
export function PageLoading() {
  const t = useTranslations('ui')
  return (
    <div className="flex items-center justify-center gap-3 py-32 text-sm text-ink-soft">
      <Spinner />
      <span role="status">{t('loading')}</span>
    </div>
  )
}
