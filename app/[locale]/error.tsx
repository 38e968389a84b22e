'use client'

import { CloudAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Link } from '#components/ui/navigation.ts'

type Props = { error: unknown; retry: () => void }

export default function ErrorPage({ error, retry }: Props) {
  const t = useTranslations('ui')
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined
  return (
    <div role="alert">
      <EmptyState
        icon={<CloudAlert aria-hidden="true" />}
        title={t('broken.title')}
        action={
          <>
            <Button variant="primary" onClick={retry}>
              {t('retry')}
            </Button>
            <Link href="/" className={buttonClass()}>
              {t('home')}
            </Link>
          </>
        }
        className="py-24"
      >
        <p>{t('broken.text')}</p>
        {digest ? <p className="mt-3 font-mono text-xs">{t('broken.digest', { digest })}</p> : null}
      </EmptyState>
    </div>
  )
}
