'use client'

import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { MergeEditor, type MergeEditorHandle } from '#components/editor/merge-editor.tsx'
import type { Phrases } from '#components/editor/setup.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { nameOf } from './tree-model.ts'
import type { Conflict } from './use-open-files.ts'

type Props = {
  conflict: Conflict
  phrases: Phrases
  onMine: (text: string) => void
  onTheirs: () => void
  onClose: () => void
}

/** The file was changed outside: nothing is written before the learner has chosen. */
export function ConflictDialog({ conflict, phrases, onMine, onTheirs, onClose }: Props) {
  const t = useTranslations('lab.editor.conflict')
  const [both, setBoth] = useState(false)
  const merge = useRef<MergeEditorHandle>(null)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide={both}
      title={t('title', { name: nameOf(conflict.path) })}
      description={t(both ? 'both' : 'text')}
      closeLabel={t('later')}
      footer={
        <>
          <Button onClick={onTheirs}>{t('theirs')}</Button>
          {both ? null : <Button onClick={() => setBoth(true)}>{t('show')}</Button>}
          <Button variant="primary" onClick={() => onMine(merge.current?.text() ?? conflict.mine)}>
            {t(both ? 'merged' : 'mine')}
          </Button>
        </>
      }
    >
      {both ? (
        <div className="mt-3">
          <MergeEditor
            handle={merge}
            name={nameOf(conflict.path)}
            theirs={conflict.theirs.text}
            mine={conflict.mine}
            labels={{ theirs: t('label.theirs'), mine: t('label.mine') }}
            phrases={phrases}
          />
        </div>
      ) : null}
    </Dialog>
  )
}
