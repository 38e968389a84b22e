'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import type { Result } from '#server/protocol/error.ts'
import { useLabDesk } from '../lab-context.ts'
import { type Json, JsonTree } from './json-tree.tsx'
import type { Shown } from './shown.ts'

type Props = {
  object: Shown
  /** Read anew when this changes. */
  revision: string | undefined
}

/** `docker inspect`, as a tree that opens and as it came. */
export function InspectView({ object, revision }: Props) {
  const t = useTranslations('lab.docker.inspect')
  const tl = useTranslations('lab')
  const { session, live } = useLabDesk()
  const [shape, setShape] = useState<'tree' | 'raw'>('tree')
  const [turn, setTurn] = useState(0)
  const [result, setResult] = useState<Result<{ text: string }>>()
  const { kind, id } = object
  // biome-ignore lint/correctness/useExhaustiveDependencies: a revision or a turn is a reason to ask anew
  useEffect(() => {
    if (!session || !live) return
    let wanted = true
    void session.inspect(kind, id).then((answer) => {
      if (wanted) setResult(answer)
    })
    return () => {
      wanted = false
    }
  }, [session, live, kind, id, revision, turn])
  const value = result?.ok ? (JSON.parse(result.value.text) as Json) : undefined
  const text = value === undefined ? '' : JSON.stringify(value, null, 2)
  return (
    <>
      <div className="flex shrink-0 items-center justify-end gap-1 border-b border-line px-2.5 py-1">
        <Segmented
          label={t('shape')}
          value={shape}
          onChange={setShape}
          options={[
            { value: 'tree', label: t('tree') },
            { value: 'raw', label: t('raw') },
          ]}
        />
        <IconButton size="sm" label={t('again')} disabled={!live} onClick={() => setTurn(turn + 1)}>
          <RotateCw aria-hidden="true" />
        </IconButton>
        <CopyButton
          text={text}
          label={t('copy')}
          done={tl('copied')}
          className="text-ink-soft hover:bg-hover hover:text-ink"
        />
      </div>
      {result && !result.ok ? <ErrorNote id={result.error} detail={result.detail} className="m-3" /> : null}
      {result ? null : <Spinner label={t('loading')} className="m-4" />}
      {value === undefined ? null : (
        <section
          aria-label={t('label', { name: object.name })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
          tabIndex={0}
          data-inspect
          className="min-h-0 flex-1 overflow-auto px-4 py-2 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
        >
          {shape === 'tree' ? <JsonTree value={value} /> : <pre className="whitespace-pre">{text}</pre>}
        </section>
      )}
    </>
  )
}
