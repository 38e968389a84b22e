import { History } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/navigation.ts'

/** The way to the questions that are due, with their number; quieter while there are none. */
export async function ReviewCard({ due }: { due: number }) {
  const t = await getTranslations('review')
  return (
    <section
      aria-label={t('title')}
      className="mt-4 flex flex-wrap items-center gap-x-8 gap-y-3 rounded-xl border border-line bg-surface px-5 py-3.5"
    >
      <p className="flex min-w-60 flex-1 items-center gap-2.5">
        <History aria-hidden="true" className="size-4.5 shrink-0 text-accent" />
        <span className={due > 0 ? 'font-medium' : 'text-ink-soft'}>{t('card.due', { count: due })}</span>
      </p>
      <Link href="/review" prefetch={false} className={buttonClass()}>
        {t(due > 0 ? 'card.go' : 'card.see')}
      </Link>
    </section>
  )
}
