'use client'

import { Lightbulb, Save } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import type { OpenFile } from './open-files.ts'

type Props = { file: OpenFile; readOnly: boolean; onSave: () => void; onHints: () => void }

/** Whether it is saved, and what there is to say about the text. */
export function StatusLine({ file, readOnly, onSave, onHints }: Props) {
  const t = useTranslations('lab.editor')
  const state = file.saving ? 'saving' : file.dirty ? 'unsaved' : 'saved'
  return (
    <div className="flex shrink-0 items-center gap-2 border-t border-line bg-surface px-2 py-1 text-xs text-ink-faint">
      <p role="status" data-save-state={state} className={file.dirty ? 'px-1 font-medium text-warn' : 'px-1'}>
        {t(`state.${state}`)}
      </p>
      {file.hints > 0 ? (
        <Button variant="ghost" size="sm" onClick={onHints} className="text-warn!">
          <Lightbulb aria-hidden="true" />
          {t('hints', { count: file.hints })}
        </Button>
      ) : null}
      <p className="min-w-0 flex-1 truncate text-right @max-xl:invisible">{t('leaveKey')}</p>
      <Button
        size="sm"
        disabled={readOnly || !file.dirty || file.saving}
        onClick={onSave}
        aria-keyshortcuts="Control+S Meta+S"
      >
        <Save aria-hidden="true" />
        {t('save')}
      </Button>
    </div>
  )
}
