'use client'

import { useEffect } from 'react'
import { useRouter } from './navigation.ts'

/** Asks the server for the page again while it is looked at. */
export function Refresher({ everyMs }: { everyMs: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
  return null
}
