import { MapPinOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Link } from '#components/ui/navigation.ts'

export default function NotFound() {
  const t = useTranslations('ui')
  return (
    <EmptyState
      icon={<MapPinOff aria-hidden="true" />}
      title={t('missing.title')}
      action={
        <Link href="/" className={buttonClass('primary')}>
          {t('home')}
        </Link>
      }
      className="py-24"
    >
      {t('missing.text')}
    </EmptyState>
  )
}
