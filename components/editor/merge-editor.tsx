'use client'

// Two texts side by side: theirs, and mine to go on with.
import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import { lineEnds, type Phrases, setup } from './setup.ts'

export type MergeEditorHandle = { text(): string }

type Props = {
  handle: Ref<MergeEditorHandle>
  name: string
  theirs: string
  mine: string
  labels: { theirs: string; mine: string }
  phrases: Phrases
}

export function MergeEditor({ handle, name, theirs, mine, labels, phrases }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<MergeView>(null)
  const begin = useEffectEvent(
    () =>
      new MergeView({
        parent: place.current!,
        a: {
          doc: theirs,
          extensions: [lineEnds(theirs), EditorState.readOnly.of(true), setup({ name, label: labels.theirs, phrases })],
        },
        b: { doc: mine, extensions: [lineEnds(mine), setup({ name, label: labels.mine, phrases })] },
        gutter: true,
        highlightChanges: true,
      }),
  )
  useEffect(() => {
    const made = begin()
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [])
  useImperativeHandle(handle, () => ({ text: () => view.current?.b.state.sliceDoc() ?? '' }), [])
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <div className="grid grid-cols-2 border-b border-line bg-sunken text-[0.8125rem] font-semibold text-ink-soft">
        <p className="px-3 py-1.5">{labels.theirs}</p>
        <p className="border-l border-line px-3 py-1.5">{labels.mine}</p>
      </div>
      <div ref={place} className="max-h-[50dvh] overflow-auto" />
    </div>
  )
}
