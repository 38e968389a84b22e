'use client'

import { useCallback, useEffect, useState } from 'react'
import { useLabDesk } from '../lab-context.ts'

/** One page writes at a time. Asks to be the one; `mine` is false while another page is, undefined until that is known. */
export function useWriter() {
  const { session, view } = useLabDesk()
  const live = view.link.phase === 'live'
  const [writer, setWriter] = useState<{ mine?: boolean; key?: string }>({})
  const claim = useCallback(
    async (force: boolean) => {
      const result = await session?.file('file:claim', { force })
      if (result?.ok) setWriter(result.value)
    },
    [session],
  )
  useEffect(() => {
    if (!session || !live) return
    void claim(false)
    return session.onWriter((now) => {
      if (now === 'nobody') void claim(false)
      else setWriter((before) => ({ ...before, mine: now === 'mine' }))
    })
  }, [session, live, claim])
  return { ...writer, takeOver: () => void claim(true) }
}
