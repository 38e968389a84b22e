'use client'

import { RefreshCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { useRouter } from '../ui/navigation.ts'

export function RefreshButton() {
  const t = useTranslations('admin')
  const router = useRouter()
  const [going, start] = useTransition()
  return (
    <Button onClick={() => start(() => router.refresh())} aria-disabled={going}>
      <RefreshCw aria-hidden="true" className={classNames(going && 'motion-safe:animate-spin')} />
      {t('refresh')}
    </Button>
  )
}
