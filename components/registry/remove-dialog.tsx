'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Spinner } from '../ui/spinner.tsx'

/** Without `tag`: the whole repository. */
export interface Doomed {
  repository: string
  tag?: string
}

type Props = { doomed: Doomed | undefined; onClose: () => void; onConfirm: (doomed: Doomed) => Promise<void> }

/** What is pushed can't be brought back from here, so that it is asked for once more. */
export function RemoveDialog({ doomed, onClose, onConfirm }: Props) {
  const t = useTranslations('registry.remove')
  const ui = useTranslations('ui')
  const [busy, setBusy] = useState(false)
  if (!doomed) return null
  const { repository, tag } = doomed
  const confirm = async () => {
    setBusy(true)
    await onConfirm(doomed)
    setBusy(false)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || busy || onClose()}
      title={tag === undefined ? t('title', { name: repository }) : t('tagTitle', { name: `${repository}:${tag}` })}
      description={t('text')}
      closeLabel={ui('close')}
      footer={
        <>
          {busy ? <Spinner label={ui('loading')} /> : null}
          <Button onClick={onClose} disabled={busy}>
            {ui('cancel')}
          </Button>
          <Button variant="danger" onClick={confirm} disabled={busy}>
            {t('yes')}
          </Button>
        </>
      }
    />
  )
}
