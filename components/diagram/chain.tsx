'use client'

// Who hands `docker run` to whom, from the command to the process. Two of them leave once their work is done.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { chainAt, chainLinks, chainSteps } from './chain-model.ts'
import { Figure } from './figure.tsx'
import { Stepper } from './stepper.tsx'

export function Chain() {
  const t = useTranslations('diagram.chain')
  const [at, setAt] = useState(0)
  const step = chainSteps[at - 1]
  return (
    <Figure
      label={t('label')}
      controls={<Stepper at={at} total={chainSteps.length} onStep={setAt} />}
      below={
        <p aria-live="polite" className="min-h-18">
          {step ? t(`say.${step.id}`) : t('idle')}
        </p>
      }
    >
      <ol className="mx-auto max-w-xl space-y-1.5">
        {chainLinks.map((link) => {
          const state = chainAt(link, at)
          const acts = step?.acts === link
          return (
            <li
              key={link}
              aria-current={acts ? 'step' : undefined}
              className={classNames(
                'grid min-h-12 grid-cols-[1fr_auto] items-center gap-x-4 rounded-md border px-3.5 py-2 transition-colors sm:grid-cols-[9rem_1fr_auto]',
                acts && 'border-accent bg-accent-soft',
                !acts && state === 'runs' && 'border-line-control bg-bg',
                !acts && state !== 'runs' && 'border-dashed border-line-strong text-ink-faint',
              )}
            >
              <span className="font-mono text-[0.8125rem] font-semibold">{t(`link.${link}`)}</span>
              <span className="text-[0.8125rem] text-ink-soft max-sm:order-last max-sm:col-span-2">
                {t(`role.${link}`)}
              </span>
              <span className={classNames('text-right text-xs', state === 'runs' && 'text-accent')}>
                {t(`state.${state}`)}
              </span>
            </li>
          )
        })}
      </ol>
    </Figure>
  )
}
