'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { HostLook, LookedAt } from '#server/protocol/look.ts'
import { useHost } from './host-context.ts'

/** Changes that come together are looked at once. ms */
const GATHER_MS = 150

/**
 * What a figure is drawn from, read anew whenever `changed` is another one, and by `again`. Undefined until the first answer, and for
 * what is not there. What was seen of the same thing stays while it is read anew.
 */
export function useLook<L extends HostLook>(what: L | undefined, changed: string) {
  const { live, look } = useHost()
  const wanted = live && what ? JSON.stringify(what) : ''
  const [seen, setSeen] = useState<{ of: string; value: LookedAt<L['at']> | undefined }>()
  const latest = useRef(0)
  const again = useCallback(async () => {
    if (wanted === '') return
    const mine = ++latest.current
    const result = await look(JSON.parse(wanted) as L)
    // Another one was asked for meanwhile.
    if (mine !== latest.current) return
    setSeen({ of: wanted, value: result.ok ? (result.value as LookedAt<L['at']>) : undefined })
  }, [wanted, look])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` says when
  useEffect(() => {
    const timer = setTimeout(() => void again(), GATHER_MS)
    return () => clearTimeout(timer)
  }, [again, changed])
  return { seen: seen && seen.of === wanted ? seen.value : undefined, again }
}
