'use client'

import { Check, ChevronDown, Lock, TriangleAlert, Wrench } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { classNames } from '#components/ui/class-name.ts'
import type { StepState } from '#server/protocol/lab.ts'
import { CheckLine } from './check-line.tsx'
import { CommandBlock } from './command-block.tsx'
import { HintLadder } from './hint-ladder.tsx'
import { useLabDesk } from './lab-context.ts'
import type { PublicStep } from './public-lab.ts'
import { RichText } from './rich-text.tsx'

type Props = {
  number: number
  step: PublicStep
  status: StepState['status']
  state: StepState | undefined
  open: boolean
  /** Only the outcome: the learner has just read the rest. */
  compact: boolean
  onToggle: () => void
}

export function StepCard({ number, step, status, state, open, compact, onToggle }: Props) {
  const t = useTranslations('lab')
  const locked = status === 'locked'
  const head = (
    <>
      <StatusMark status={status} number={number} />
      <span className="min-w-0 flex-1">
        <span className="sr-only">{t('stepNumber', { number })}: </span>
        {step.title}
        <span className="sr-only"> ({t(`stepState.${status}`)})</span>
      </span>
      {step.kind === 'broken' ? (
        <Badge tone="warn">
          <Wrench aria-hidden="true" />
          {t('broken')}
        </Badge>
      ) : null}
    </>
  )
  const headClass = 'flex min-h-11 w-full items-center gap-3 px-4 py-2 text-left text-[0.9375rem] font-semibold'
  return (
    <li
      data-step={step.id}
      data-status={status}
      aria-current={status === 'current' ? 'step' : undefined}
      className={classNames('border-b border-line last:border-b-0', status === 'current' && 'bg-surface')}
    >
      <h3>
        {locked ? (
          <span className={classNames(headClass, 'font-medium text-ink-faint')}>{head}</span>
        ) : (
          <button
            type="button"
            aria-expanded={open}
            onClick={onToggle}
            className={classNames(
              headClass,
              'transition-colors hover:bg-hover focus-visible:-outline-offset-2',
              status === 'passed' && 'font-medium text-ink-soft',
            )}
          >
            {head}
            <ChevronDown
              aria-hidden="true"
              className={classNames('size-4 shrink-0 text-ink-faint transition-transform', open && 'rotate-180')}
            />
          </button>
        )}
      </h3>
      {open && !locked ? (
        <div className="transition-[opacity,translate] duration-400 ease-out starting:-translate-y-1 starting:opacity-0">
          <StepBody step={step} status={status} state={state} compact={compact} />
        </div>
      ) : null}
    </li>
  )
}

function StepBody({ step, status, state, compact }: Pick<Props, 'step' | 'status' | 'state' | 'compact'>) {
  const t = useTranslations('lab')
  const { locale, view, session } = useLabDesk()
  const passed = status === 'passed'
  const checks = step.checks.map((check) => ({
    ...check,
    result: state?.checks.find(({ id }) => id === check.id),
  }))
  return (
    <div className="space-y-3.5 pr-4 pb-5 pl-[3.25rem] text-[0.9375rem]">
      {compact ? null : <RichText>{step.body}</RichText>}
      {step.commands.length > 0 && !passed ? (
        <ul aria-label={t('commands')} className="space-y-1.5">
          {step.commands.map((command) => (
            <li key={command}>
              <CommandBlock command={command} />
            </li>
          ))}
        </ul>
      ) : null}
      <ul aria-label={t('checks')} className="border-y border-line py-1.5 text-sm">
        {checks.map(({ id, what, result }) => (
          <CheckLine key={id} step={step.id} what={what} result={result} />
        ))}
      </ul>
      {state?.fail && !passed ? (
        <Callout tone="warn" role="status" icon={<TriangleAlert aria-hidden="true" />} title={t('fail')}>
          <RichText>{state.fail.say[locale]}</RichText>
        </Callout>
      ) : null}
      {passed ? (
        <section className="rounded-md border border-ok/30 bg-ok-soft px-3.5 py-3 text-sm">
          <h4 className="mb-1.5 font-semibold text-ok">{t('why')}</h4>
          <RichText>{step.why}</RichText>
        </section>
      ) : (
        <HintLadder
          hints={step.hints}
          level={view.room?.hints[step.id] ?? 0}
          onOpen={(level) => session?.openHint(step.id, level)}
        />
      )}
    </div>
  )
}

function StatusMark({ status, number }: { status: StepState['status']; number: number }) {
  const look = 'grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold tabular-nums'
  if (status === 'passed')
    return (
      <span aria-hidden="true" className={classNames(look, 'bg-ok text-bg transition-transform starting:scale-50')}>
        <Check className="size-4" strokeWidth={3} />
      </span>
    )
  if (status === 'locked')
    return (
      <span aria-hidden="true" className={classNames(look, 'border border-line-strong')}>
        <Lock className="size-3" />
      </span>
    )
  return (
    <span aria-hidden="true" className={classNames(look, 'bg-accent text-accent-ink')}>
      {number}
    </span>
  )
}
