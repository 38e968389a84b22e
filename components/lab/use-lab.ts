'use client'

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { createLabSession, type LabSession } from './lab-session.ts'
import { emptyView, type LabView } from './lab-view.ts'
import { defaultPanelState, type PanelState, readPanelState, writePanelState } from './panel-state.ts'

const nothing = emptyView(0)
const atNothing = () => nothing
const quiet = () => () => {}

export function useLabSession(slug: string): { session: LabSession | undefined; view: LabView } {
  const [session, setSession] = useState<LabSession>()
  useEffect(() => {
    const made = createLabSession(slug)
    setSession(made)
    return () => {
      setSession(undefined)
      made.dispose()
    }
  }, [slug])
  const view = useSyncExternalStore(session?.subscribe ?? quiet, session?.view ?? atNothing, atNothing)
  return { session, view }
}

export function usePanelState(): [PanelState, (change: Partial<PanelState>) => void] {
  const [state, setState] = useState(defaultPanelState)
  useEffect(() => setState(readPanelState(() => window.localStorage)), [])
  const change = useCallback((next: Partial<PanelState>) => {
    setState((before) => {
      const after = { ...before, ...next }
      writePanelState(() => window.localStorage, after)
      return after
    })
  }, [])
  return [state, change]
}

/** Undefined on the server and at the first paint. */
export function useMedia(query: string): boolean | undefined {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore<boolean | undefined>(
    subscribe,
    () => window.matchMedia(query).matches,
    () => undefined,
  )
}

/** How many of the given waits (ms, rising) have gone by since `since`. */
export function useWaited(since: number, waits: readonly number[]): number {
  const [passed, setPassed] = useState(0)
  useEffect(() => {
    const began = since || Date.now()
    const count = () => setPassed(waits.filter((wait) => Date.now() - began >= wait).length)
    count()
    const timers = waits.map((wait) => setTimeout(count, Math.max(0, began + wait - Date.now())))
    return () => {
      for (const timer of timers) clearTimeout(timer)
    }
  }, [since, waits])
  return passed
}
