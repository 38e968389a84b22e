import type { ReactNode } from 'react'

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-block min-w-5 rounded border border-line-strong border-b-2 bg-sunken px-1.5 text-center text-[0.75em] leading-5 text-ink-soft">
      {children}
    </kbd>
  )
}
