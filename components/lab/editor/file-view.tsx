'use client'

import { Download, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { CodeEditor, type CodeEditorHandle } from '#components/editor/code-editor.tsx'
import type { Phrases } from '#components/editor/setup.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import type { OpenFile } from './open-files.ts'
import { downloadLink } from './transfer.ts'
import { nameOf } from './tree-model.ts'

type Props = {
  file: OpenFile
  readOnly: boolean
  phrases: Phrases
  editors: Map<number, CodeEditorHandle>
  onSet: (set: Partial<Pick<OpenFile, 'dirty' | 'hints'>>) => void
  onSave: () => void
}

/** One open file: its text, or why there is none. */
export function FileView({ file, readOnly, phrases, editors, onSet, onSave }: Props) {
  const t = useTranslations('lab.editor')
  const { content, path, outside } = file
  if (content.state === 'loading')
    return (
      <p className="flex items-center gap-2 p-4 text-sm text-ink-soft">
        <Spinner />
        {t('opening')}
      </p>
    )
  if (content.state === 'failed')
    return (
      <div className="p-4">
        <ErrorNote
          id={content.error}
          action={
            content.error === 'file-big' || content.error === 'file-binary' ? (
              <a href={downloadLink(path)} download={nameOf(path)} className={buttonClass('secondary', 'sm')}>
                <Download aria-hidden="true" />
                {t('download')}
              </a>
            ) : null
          }
        />
      </div>
    )
  return (
    <div className="flex h-full min-h-0 flex-col">
      {outside === 'same' ? null : (
        <p
          role="status"
          className="flex items-start gap-2 border-b border-line bg-warn-soft px-3 py-1.5 text-[0.8125rem] text-warn"
        >
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {t(`outside.${outside}`)}
        </p>
      )}
      <div className="min-h-0 flex-1">
        <CodeEditor
          handle={(made) => {
            if (made) editors.set(file.id, made)
            return () => void editors.delete(file.id)
          }}
          name={nameOf(path)}
          label={t('text', { name: nameOf(path) })}
          text={content.kept.text}
          readOnly={readOnly}
          phrases={phrases}
          hint={(id) => t(`lint.${id}`)}
          onDirty={(dirty) => onSet({ dirty })}
          onHints={(hints) => hints !== file.hints && onSet({ hints })}
          onSave={onSave}
        />
      </div>
    </div>
  )
}
