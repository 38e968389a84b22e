import { Check } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { InlineText } from '../ui/inline-text.tsx'

export async function Objectives({ items }: { items: string[] }) {
  const t = await getTranslations('lesson')
  return (
    <section className="mt-6 mb-8 rounded-xl border border-line bg-surface px-5 py-4">
      <h2 className="text-[0.8125rem] font-semibold text-ink-faint">{t('objectives')}</h2>
      <ul className="mt-2 space-y-1.5 text-[0.9375rem] leading-relaxed">
        {items.map((item) => (
          <li key={item} className="flex gap-2.5">
            <Check aria-hidden="true" className="mt-1 size-4 shrink-0 text-accent" />
            <span>
              <InlineText>{item}</InlineText>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
