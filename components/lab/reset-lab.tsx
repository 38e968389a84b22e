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
  const { session, live, view, lab } = useLabDesk()
  const [open, setOpen] = useState(false)
  const [going, setGoing] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const [whole, setWhole] = useState(true)
  const index = view.room?.state.steps.findIndex(({ status }) => status === 'current') ?? -1
  // At the first step both are the same.
  const step = index > 0 ? lab.steps[index] : undefined
  const only = step && !whole ? step.id : undefined
  const lost = view.room?.objects

  const show = () => {
    setWhole(true)
    setError(undefined)
    setOpen(true)
  }
  useCommands({ labReset: live ? show : undefined })
  const go = async () => {
    if (!session) return
    setGoing(true)
    const result = await session.reset(only)
    setGoing(false)
    if (!result.ok) return setError(result.error)
    setError(undefined)
    setOpen(false)
    toast(t(only ? 'stepDone' : 'done'), 'ok')
  }

  return (
    <>
      <IconButton label={t('open')} disabled={!live} onClick={show}>
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
        {step ? (
          <fieldset className="mt-3 space-y-1" disabled={going}>
            <legend className="mb-1 font-medium">{t('which')}</legend>
            {[true, false].map((all) => (
              <label key={String(all)} className="flex min-h-8 items-start gap-2 py-1 pointer-coarse:min-h-11">
                <input
                  type="radio"
                  name="reset"
                  checked={whole === all}
                  onChange={() => setWhole(all)}
                  className="mt-0.5 size-4 accent-(--accent)"
                />
                <span>
                  {all ? t('all') : t('step', { index: index + 1, title: step.title })}
                  {all ? null : <span className="block text-ink-soft">{t('stepHint')}</span>}
                </span>
              </label>
            ))}
          </fieldset>
        ) : null}
        {lost ? (
          <p className="mt-3 tabular-nums">
            {t('lost', {
              containers: lost.containers.length,
              images: lost.images.length,
              volumes: lost.volumes.length,
            })}
          </p>
        ) : null}
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}
