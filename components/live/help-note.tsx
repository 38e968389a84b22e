'use client'

import { HeartHandshake } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { StudentClass } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { toast } from '../ui/toast.tsx'
import type { ClassSession } from './live-session.ts'

type Props = { state: StudentClass; session: ClassSession }

/** The badge of who helps others: offered by oneself, or asked for by who teaches; always one's own yes, and taken back at any time. */
export function HelpNote({ state, session }: Props) {
  const t = useTranslations('live.bar.help')
  const [open, setOpen] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const { helper, helpers, alias, sticky } = state
  const names = helpers.join(', ')
  const sayWhom = useEffectEvent(() => {
    if (names !== '') toast(t('whom', { names }))
  })
  useEffect(() => {
    if (sticky === 'stuck') sayWhom()
  }, [sticky])
  const answer = async (on: boolean) => {
    const result = await session.call('class:help', { on })
    setError(result.ok ? undefined : result.error)
    if (result.ok) setOpen(false)
  }
  const kind = helper ?? 'none'
  return (
    <>
      {kind === 'none' ? (
        <IconButton size="sm" label={t('open')} onClick={() => setOpen(true)}>
          <HeartHandshake aria-hidden="true" />
        </IconButton>
      ) : (
        <Button
          size="sm"
          variant={kind === 'asked' ? 'primary' : 'secondary'}
          onClick={() => setOpen(true)}
          className={kind === 'on' ? 'border-ok/40! bg-ok-soft! text-ok!' : undefined}
        >
          <HeartHandshake aria-hidden="true" />
          <span className="max-sm:sr-only">{t(kind === 'asked' ? 'asked' : 'badge')}</span>
        </Button>
      )}
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t(`title.${kind}`)}
        description={t('text', { alias })}
        closeLabel={t('close')}
        footer={
          kind === 'on' ? (
            <>
              <Button onClick={() => setOpen(false)}>{t('keep')}</Button>
              <Button variant="primary" onClick={() => void answer(false)}>
                {t('stop')}
              </Button>
            </>
          ) : (
            <>
              <Button onClick={() => (kind === 'asked' ? void answer(false) : setOpen(false))}>{t('no')}</Button>
              <Button variant="primary" onClick={() => void answer(true)}>
                {t('yes')}
              </Button>
            </>
          )
        }
      >
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}
