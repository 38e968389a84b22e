'use client'

import { Keyboard } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent } from 'react'
import { createPortal } from 'react-dom'
import type { StudentClass } from '#server/protocol/live.ts'
import { TYPE_ASK_MS } from '#server/protocol/live-limit.ts'
import { setGuestTerminal } from '../terminal/guest.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import type { ClassSession } from './live-session.ts'
import { clock } from './span.ts'
import { useNow } from './use-live.ts'

type Props = { watch: StudentClass['watch']; session: ClassSession }

/**
 * Who teaches asks to type. It takes no focus: a student who is typing must not say yes with the Enter of a command. F6 leads to it.
 */
export function TypeAsked({ watch, session }: Props) {
  const t = useTranslations('live.bar.type')
  const who = useWho(watch)
  const now = useNow()
  if (watch?.typing?.state !== 'asked') return null
  const { until } = watch.typing
  const answer = async (accept: boolean) => {
    const result = await session.call('type:answer', { accept })
    if (!result.ok) toast(t('failed'), 'warn')
  }
  const left = until === null || now === 0 ? undefined : Math.max(0, Math.min(TYPE_ASK_MS, until - now))
  return createPortal(
    <section
      data-region="together"
      aria-label={t('region')}
      className="fixed top-[calc(var(--header-height)+0.75rem)] left-1/2 z-40 w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-xl border-2 border-warn bg-raised p-4 text-sm shadow-pop"
    >
      <p role="alert" className="flex items-start gap-2 text-base font-semibold">
        <Keyboard aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn" />
        {t('title', { who })}
      </p>
      <p className="mt-1.5 text-ink-soft">{t('text')}</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <p className="flex-1 text-ink-faint tabular-nums">
          {left === undefined ? null : t('left', { seconds: Math.ceil(left / 1000) })}
        </p>
        <Button onClick={() => void answer(false)}>{t('no')}</Button>
        <Button variant="primary" onClick={() => void answer(true)}>
          {t('yes')}
        </Button>
      </div>
    </section>,
    document.body,
  )
}

/** It is on: who types, since when, and the way back. Marks the terminal as well. */
export function TypeNote({ watch, session }: Props) {
  const t = useTranslations('live.bar.type')
  const who = useWho(watch)
  const now = useNow()
  const on = watch?.typing?.state === 'on' ? watch : undefined
  const terminal = on?.terminal
  useEffect(() => {
    setGuestTerminal(terminal)
    return () => setGuestTerminal(undefined)
  }, [terminal])
  const back = useEffectEvent(() => toast(t('ended'), 'ok'))
  useEffect(() => {
    if (terminal) return () => back()
  }, [terminal])
  if (!on?.typing) return null
  return (
    <p role="status" className="flex min-w-0 items-center gap-2 font-semibold text-warn">
      <Keyboard aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0 truncate tabular-nums">
        {t('on', { who, time: clock(now === 0 ? 0 : Math.max(0, now - on.typing.since)) })}
      </span>
      <span className="min-w-0 truncate font-normal max-lg:sr-only">{t('back')}</span>
      <Button size="sm" onClick={() => void session.call('type:answer', { accept: false })}>
        {t('stop')}
      </Button>
    </p>
  )
}

function useWho(watch: StudentClass['watch']): string {
  const t = useTranslations('live.bar.watch')
  return watch?.by ? t('staff', { name: watch.by }) : t('instructor')
}
