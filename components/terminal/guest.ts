'use client'

// In which of the learner's terminals somebody else types with their consent. The class's bar knows it, the terminal shows it.
import { useSyncExternalStore } from 'react'

let terminal: string | undefined
const listeners = new Set<() => void>()

export function setGuestTerminal(id: string | undefined): void {
  terminal = id
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** The id of the terminal; undefined: nobody types but the learner. */
export function useGuestTerminal(): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => terminal,
    () => undefined,
  )
}
