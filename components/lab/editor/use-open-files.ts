'use client'

import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react'
import type { CodeEditorHandle } from '#components/editor/code-editor.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import type { FileText } from '#server/protocol/file.ts'
import { useLabDesk } from '../lab-context.ts'
import { changeFiles, noFiles } from './open-files.ts'

export type Conflict = { path: string; mine: string; theirs: FileText }

/** `turn`: something may have changed outside, look again. `failed`: tells what could not be saved. */
export function useOpenFiles(turn: string, failed: (error: ErrorId) => void) {
  const { session, view } = useLabDesk()
  const live = view.link.phase === 'live'
  const [open, change] = useReducer(changeFiles, noFiles)
  const [conflict, setConflict] = useState<Conflict>()
  /** By the file's id. */
  const editors = useRef(new Map<number, CodeEditorHandle>())
  const shown = open.files.find(({ path }) => path === open.shown)

  const read = async (path: string) => {
    const result = await session?.file('file:read', { path })
    if (!result) return
    change(result.ok ? { type: 'read', path, kept: result.value } : { type: 'failed', path, error: result.error })
  }

  /** What is typed stays, whatever came of the file; what is not typed into follows it. */
  const look = async (path: string) => {
    const file = open.files.find((one) => one.path === path)
    if (!session || !file || file.saving || file.content.state === 'loading') return
    const result = await session.file('file:read', { path })
    if (file.content.state === 'failed')
      return result.ok ? change({ type: 'read', path, kept: result.value }) : undefined
    const same = result.ok && result.value.version === file.content.kept.version
    const gone = !result.ok && result.error === 'file-unknown'
    if (result.ok && !same && !file.dirty) return change({ type: 'read', path, kept: result.value })
    if (!result.ok && !gone && result.error.startsWith('file-') && !file.dirty)
      return change({ type: 'failed', path, error: result.error })
    if (result.ok || gone) change({ type: 'set', path, set: { outside: gone ? 'gone' : same ? 'same' : 'changed' } })
  }
  const onTurn = useEffectEvent(() => {
    if (open.shown !== undefined) void look(open.shown)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn, and another file, are reasons to look again
  useEffect(() => {
    if (session && live) onTurn()
  }, [session, live, turn, open.shown])

  /** Of one that is gone: made anew, so that nothing that came meanwhile is written over. */
  const makeAgain = async (path: string): Promise<FileText | undefined> => {
    const made = await session?.file('file:make', { path, kind: 'file' })
    if (!made?.ok) return void (made && failed(made.error))
    const empty = await session?.file('file:read', { path })
    return empty?.ok ? empty.value : undefined
  }

  const write = async (path: string, text: string, version: string): Promise<void> => {
    if (!session) return
    const id = open.files.find((one) => one.path === path)?.id
    change({ type: 'set', path, set: { saving: true } })
    const result = await session.file('file:write', { path, text, version })
    change({ type: 'set', path, set: { saving: false } })
    if (result.ok) {
      setConflict(undefined)
      change({ type: 'saved', path, kept: { text, version: result.value.version } })
      if (id !== undefined) editors.current.get(id)?.saved(text)
      return
    }
    if (result.error === 'file-unknown') {
      const made = await makeAgain(path)
      return made && write(path, text, made.version)
    }
    if (result.error !== 'file-changed') return failed(result.error)
    const theirs = await session.file('file:read', { path })
    if (theirs.ok) setConflict({ path, mine: text, theirs: theirs.value })
    else failed(theirs.error)
  }

  return {
    open,
    shown,
    change,
    conflict,
    editors: editors.current,
    dirty: open.files.some((file) => file.dirty),
    openFile(path: string) {
      const known = open.files.some((file) => file.path === path)
      change({ type: 'open', path })
      if (!known) void read(path)
    },
    async save(path: string) {
      const file = open.files.find((one) => one.path === path)
      const editor = file && editors.current.get(file.id)
      if (!file || !editor || file.saving || file.content.state !== 'ready') return
      await write(path, editor.text(), file.content.kept.version)
    },
    /** Theirs is what mine was compared with; had it changed again, the question comes again. */
    keepMine: (text: string) => conflict && void write(conflict.path, text, conflict.theirs.version),
    takeTheirs() {
      if (conflict) change({ type: 'read', path: conflict.path, kept: conflict.theirs })
      setConflict(undefined)
    },
    putOff: () => setConflict(undefined),
  }
}
