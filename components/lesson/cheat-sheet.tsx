import { ScrollText } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

export function CheatSheet({ children }: { children: ReactNode }) {
  const t = useTranslations('lesson')
  return (
    <section id="sheet" className="my-8 rounded-xl border border-accent-line bg-accent-soft px-4 pt-3.5 pb-4 sm:px-5">
      <h2 className="flex items-center gap-2 text-sm font-semibold text-accent">
        <ScrollText aria-hidden="true" className="size-4" />
        {t('cheatSheet')}
      </h2>
      <div className="text-[0.9375rem] *:first:mt-3 *:last:mb-0 [&_table]:bg-surface">{children}</div>
    </section>
  )
}
