'use client'

import { Wrench } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { StudentFault } from '#server/protocol/live-exercise.ts'
import { FOUND_LENGTH } from '#server/protocol/live-limit.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { InlineCode } from '../ui/inline-code.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import type { ClassSession } from './live-session.ts'

type Props = { fault: StudentFault; session: ClassSession }

/** Said openly: who teaches broke something here. What it was is for the student to find, until it is shown. */
export function FaultNote({ fault, session }: Props) {
  const t = useTranslations('live.broken')
  const locale = useLocale()
  const [open, setOpen] = useState(fault.found === null)
  const [text, setText] = useState(fault.found ?? '')
  const [error, setError] = useState<ErrorId>()
  const send = async () => {
    const result = await session.call('fault:found', { text })
    setError(result.ok ? undefined : result.error)
    if (result.ok) setOpen(false)
  }
  const { cause } = fault
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)} className="border-warn/40 bg-warn-soft text-warn">
        <Wrench aria-hidden="true" />
        <span className="max-sm:sr-only">{t(cause ? 'causeIs' : fault.found === null ? 'find' : 'said')}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('title')}
        description={t('text')}
        closeLabel={t('close')}
        footer={
          cause ? undefined : (
            <>
              <Button onClick={() => setOpen(false)}>{t('later')}</Button>
              <Button variant="primary" disabled={text.trim() === ''} onClick={() => void send()}>
                {t('go')}
              </Button>
            </>
          )
        }
      >
        {cause ? (
          <Callout tone="accent" title={cause.title[locale]} className="mt-4">
            <p>
              <InlineText>{cause.cause[locale]}</InlineText>
            </p>
            <p className="mt-2">
              {t('look')} <InlineCode>{cause.look}</InlineCode>
            </p>
          </Callout>
        ) : (
          <label className="mt-4 block">
            <span className="font-medium">{t('field')}</span>
            <textarea
              rows={3}
              value={text}
              maxLength={FOUND_LENGTH}
              onChange={(event) => setText(event.target.value)}
              placeholder={t('hint')}
              className="mt-1.5 w-full rounded-md border border-line-control bg-surface px-3 py-2"
            />
          </label>
        )}
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}
