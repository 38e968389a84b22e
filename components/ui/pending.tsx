'use client'
import { useLinkStatus } from 'next/link'

/** Within a Link: a line at the top of the page while the server still works on the page that the link leads to. */
export function Pending() {
  const { pending } = useLinkStatus()
  if (!pending) return null
  return (
    <span aria-hidden="true" className="pending fixed inset-x-0 top-0 z-40 h-0.5 overflow-hidden">
      <span className="block h-full w-1/3 bg-accent" />
    </span>
  )
}
