'use client'

import { useEffect, useEffectEvent } from 'react'

/** Asks before the page goes while something is not saved: on closing and reloading the browser's way, on links with `question`. */
export function useLeaveGuard(dirty: boolean, question: string): void {
  const ask = useEffectEvent(() => window.confirm(question))
  useEffect(() => {
    if (!dirty) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.('a[href]')
      if (!link || link.getAttribute('target') === '_blank' || link.hasAttribute('download')) return
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
      if (new URL((link as HTMLAnchorElement).href).pathname === window.location.pathname || ask()) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('beforeunload', onUnload)
    document.addEventListener('click', onClick, true)
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, true)
    }
  }, [dirty])
}
