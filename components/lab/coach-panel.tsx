'use client'

import { MessageCircleWarning } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { InlineText } from '#components/ui/inline-text.tsx'
import { CoachCardBody } from './coach-card.tsx'
import { useLabDesk } from './lab-context.ts'
import { useClock } from './use-clock.ts'

/** Every explanation of this lab, newest first. */
export function CoachPanel() {
  const t = useTranslations('lab.coach')
  const { view, locale } = useLabDesk()
  const clock = useClock()
  const cards = view.room?.cards.toReversed() ?? []
  if (cards.length === 0)
    return (
      <EmptyState icon={<MessageCircleWarning aria-hidden="true" />} title={t('empty')}>
        {t('emptyText')}
      </EmptyState>
    )
  return (
    <ol aria-label={t('history')} className="divide-y divide-line">
      {cards.map((card, index) => (
        <li key={card.n}>
          <details open={index === 0} className="group">
            <summary className="flex min-h-10 items-center gap-3 px-4 py-2 text-sm font-medium hover:bg-hover focus-visible:-outline-offset-2">
              <span className="min-w-0 flex-1">
                <InlineText>{card.title[locale]}</InlineText>
              </span>
              <time dateTime={new Date(card.time).toISOString()} className="text-xs text-ink-faint tabular-nums">
                {clock(card.time)}
              </time>
            </summary>
            <div className="max-w-3xl px-4 pt-1 pb-4">
              {card.command ? (
                <p className="mb-2 text-[0.8125rem] text-ink-faint">
                  <InlineText>{t('command', { command: `\`${card.command}\`` })}</InlineText>
                </p>
              ) : null}
              <CoachCardBody card={card} />
            </div>
          </details>
        </li>
      ))}
    </ol>
  )
}
