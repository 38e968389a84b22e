'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import { field, plain } from '../docker/run-fields.tsx'
import { isName } from './tree-model.ts'

type Props = {
  what: 'file' | 'folder' | 'rename'
  /** Shown as where it will be; '' is the home. */
  folder: string
  /** To begin with. */
  name: string
  /** The error, or undefined when it was done. */
  onGo: (name: string) => Promise<ErrorId | undefined>
  onClose: () => void
}

/** A name for something new, or another one for what is there. */
export function NameDialog({ what, folder, name: first, onGo, onClose }: Props) {
  const t = useTranslations('lab.editor.name')
  const [name, setName] = useState(first)
  const [error, setError] = useState<ErrorId>()
  const [going, setGoing] = useState(false)
  const id = useId()
  const fits = isName(name.trim())
  const go = async () => {
    if (!fits || going) return
    if (name.trim() === first) return onClose()
    setGoing(true)
    const failed = await onGo(name.trim())
    setGoing(false)
    if (failed) setError(failed)
    else onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`title.${what}`, { name: first })}
      closeLabel={t('cancel')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" disabled={!fits || going} onClick={() => void go()}>
            {t(`go.${what}`)}
          </Button>
        </>
      }
    >
      <form
        className="space-y-2 pt-1"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        <label htmlFor={id} className="text-[0.8125rem] font-semibold">
          {t('label')}
        </label>
        <input
          id={id}
          value={name}
          autoFocus
          aria-invalid={name !== '' && !fits}
          placeholder={what === 'folder' ? 'app' : 'Dockerfile'}
          onChange={(event) => {
            setName(event.target.value)
            setError(undefined)
          }}
          {...plain}
          className={`${field} w-full`}
        />
        <p className="font-mono text-xs break-words text-ink-faint">{`~/${folder === '' ? '' : `${folder}/`}${name.trim()}`}</p>
        {name !== '' && !fits ? <p className="text-xs text-bad">{t('wrong')}</p> : null}
        {error ? <ErrorNote id={error} /> : null}
      </form>
    </Dialog>
  )
}
