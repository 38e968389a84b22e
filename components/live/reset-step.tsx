'use client'

import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { Person } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardSession } from './live-session.ts'

type Props = { person: Person; session: BoardSession }

/** One student's lab back to the beginning of the step that they are at: asked first, with what is there now. */
export function ResetStep({ person, session }: Props) {
  const t = useTranslations('live.person.reset')
  const [open, setOpen] = useState(false)
  const [going, setGoing] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const { row, state, objects } = person
  const at = state?.steps.findIndex(({ status }) => status === 'current') ?? -1
  const step = state?.steps[at]
  if (!step) return null
  const words = { name: row.name, index: at + 1 }
  const go = async () => {
    setGoing(true)
    const result = await session.call('person:reset', { member: row.id, step: step.id })
    setGoing(false)
    setError(result.ok ? undefined : result.error)
    if (!result.ok) return
    setOpen(false)
    toast(t('done', words), 'ok')
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden="true" />
        {t('open')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={(now) => {
          if (!going) setOpen(now)
        }}
        title={t('title', words)}
        description={t('text', words)}
        closeLabel={t('close')}
        footer={
          <>
            <Button disabled={going} onClick={() => setOpen(false)}>
              {t('cancel')}
            </Button>
            <Button variant="danger" disabled={going} onClick={() => void go()}>
              {going ? <Spinner /> : null}
              {t(going ? 'going' : 'go')}
            </Button>
          </>
        }
      >
        {objects ? (
          <p className="mt-3 tabular-nums">
            {t('lost', {
              containers: objects.containers.length,
              images: objects.images.length,
              volumes: objects.volumes.length,
            })}
          </p>
        ) : null}
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}
