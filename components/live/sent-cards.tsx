'use client'

import { GraduationCap, X } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { IconButton } from '../ui/icon-button.tsx'
import { InlineCode } from '../ui/inline-code.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import type { SentCard } from './live-session.ts'

/** What who teaches has sent to this student: words, or the explanation of an error. It stays until it is closed. */
export function SentCards({ cards, onDismiss }: { cards: SentCard[]; onDismiss: (n: number) => void }) {
  const t = useTranslations('live.card')
  const locale = useLocale()
  return (
    <div
      role="status"
      aria-live="polite"
      className="fixed right-3 bottom-3 z-40 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2 whitespace-normal"
    >
      {cards.map(({ n, card, text, by }) => (
        <div key={n} className="rounded-lg border border-accent-line bg-raised p-4 text-sm shadow-pop">
          <div className="flex items-start gap-2.5">
            <GraduationCap aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-accent" />
            <div className="min-w-0 flex-1">
              <p className="font-semibold">
                {card ? (
                  <InlineText>{card.title[locale]}</InlineText>
                ) : by ? (
                  t('fromStaff', { name: by })
                ) : (
                  t('fromInstructor')
                )}
              </p>
              {text ? <p className="mt-1.5 whitespace-pre-wrap">{text}</p> : null}
              {card ? (
                <>
                  <p className="mt-1.5 text-ink-soft">
                    <InlineText>{card.meaning[locale]}</InlineText>
                  </p>
                  <ul className="mt-2 space-y-1.5">
                    {card.evidence.map((each) => (
                      <li key={each.command}>
                        <InlineCode>{each.command}</InlineCode>{' '}
                        <span className="text-ink-soft">
                          <InlineText>{each.why[locale]}</InlineText>
                        </span>
                      </li>
                    ))}
                  </ul>
                </>
              ) : null}
            </div>
            <IconButton size="sm" label={t('close')} onClick={() => onDismiss(n)} className="-mt-1 -mr-1.5">
              <X aria-hidden="true" />
            </IconButton>
          </div>
        </div>
      ))}
    </div>
  )
}
