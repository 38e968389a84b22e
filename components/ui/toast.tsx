'use client'

// Short notes that need no answer. Errors that need one belong where they happened, not here.
import { X } from 'lucide-react'
import { useEffect, useId, useSyncExternalStore } from 'react'
import { type Tone, toneClass } from './badge.tsx'
import { classNames } from './class-name.ts'
import { IconButton } from './icon-button.tsx'

const STAY_MS = 6_000
const MAX_TOASTS = 3

type Note = { id: number; text: string; tone: Tone }

let notes: Note[] = []
let nextId = 1
const listeners = new Set<() => void>()

const set = (next: Note[]) => {
  notes = next
  for (const listener of listeners) listener()
}
const dismiss = (id: number) => set(notes.filter((note) => note.id !== id))

export function toast(text: string, tone: Tone = 'neutral') {
  const id = nextId++
  set([...notes, { id, text, tone }].slice(-MAX_TOASTS))
  setTimeout(() => dismiss(id), STAY_MS)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const none: Note[] = []
/** Those that are mounted, by id: only the first one draws. */
let toasters: string[] = []

/** Mounted by whatever calls `toast`: a lab in a class has two of them, and each note is shown once. */
export function Toaster({ closeLabel }: { closeLabel: string }) {
  const id = useId()
  useEffect(() => {
    toasters = [...toasters, id]
    set(notes)
    return () => {
      toasters = toasters.filter((one) => one !== id)
      set(notes)
    }
  }, [id])
  const shown = useSyncExternalStore(
    subscribe,
    () => (toasters[0] === id ? notes : none),
    () => none,
  )
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4"
    >
      {shown.map((note) => (
        <div
          key={note.id}
          className={classNames(
            'pointer-events-auto flex max-w-md items-center gap-2 rounded-lg border py-1.5 pr-1.5 pl-3.5 text-sm shadow-pop',
            note.tone === 'neutral' ? 'border-line-strong bg-raised text-ink' : toneClass[note.tone],
          )}
        >
          <span className="min-w-0">{note.text}</span>
          <IconButton label={closeLabel} size="sm" onClick={() => dismiss(note.id)}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
