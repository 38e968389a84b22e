import { CircleHelp, Eye } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

/** The frame of a question between sections: predict first, or a quick check. */
export function InlineQuestion({ kind, children }: { kind: 'quiz' | 'predict'; children: ReactNode }) {
  const t = useTranslations('lesson.inline')
  const Icon = kind === 'predict' ? Eye : CircleHelp
  return (
    <section className="my-8 rounded-xl border border-line-strong bg-surface px-4 pt-3.5 pb-5 text-base leading-normal sm:px-5">
      <p className="mb-3 flex items-center gap-2 border-b border-line pb-3 text-sm font-semibold text-accent">
        <Icon aria-hidden="true" className="size-4" />
        {t(kind)}
      </p>
      {children}
    </section>
  )
}
