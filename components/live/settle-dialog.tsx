'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import type { BoardRow } from '#server/protocol/live.ts'
import { NOTE_LENGTH } from '#server/protocol/live-limit.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

type Props = {
  row: BoardRow
  /** A helper never goes without a word. */
  needed: boolean
  onClose: () => void
  onSettle: (note: string) => void
}

/** The end of helping somebody: what comes next, for whoever comes next. */
export function SettleDialog({ row, needed, onClose, onSettle }: Props) {
  const t = useTranslations('live.need.next')
  const id = useId()
  const [note, setNote] = useState('')
  const ready = !needed || note.trim() !== ''
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('title', { name: row.name })}
      description={t('lead')}
      closeLabel={t('close')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={id} variant="primary" disabled={!ready}>
            {t('go')}
          </Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) onSettle(note.trim())
        }}
      >
        <textarea
          autoFocus
          rows={3}
          value={note}
          maxLength={NOTE_LENGTH}
          onChange={(event) => setNote(event.target.value)}
          aria-label={t('field')}
          placeholder={t('hint')}
          className="mt-3 w-full rounded-md border border-line-control bg-surface px-3 py-2"
        />
        {needed ? <p className="mt-1 text-[0.8125rem] text-ink-soft">{t('need')}</p> : null}
      </form>
    </Dialog>
  )
}
