'use client'

// The keys of this browser, kept in its storage and followed in every tab.
import { useSyncExternalStore } from 'react'
import type { ActionId } from './action.ts'
import { chordAria, chordLabel } from './chord.ts'
import { type Changes, chordFor, noChanges, readChanges } from './keymap.ts'

const KEY = 'drydock-keys'

const listeners = new Set<() => void>()
let changes: Changes | undefined

export const isMac = (): boolean => /^(Mac|iP)/.test(navigator.platform)

/** Storage may be missing, full or forbidden; the keys then last as long as the page. */
function stored(): string | null {
  try {
    return window.localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export function keyChanges(): Changes {
  changes ??= readChanges(stored(), isMac())
  return changes
}

const told = () => {
  for (const listener of listeners) listener()
}

export function changeKeys(next: Changes): void {
  changes = next
  try {
    window.localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // As above.
  }
  told()
}

function onStorage(event: StorageEvent) {
  if (event.key !== KEY && event.key !== null) return
  changes = undefined
  told()
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) window.addEventListener('storage', onStorage)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', onStorage)
  }
}

const atFirst = () => noChanges

export const useKeyChanges = (): Changes => useSyncExternalStore(subscribe, keyChanges, atFirst)

/** How an action's keys are written, and how screen readers are told of them; undefined when it has none, and at the first paint. */
export function useKeysOf(id: ActionId): { label: string; aria: string } | undefined {
  const now = useKeyChanges()
  const mac = useSyncExternalStore<boolean | undefined>(never, isMac, () => undefined)
  if (mac === undefined) return undefined
  const chord = chordFor(id, now, mac)
  return chord === null ? undefined : { label: chordLabel(chord, mac), aria: chordAria(chord) }
}
const never = () => () => {}
