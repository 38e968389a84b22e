'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { ClassSession } from './live-session.ts'

const field = 'mt-1.5 w-full rounded-md border border-line-control bg-surface px-3 py-2'

/** One thing that is clear, one that is muddy. No name goes with it. */
export function MinuteDialog({
  open,
  onClose,
  session,
}: {
  open: boolean
  onClose: () => void
  session: ClassSession
}) {
  const t = useTranslations('live.minute')
  const id = useId()
  const [clear, setClear] = useState('')
  const [muddy, setMuddy] = useState('')
  const send = async () => {
    const result = await session.call('minute:write', { clear, muddy })
    toast(t(result.ok ? 'thanks' : 'failed'), result.ok ? 'ok' : 'bad')
    if (result.ok) onClose()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={t('title')}
      description={t('lead')}
      closeLabel={t('close')}
      footer={
        <Button variant="primary" disabled={clear.trim() === '' && muddy.trim() === ''} onClick={() => void send()}>
          {t('send')}
        </Button>
      }
    >
      <label htmlFor={`${id}-c`} className="mt-4 block font-medium">
        {t('clear')}
        <textarea
          id={`${id}-c`}
          rows={2}
          maxLength={300}
          value={clear}
          onChange={(e) => setClear(e.target.value)}
          className={field}
        />
      </label>
      <label htmlFor={`${id}-m`} className="mt-3 block font-medium">
        {t('muddy')}
        <textarea
          id={`${id}-m`}
          rows={2}
          maxLength={300}
          value={muddy}
          onChange={(e) => setMuddy(e.target.value)}
          className={field}
        />
      </label>
    </Dialog>
  )
}
