'use client'

import { Flag } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { BoardRow, ClassPlace } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardSession } from './live-session.ts'

type Props = { place: ClassPlace & { step: string }; index: number; rows: BoardRow[]; session: BoardSession }

/** A checkpoint for all: who is behind the step of the class is brought to it. `index`: of the step, from 0. */
export function BringAll({ place, index, rows, session }: Props) {
  const t = useTranslations('live.steer.bring')
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const behind = rows.filter(
    ({ lab, presence }) => presence !== 'away' && lab?.slug === place.slug && lab.step >= 0 && lab.step < index,
  )
  const bring = async () => {
    setBusy(true)
    const result = await session.call('person:bring', { members: behind.map(({ id }) => id), step: place.step })
    setBusy(false)
    setOpen(false)
    const failed = result.ok ? result.value.failed.length : behind.length
    if (failed > 0) toast(t('failed', { count: failed }), 'bad')
    else toast(t('done', { count: behind.length }), 'ok')
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Flag aria-hidden="true" />
        {t('go')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={behind.length > 0 ? t('title', { count: behind.length, step: index + 1 }) : t('go')}
        description={behind.length > 0 ? t('text') : t('nobody')}
        closeLabel={t('close')}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
            <Button variant="primary" disabled={busy || behind.length === 0} onClick={() => void bring()}>
              {t(busy ? 'busy' : 'sure')}
            </Button>
          </>
        }
      >
        <p className="mt-3 text-ink-soft">{behind.map(({ name }) => name).join(', ')}</p>
      </Dialog>
    </>
  )
}
