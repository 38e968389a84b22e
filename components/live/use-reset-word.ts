'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent } from 'react'
import { toast } from '../ui/toast.tsx'
import type { ClassView } from './live-session.ts'

/** A word when who teaches has put one's lab back. `steps`: titles by lesson and step. */
export function useResetWord(reset: ClassView['reset'], steps: Record<string, Record<string, string>>): void {
  const t = useTranslations('live.bar')
  const say = useEffectEvent(({ by, slug, step }: NonNullable<typeof reset>) => {
    const who = by ? t('watch.staff', { name: by }) : t('watch.instructor')
    toast(t('reset', { who, step: steps[slug]?.[step] ?? step }), 'warn')
  })
  useEffect(() => {
    if (reset) say(reset)
  }, [reset])
}
