'use client'

import { useTranslations } from 'next-intl'
import { InlineText } from '#components/ui/inline-text.tsx'
import type { CoachCard as Card } from '#server/protocol/lab.ts'
import { CommandBlock } from './command-block.tsx'
import { useLabDesk } from './lab-context.ts'

/** What an error means: the engine's own line, then words, then what to look with. Never the solution. */
export function CoachCardBody({ card }: { card: Card }) {
  const t = useTranslations('lab.coach')
  const { locale } = useLabDesk()
  return (
    <div className="space-y-2.5 text-sm">
      <p
        lang="en"
        title={t('original')}
        className="rounded bg-sunken px-2.5 py-1.5 font-mono text-xs leading-5 break-words text-ink-soft"
      >
        <span className="sr-only">{t('original')}: </span>
        {card.line}
      </p>
      <p>
        <InlineText>{card.meaning[locale]}</InlineText>
      </p>
      {card.evidence.length > 0 ? (
        <div className="space-y-1.5">
          <p className="text-xs font-semibold text-ink-faint">{t('evidence')}</p>
          <ul className="space-y-2">
            {card.evidence.map((each) => (
              <li key={each.command} className="space-y-1">
                <CommandBlock command={each.command} act="put" />
                <p className="text-[0.8125rem] text-ink-soft">
                  <InlineText>{each.why[locale]}</InlineText>
                </p>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}
