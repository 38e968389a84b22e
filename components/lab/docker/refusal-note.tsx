'use client'

import { TriangleAlert, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Callout } from '#components/ui/callout.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { InlineText } from '#components/ui/inline-text.tsx'
import { useLabDesk } from '../lab-context.ts'
import { commandLine } from './command-line.ts'
import type { Refused } from './use-act.ts'

/** The engine's own sentence, and what it means where the coach knows it. In a dialog the command stands above it already. */
export function RefusalNote({ refused, onClose }: { refused: Refused; onClose?: () => void }) {
  const t = useTranslations('lab.docker')
  const te = useTranslations('error')
  const { view, locale } = useLabDesk()
  const { error, detail, action } = refused
  const card =
    error === 'docker-refused'
      ? view.room?.cards.findLast(({ line }) => line !== '' && line === detail?.slice(0, line.length))
      : undefined
  return (
    <Callout
      tone="bad"
      role="alert"
      icon={<TriangleAlert aria-hidden="true" />}
      title={card ? <InlineText>{card.title[locale]}</InlineText> : te(`${error}.title`)}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1 space-y-1.5">
          {error === 'docker-refused' && detail ? (
            <p lang="en" className="rounded bg-sunken px-2 py-1 font-mono text-xs break-words text-ink-soft">
              <span className="sr-only">{t('refused.engine')}: </span>
              {detail}
            </p>
          ) : null}
          <p className="text-[0.8125rem]">
            {card ? <InlineText>{card.meaning[locale]}</InlineText> : te(`${error}.todo`)}
          </p>
          {onClose ? <p className="font-mono text-xs break-words text-ink-faint">{commandLine(action)}</p> : null}
        </div>
        {onClose ? (
          <IconButton size="sm" label={t('refused.close')} onClick={onClose} className="-mt-1 -mr-1.5">
            <X aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
    </Callout>
  )
}
