import type { ReactNode } from 'react'
import { classNames } from './class-name.ts'

type Props = { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode; className?: string }

/** What a list or panel shows when it has nothing: what is missing and what makes it appear. */
export function EmptyState({ icon, title, children, action, className }: Props) {
  return (
    <div className={classNames('flex flex-col items-center gap-2 px-6 py-10 text-center', className)}>
      {icon ? <div className="mb-1 text-ink-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</div> : null}
      <p className="font-medium">{title}</p>
      {children ? <div className="max-w-[46ch] text-sm text-ink-soft">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
