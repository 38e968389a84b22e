'use client'

// One text in CodeMirror. The text is the editor's own; the caller reads it when it is to be saved.
import { forceLinting, linter, lintGutter, lintKeymap, openLintPanel } from '@codemirror/lint'
import { Compartment, EditorState, Text } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import { type LintId, lintDockerfile } from './dockerfile-lint.ts'
import { languageOf } from './language.ts'
import { lineEndOf, lineEnds, type Phrases, setup } from './setup.ts'

export type CodeEditorHandle = {
  text(): string
  /** This text is what is kept now; what was typed since is not. */
  saved(text: string): void
  showHints(): void
  focus(): void
}

type Props = {
  handle: Ref<CodeEditorHandle>
  /** Without its folder: says what it is written in. */
  name: string
  label: string
  /** The text at the beginning. */
  text: string
  readOnly: boolean
  phrases: Phrases
  hint: (id: LintId) => string
  onDirty: (dirty: boolean) => void
  onHints: (count: number) => void
  onSave: () => void
}

const LINT_DELAY_MS = 400

export function CodeEditor({ handle, name, label, text, readOnly, phrases, hint, onDirty, onHints, onSave }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const kept = useRef({ doc: Text.empty, dirty: false })
  const locked = useRef(new Compartment())
  const saveNow = useEffectEvent(() => {
    onSave()
    return true
  })
  const say = useEffectEvent(hint)
  const tellHints = useEffectEvent(onHints)
  const tellDirty = useEffectEvent((dirty: boolean) => {
    if (kept.current.dirty === dirty) return
    kept.current.dirty = dirty
    onDirty(dirty)
  })
  const begin = useEffectEvent(() => {
    const dockerfile = languageOf(name) === 'Dockerfile'
    const state = EditorState.create({
      doc: text,
      extensions: [
        lineEnds(text),
        locked.current.of(EditorState.readOnly.of(readOnly)),
        keymap.of([{ key: 'Mod-s', preventDefault: true, run: saveNow }, ...lintKeymap]),
        dockerfile
          ? [
              lintGutter(),
              linter(
                (now) => {
                  const hints = lintDockerfile(now.state.doc.toString())
                  tellHints(hints.length)
                  return hints.map(({ id, ...where }) => ({ ...where, message: say(id) }))
                },
                { delay: LINT_DELAY_MS },
              ),
            ]
          : [],
        EditorView.updateListener.of((update) => {
          if (update.docChanged) tellDirty(!update.state.doc.eq(kept.current.doc))
        }),
        setup({ name, label, phrases }),
      ],
    })
    kept.current.doc = state.doc
    const made = new EditorView({ state, parent: place.current! })
    if (dockerfile) forceLinting(made)
    return made
  })

  useEffect(() => {
    const made = begin()
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [])
  useEffect(() => {
    view.current?.dispatch({ effects: locked.current.reconfigure(EditorState.readOnly.of(readOnly)) })
  }, [readOnly])

  useImperativeHandle(handle, () => {
    const docOf = (from: string) => Text.of(from.split(view.current?.state.lineBreak ?? lineEndOf(from)))
    return {
      text: () => view.current?.state.sliceDoc() ?? '',
      saved(now) {
        kept.current.doc = docOf(now)
        tellDirty(!view.current?.state.doc.eq(kept.current.doc))
      },
      showHints() {
        if (view.current) openLintPanel(view.current)
      },
      focus: () => view.current?.focus(),
    }
  }, [])

  // Its panels lie above its text, not above the dialogs of the page.
  return <div ref={place} className="isolate h-full min-h-0 overflow-hidden" />
}
