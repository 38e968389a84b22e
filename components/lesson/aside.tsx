import { Info, Lightbulb, Microscope, ShieldQuestion, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { classNames } from '../ui/class-name.ts'

const kinds = {
  note: { Icon: Info, tone: 'text-accent border-l-accent' },
  tip: { Icon: Lightbulb, tone: 'text-ok border-l-ok' },
  warn: { Icon: TriangleAlert, tone: 'text-warn border-l-warn' },
  deeper: { Icon: Microscope, tone: 'text-ink-soft border-l-line-control' },
  myth: { Icon: ShieldQuestion, tone: 'text-bad border-l-bad' },
} as const

export type AsideKind = keyof typeof kinds

export function Aside({ kind = 'note', children }: { kind?: AsideKind; children: ReactNode }) {
  const t = useTranslations('lesson.aside')
  const look = kinds[kind]
  if (!look) throw new Error(`<Aside kind="${kind}">: there are ${Object.keys(kinds).join(', ')}`)
  return (
    <aside className={classNames('my-6 rounded-r-lg border border-l-3 border-line bg-surface px-4 py-3', look.tone)}>
      <p className="flex items-center gap-1.5 text-[0.8125rem] font-semibold">
        <look.Icon aria-hidden="true" className="size-4" />
        {t(kind)}
      </p>
      <div className="text-[0.9375rem] text-ink *:first:mt-1.5 *:last:mb-0">{children}</div>
    </aside>
  )
}
