'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Spinner } from '../ui/spinner.tsx'

type Props = { open: boolean; onClose: () => void; onConfirm: () => Promise<void> }

/** Whoever is logged in has to log in once more, so that it is said before. */
export function RenewDialog({ open, onClose, onConfirm }: Props) {
  const t = useTranslations('registry.account')
  const ui = useTranslations('ui')
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    await onConfirm()
    setBusy(false)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || busy || onClose()}
      title={t('renewTitle')}
      description={t('renewText')}
      closeLabel={ui('close')}
      footer={
        <>
          {busy ? <Spinner label={ui('loading')} /> : null}
          <Button onClick={onClose} disabled={busy}>
            {ui('cancel')}
          </Button>
          <Button variant="primary" onClick={confirm} disabled={busy}>
            {t('renewYes')}
          </Button>
        </>
      }
    />
  )
}
