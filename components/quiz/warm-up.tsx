'use client'

import { ChevronDown, CircleCheck, Flame } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import type { ReviewItem } from '#server/web/services.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { QuestionWalk } from './question-walk.tsx'
import { noteWarmUp } from './warm-up-cookie.ts'

type Phase = { at: 'asking' } | { at: 'done'; right: number } | { at: 'skipped' }

/** Questions of older lessons before a new one; folded or skipped by who is in a hurry. */
export function WarmUp({ slug, items }: { slug: string; items: ReviewItem[] }) {
  const t = useTranslations('review')
  const body = useId()
  const [open, setOpen] = useState(true)
  const [phase, setPhase] = useState<Phase>({ at: 'asking' })
  const leave = (next: Phase) => {
    noteWarmUp(slug)
    setPhase(next)
  }

  if (phase.at === 'skipped') return null
  if (phase.at === 'done')
    return (
      <p
        role="status"
        className="mb-8 flex items-center gap-2.5 rounded-xl border border-ok/40 bg-ok-soft px-5 py-3 text-[0.9375rem] leading-normal"
      >
        <CircleCheck aria-hidden="true" className="size-4.5 shrink-0 text-ok" />
        {t('warmUp.done', { total: items.length, right: phase.right })}
      </p>
    )
  return (
    <section
      aria-labelledby={`${body}-title`}
      className="mb-8 rounded-xl border border-line-strong bg-surface text-base leading-normal"
    >
      <h2 id={`${body}-title`}>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={body}
          onClick={() => setOpen(!open)}
          className="flex w-full items-center gap-2 rounded-xl px-4 py-3.5 text-left text-sm font-semibold text-accent hover:bg-hover sm:px-5"
        >
          <Flame aria-hidden="true" className="size-4" />
          <span className="flex-1">{t('warmUp.title', { count: items.length })}</span>
          <ChevronDown aria-hidden="true" className={classNames('size-4 transition-transform', open && 'rotate-180')} />
        </button>
      </h2>
      <div id={body} hidden={!open} className="border-t border-line px-4 pt-4 pb-4 sm:px-5">
        <QuestionWalk
          items={items}
          onEnd={(right) => leave({ at: 'done', right })}
          aside={
            <Button variant="ghost" className="mr-auto" onClick={() => leave({ at: 'skipped' })}>
              {t('warmUp.skip')}
            </Button>
          }
        />
      </div>
    </section>
  )
}
