'use client'

import { Lightbulb } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { RichText } from './rich-text.tsx'

type Props = { hints: string[]; level: number; onOpen: (level: number) => void }

/** One hint at a time: a nudge, where to look, the command with a blank, the command. */
export function HintLadder({ hints, level, onOpen }: Props) {
  const t = useTranslations('lab.hint')
  const next = level + 1
  return (
    <section aria-label={t('title')} className="space-y-2">
      {level > 0 ? (
        <ol className="space-y-2">
          {hints.slice(0, level).map((hint, index) => (
            <li
              key={hint}
              className="border-l-2 border-warn/50 pl-3 transition-opacity duration-300 starting:opacity-0"
            >
              <p className="text-xs font-semibold text-ink-faint">{t('opened', { level: index + 1 })}</p>
              <RichText>{hint}</RichText>
            </li>
          ))}
        </ol>
      ) : null}
      {next <= hints.length ? (
        <Button size="sm" variant="ghost" className="-ml-2.5" onClick={() => onOpen(next)}>
          <Lightbulb aria-hidden="true" />
          {t('open', { level: next })}
          <span className="font-normal text-ink-faint">{t('left', { count: hints.length - level })}</span>
        </Button>
      ) : (
        <p className="text-[0.8125rem] text-ink-faint">{t('none')}</p>
      )}
    </section>
  )
}
