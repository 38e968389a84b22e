'use client'

import { useCallback } from 'react'
import { useLabDesk } from './lab-context.ts'

/** ms since 1970 -> the learner's local time of day. */
export function useClock(): (time: number) => string {
  const { locale } = useLabDesk()
  return useCallback(
    (time) =>
      new Date(time).toLocaleTimeString(locale, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hour12: false,
      }),
    [locale],
  )
}
