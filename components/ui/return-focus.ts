'use client'

import { useRef } from 'react'

/**
 * For a dialog that is opened by state: Radix gives the focus back to its own trigger only, and without one it would be lost.
 * `then` follows when the focus is back.
 */
export function useReturnFocus(then?: () => void) {
  const before = useRef<Element>(null)
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      const back = before.current
      before.current = null
      if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true })
      then?.()
    },
  }
}
