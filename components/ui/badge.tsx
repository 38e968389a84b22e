import type { ReactNode } from 'react'
import { classNames } from './class-name.ts'

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad'

export const toneClass: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink-soft border-line',
  accent: 'bg-accent-soft text-accent border-accent-line',
  ok: 'bg-ok-soft text-ok border-ok/30',
  warn: 'bg-warn-soft text-warn border-warn/30',
  bad: 'bg-bad-soft text-bad border-bad/30',
}

export function Badge({
  tone = 'neutral',
  className,
  children,
}: {
  tone?: Tone
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 rounded border px-1.5 py-px text-xs font-medium whitespace-nowrap [&_svg]:size-3',
        toneClass[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}
