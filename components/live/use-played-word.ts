import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent } from 'react'
import type { Played } from '#server/protocol/live-record.ts'
import { toast } from '../ui/toast.tsx'

/** A word when somebody who teaches plays a recording of mine. */
export function usePlayedWord(played: Played | null): void {
  const t = useTranslations('live.record')
  const tell = useEffectEvent((by: string | null) => toast(t('playedNow', { who: by ?? t('instructor') })))
  const { at, by } = played ?? {}
  useEffect(() => {
    if (at !== undefined) tell(by ?? null)
  }, [at, by])
}
