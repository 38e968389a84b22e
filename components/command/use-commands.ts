'use client'

import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'
import type { ActionId } from './action.ts'
import { type Entry, offer, offerEntries } from './registry.ts'

type Runs = Partial<Record<ActionId, (() => void) | undefined>>

/** What this component can do, as long as it is there. Undefined: not now. `within`: only while the focus is in there. */
export function useCommands(runs: Runs, within?: RefObject<Element | null>): void {
  const run = useEffectEvent((id: ActionId) => runs[id]?.())
  const names = (Object.keys(runs) as ActionId[]).filter((id) => runs[id]).join()
  useEffect(() => {
    if (names === '') return
    const undo = (names.split(',') as ActionId[]).map((id) =>
      offer(id, () => run(id), within ? () => within.current : undefined),
    )
    return () => {
      for (const each of undo) each()
    }
  }, [names, within])
}

/** What the palette lists beside the actions. */
export function useEntries(entries: () => readonly Entry[]): void {
  // Not an effect event: the palette reads it while it draws.
  const latest = useRef(entries)
  useEffect(() => {
    latest.current = entries
  })
  useEffect(() => offerEntries(() => latest.current()), [])
}
