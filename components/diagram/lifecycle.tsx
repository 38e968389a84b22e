'use client'

// The states of one container: commands move it, or are refused in the engine's own words. Two gauges say what it costs.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { Figure } from './figure.tsx'
import { type LifeState, type LifeVerb, lifeCosts, lifeStates, lifeVerbs, tryVerb } from './lifecycle-model.ts'

type Last = { verb: LifeVerb; from: LifeState }
const gauges = ['cpu', 'memory', 'disk'] as const

export function Lifecycle() {
  const t = useTranslations('diagram.life')
  const [state, setState] = useState<LifeState>('none')
  const [last, setLast] = useState<Last>()
  const outcome = last && tryVerb(last.from, last.verb)
  const costs = lifeCosts(state)

  const run = (verb: LifeVerb) => {
    const result = tryVerb(state, verb)
    setLast({ verb, from: state })
    if ('to' in result) setState(result.to)
  }

  return (
    <Figure
      label={t('label')}
      controls={
        <div className="flex flex-wrap gap-1.5">
          {lifeVerbs.map((verb) => (
            <Button key={verb} size="sm" className="font-mono" onClick={() => run(verb)}>
              {verb}
            </Button>
          ))}
        </div>
      }
      below={
        <div aria-live="polite" className="min-h-18">
          {last && outcome && 'refusal' in outcome ? (
            <>
              <p className="font-mono text-[0.8125rem] break-words text-bad">{outcome.refusal}</p>
              <p className="mt-1">{t('refused', { state: t(`state.${state}`) })}</p>
            </>
          ) : (
            <p>{last ? t(outcome && 'same' in outcome ? 'same' : `say.${state}`) : t('idle')}</p>
          )}
        </div>
      }
    >
      <div className="rounded-lg border border-term-line bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] text-term-ink">
        <span aria-hidden="true" className="text-term-prompt">
          ${' '}
        </span>
        {last ? `docker ${last.verb} ${last.verb === 'create' ? '--name life nginx' : 'life'}` : ''}
        <span aria-hidden="true" className="ml-px inline-block h-4 w-2 translate-y-0.5 bg-term-faint" />
      </div>

      <ol className="mt-5 grid grid-cols-2 gap-2 sm:grid-cols-5">
        {lifeStates.map((one) => (
          <li
            key={one}
            aria-current={one === state ? 'true' : undefined}
            className={classNames(
              'flex min-h-14 flex-col items-center justify-center rounded-md border px-1 text-center text-[0.8125rem] leading-tight font-medium transition-colors',
              one === state ? 'border-accent bg-accent text-accent-ink' : 'border-line-strong bg-bg text-ink-soft',
              one === 'none' && one !== state && 'border-dashed',
            )}
          >
            {t(`state.${one}`)}
            {one === 'none' ? null : (
              <span className="mt-0.5 font-mono text-[0.6875rem] font-normal">{t(`status.${one}`)}</span>
            )}
          </li>
        ))}
      </ol>

      <dl className="mt-5 grid gap-2 sm:grid-cols-3">
        {gauges.map((gauge) => (
          <div key={gauge} className="rounded-md border border-line px-3 py-2">
            <dt className="text-[0.8125rem] text-ink-soft">{t(`gauge.${gauge}`)}</dt>
            <dd className="mt-1 flex items-center gap-2 text-sm font-medium">
              <span aria-hidden="true" className="h-2 flex-1 rounded-full bg-sunken">
                <span
                  className={classNames(
                    'block h-2 rounded-full bg-accent transition-[width]',
                    costs[gauge] ? 'w-2/3' : 'w-0',
                  )}
                />
              </span>
              {costs[gauge] ? t('held') : t('free')}
            </dd>
          </div>
        ))}
      </dl>
    </Figure>
  )
}
