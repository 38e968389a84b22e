'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { HostLook, LookedAt } from '#server/protocol/look.ts'
import { useHost } from './host-context.ts'

/** Changes that come together are looked at once. ms */
const GATHER_MS = 150

/**
 * What a figure is drawn from, read anew whenever `changed` is another one, and by `again`. Undefined until the first answer, and for
 * what is not there. What was seen of the same thing stays while it is read anew. One reading at a time: what changes meanwhile is
 * read after it.
 */
export function useLook<L extends HostLook>(what: L | undefined, changed: string) {
  const { live, look } = useHost()
  const wanted = live && what ? JSON.stringify(what) : ''
  const [seen, setSeen] = useState<{ of: string; value: LookedAt<L['at']> | undefined }>()
  const asked = useRef(0)
  const reading = useRef<string>(undefined)
  const again = useCallback(async () => {
    asked.current++
    if (wanted === '' || reading.current === wanted) return
    reading.current = wanted
    for (let answered = 0; answered !== asked.current; ) {
      answered = asked.current
      const result = await look(JSON.parse(wanted) as L)
      // Something else is wanted by now.
      if (reading.current !== wanted) return
      if (result.ok) setSeen({ of: wanted, value: result.value as LookedAt<L['at']> })
      else if (result.error === 'docker-refused') setSeen({ of: wanted, value: undefined })
    }
    reading.current = undefined
  }, [wanted, look])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` says when
  useEffect(() => {
    const timer = setTimeout(() => void again(), GATHER_MS)
    return () => clearTimeout(timer)
  }, [again, changed])
  return { seen: seen && seen.of === wanted ? seen.value : undefined, again }
}
