import type { ReactNode } from 'react'
import { type Tone, toneClass } from './badge.tsx'
import { classNames } from './class-name.ts'

type Props = {
  tone?: Tone
  icon?: ReactNode
  title?: ReactNode
  children?: ReactNode
  role?: 'status' | 'alert' | 'note'
  className?: string
}

/** A message in the flow of a page: shape, words and colour together. */
export function Callout({ tone = 'neutral', icon, title, children, role, className }: Props) {
  return (
    <div
      role={role}
      className={classNames('flex gap-2.5 rounded-md border px-3.5 py-3 text-sm', toneClass[tone], className)}
    >
      {icon ? <span className="mt-0.5 shrink-0 [&_svg]:size-4">{icon}</span> : null}
      <div className="min-w-0 flex-1">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className={classNames('text-ink', title ? 'mt-1' : null)}>{children}</div> : null}
      </div>
    </div>
  )
}
