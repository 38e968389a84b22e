'use client'

import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useCommands } from '#components/command/use-commands.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { toast } from '#components/ui/toast.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import { useLabDesk } from './lab-context.ts'

export function ResetLab() {
  const t = useTranslations('lab.reset')
  const { session, live } = useLabDesk()
  const [open, setOpen] = useState(false)
  const [going, setGoing] = useState(false)
  const [error, setError] = useState<ErrorId>()

  useCommands({ labReset: live ? () => setOpen(true) : undefined })
  const go = async () => {
    if (!session) return
    setGoing(true)
    const result = await session.reset()
    setGoing(false)
    if (!result.ok) return setError(result.error)
    setError(undefined)
    setOpen(false)
    toast(t('done'), 'ok')
  }

  return (
    <>
      <IconButton label={t('open')} disabled={!live} onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden="true" />
      </IconButton>
      <Dialog
        open={open}
        onOpenChange={(now) => {
          if (!going) setOpen(now)
        }}
        title={t('title')}
        description={t('text')}
        closeLabel={t('cancel')}
        footer={
          <>
            <Button disabled={going} onClick={() => setOpen(false)}>
              {t('cancel')}
            </Button>
            <Button variant="danger" disabled={going || !live} onClick={() => void go()}>
              {going ? <Spinner /> : null}
              {t(going ? 'going' : 'go')}
            </Button>
          </>
        }
      >
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}
