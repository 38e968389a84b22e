'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import type { ErrorId } from '#server/protocol/error.ts'

type Props = {
  what: 'remove' | 'removeFolder' | 'close'
  path: string
  onGo: () => Promise<ErrorId | undefined>
  onClose: () => void
}

/** Before something is lost for good. */
export function SureDialog({ what, path, onGo, onClose }: Props) {
  const t = useTranslations('lab.editor.sure')
  const [error, setError] = useState<ErrorId>()
  const [going, setGoing] = useState(false)
  const go = async () => {
    setGoing(true)
    const failed = await onGo()
    setGoing(false)
    if (failed) setError(failed)
    else onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`${what}.title`)}
      description={
        <>
          <p>{t(`${what}.text`)}</p>
          <p className="mt-2 font-mono text-xs break-words text-ink">~/{path}</p>
        </>
      }
      closeLabel={t('cancel')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="danger" disabled={going} onClick={() => void go()}>
            {t(`${what}.go`)}
          </Button>
        </>
      }
    >
      {error ? <ErrorNote id={error} className="mt-3" /> : null}
    </Dialog>
  )
}
