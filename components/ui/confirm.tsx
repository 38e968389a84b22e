'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Spinner } from './spinner.tsx'

type Props = {
  open: boolean
  title: string
  description: string
  /** What the button says that does it. */
  yes: string
  variant?: 'primary' | 'danger'
  onClose: () => void
  /** The dialog waits for it; whoever asks closes it then. */
  onConfirm: () => Promise<void>
  children?: ReactNode
}

/** Asks once more before something is done, and can't be left while it is. */
export function Confirm({ open, title, description, yes, variant = 'danger', onClose, onConfirm, children }: Props) {
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
      title={title}
      description={description}
      closeLabel={ui('close')}
      footer={
        <>
          {busy ? <Spinner label={ui('loading')} /> : null}
          <Button onClick={onClose} disabled={busy}>
            {ui('cancel')}
          </Button>
          <Button variant={variant} onClick={() => void confirm()} disabled={busy}>
            {yes}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
