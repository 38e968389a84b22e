'use client'

import { Check, Circle, CircleDashed } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-name.ts'
import { InlineText } from '#components/ui/inline-text.tsx'
import type { CheckResult } from '#server/protocol/lab.ts'
import { useLabDesk } from './lab-context.ts'
import { QuestionForm } from './question-form.tsx'

type Props = {
  step: string
  /** Undefined until the agent has looked. */
  result: CheckResult | undefined
  what: string | undefined
}

export function CheckLine({ step, result, what }: Props) {
  const t = useTranslations('lab')
  const { locale } = useLabDesk()
  const state = result === undefined ? 'unknown' : result.ok ? 'ok' : 'waiting'
  const text = result?.question?.text[locale] ?? result?.expected[locale] ?? what
  if (text === undefined) return null
  return (
    <li className="flex gap-2.5 py-1.5" data-check={result?.id} data-ok={result?.ok}>
      <span className="mt-0.5 grid size-5 shrink-0 place-items-center">
        {state === 'ok' ? (
          <span className="grid size-5 place-items-center rounded-full bg-ok text-bg transition-transform duration-300 starting:scale-0">
            <Check aria-hidden="true" className="size-3.5" strokeWidth={3} />
          </span>
        ) : state === 'waiting' ? (
          <Circle aria-hidden="true" className="size-[1.125rem] text-line-control" />
        ) : (
          <CircleDashed aria-hidden="true" className="size-[1.125rem] text-line-control" />
        )}
        <span className="sr-only">{t(`checkState.${state}`)}</span>
      </span>
      <div className="min-w-0 flex-1">
        <p className={classNames(state === 'ok' ? 'text-ink-soft' : 'text-ink')}>
          <InlineText>{text}</InlineText>
        </p>
        {result?.question ? (
          <QuestionForm step={step} check={result.id} ok={result.ok} question={result.question} />
        ) : result?.actual && !result.ok ? (
          <p className="mt-0.5 text-[0.8125rem] text-ink-faint">
            <InlineText>{t('actual', { actual: result.actual[locale] })}</InlineText>
          </p>
        ) : null}
      </div>
    </li>
  )
}
