import type { ReactNode } from 'react'

/** The frame of every figure: a name for those who cannot see it, a row of controls on top, drawing, words below. */
export function Figure({
  label,
  controls,
  children,
  below,
}: {
  label: string
  controls?: ReactNode
  children: ReactNode
  below?: ReactNode
}) {
  return (
    <figure aria-label={label} className="my-8 rounded-xl border border-line bg-surface">
      {controls ? (
        <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3">{controls}</div>
      ) : null}
      <div className="px-4 py-5 sm:px-5">{children}</div>
      {below ? <figcaption className="border-t border-line px-4 py-3.5 text-sm sm:px-5">{below}</figcaption> : null}
    </figure>
  )
}
