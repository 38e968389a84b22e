'use client'

import { useLocale } from 'next-intl'
import { useEffect, useState } from 'react'

const DAY_MS = 86_400_000

/** A day to come, by its distance and, once the browser's own time zone is known, by its date. */
export function NextDay({ at, now }: { at: number; now: number }) {
  const locale = useLocale()
  const [date, setDate] = useState('')
  useEffect(() => {
    setDate(new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', weekday: 'short' }).format(at))
  }, [at, locale])
  const days = Math.max(1, Math.round((at - now) / DAY_MS))
  const far = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
  return <time dateTime={new Date(at).toISOString()}>{date ? `${far} · ${date}` : far}</time>
}
