'use client'

import { MessageCircleWarning, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { IconButton } from '#components/ui/icon-button.tsx'
import { InlineText } from '#components/ui/inline-text.tsx'
import { CoachCardBody } from './coach-card.tsx'
import { useLabDesk } from './lab-context.ts'

/** The newest explanation, beside the terminal's text. Announced politely; the focus stays where it is. */
export function CoachOverlay() {
  const t = useTranslations('lab.coach')
  const { view, locale, session } = useLabDesk()
  const newest = view.room?.cards.at(-1)
  const card = newest && !view.dismissed.includes(newest.n) ? newest : undefined
  return (
    <aside
      aria-live="polite"
      aria-label={t('new')}
      className="pointer-events-none absolute inset-y-0 right-0 z-20 flex w-full max-w-[22rem] items-start p-2.5"
    >
      {card ? (
        <article
          key={card.n}
          data-coach={card.signature}
          className="pointer-events-auto flex max-h-full w-full flex-col rounded-lg border border-warn/50 bg-raised shadow-pop transition-[opacity,translate] duration-300 starting:translate-x-3 starting:opacity-0"
        >
          <header className="flex shrink-0 items-start gap-2 pt-2 pr-1.5 pl-3">
            <MessageCircleWarning aria-hidden="true" className="mt-1.5 size-4 shrink-0 text-warn" />
            <h2 className="min-w-0 flex-1 py-1 text-[0.9375rem] leading-snug font-semibold">
              <InlineText>{card.title[locale]}</InlineText>
            </h2>
            <IconButton size="sm" label={t('dismiss')} onClick={() => session?.dismiss(card.n)}>
              <X aria-hidden="true" />
            </IconButton>
          </header>
          <div className="min-h-0 overflow-y-auto px-3 pt-1.5 pb-3">
            <CoachCardBody card={card} />
          </div>
        </article>
      ) : null}
    </aside>
  )
}
