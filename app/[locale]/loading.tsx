import { useTranslations } from 'next-intl'
import { Spinner } from '#components/ui/spinner.tsx'

export default function Loading() {
  const t = useTranslations('ui')
  return (
    <div className="flex items-center justify-center gap-3 py-32 text-sm text-ink-soft">
      <Spinner />
      <span role="status">{t('loading')}</span>
    </div>
  )
}
