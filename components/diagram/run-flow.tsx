'use client'

// `docker run` as what it is: requests between CLI, daemon and registry, then a process. Order as the docker CLI sends them.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Figure } from './figure.tsx'
import { Stepper } from './stepper.tsx'

const actors = ['cli', 'daemon', 'registry', 'container'] as const
type Actor = (typeof actors)[number]

const steps = [
  { id: 'create', from: 'cli', to: 'daemon', pullOnly: true },
  { id: 'missing', from: 'daemon', to: 'cli', pullOnly: true },
  { id: 'pull', from: 'cli', to: 'daemon', pullOnly: true },
  { id: 'layers', from: 'registry', to: 'daemon', pullOnly: true },
  { id: 'recreate', from: 'cli', to: 'daemon' },
  { id: 'created', from: 'daemon', to: 'cli' },
  { id: 'start', from: 'cli', to: 'daemon' },
  { id: 'process', from: 'daemon', to: 'container' },
  { id: 'output', from: 'container', to: 'cli' },
  { id: 'exit', from: 'container', to: 'cli' },
] as const satisfies { id: string; from: Actor; to: Actor; pullOnly?: true }[]

const COLUMN_PERCENT = 100 / actors.length
const centre = (actor: Actor) => (actors.indexOf(actor) + 0.5) * COLUMN_PERCENT

export function RunFlow() {
  const t = useTranslations('diagram.run')
  const [local, setLocal] = useState(false)
  const [at, setAt] = useState(0)
  // With the image at hand the first request already succeeds: same text as the first one of the long way.
  const shown = steps
    .filter((step) => !local || !('pullOnly' in step))
    .map((step) => ({ ...step, id: local && step.id === 'recreate' ? ('create' as const) : step.id }))
  const current = shown[at - 1]

  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <Stepper at={at} total={shown.length} onStep={setAt} />
          <label className="ml-auto flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={local}
              onChange={(event) => {
                setLocal(event.target.checked)
                setAt(0)
              }}
              className="size-4 accent-(--accent)"
            />
            {t('local')}
          </label>
        </>
      }
      below={
        <p aria-live="polite" className="min-h-12">
          {current ? t(`${current.id}.text`) : t('idle')}
        </p>
      }
    >
      <div className="mx-auto max-w-2xl">
        <div className="grid grid-cols-4 gap-2">
          {actors.map((actor) => {
            const active = current?.from === actor || current?.to === actor
            return (
              <div
                key={actor}
                className={classNames(
                  'flex min-h-10 items-center justify-center rounded-md border px-1 text-center text-[0.6875rem] leading-tight font-semibold transition-colors sm:text-[0.8125rem]',
                  active ? 'border-accent bg-accent-soft text-accent' : 'border-line-strong bg-bg text-ink-soft',
                )}
              >
                {t(`actor.${actor}`)}
              </div>
            )
          })}
        </div>
        <div className="relative">
          {actors.map((actor) => (
            <div
              key={actor}
              aria-hidden="true"
              className="absolute inset-y-0 border-l border-dashed border-line-strong"
              style={{ left: `${centre(actor)}%` }}
            />
          ))}
          <ol className="relative pt-3 pb-1" style={{ minHeight: `${steps.length * 2.25 + 1}rem` }}>
            {shown.slice(0, at).map((step, index) => (
              <Arrow key={step.id} step={step} current={index === at - 1} />
            ))}
          </ol>
        </div>
      </div>
    </Figure>
  )
}

function Arrow({
  step,
  current,
}: {
  step: { id: (typeof steps)[number]['id']; from: Actor; to: Actor }
  current: boolean
}) {
  const t = useTranslations('diagram.run')
  const [a, b] = [centre(step.from), centre(step.to)]
  const leftward = b < a
  return (
    <li className={classNames('relative h-9', current ? 'text-accent' : 'text-ink-faint')}>
      <span className="sr-only">{`${t(`actor.${step.from}`)} → ${t(`actor.${step.to}`)}: `}</span>
      <span
        className="absolute top-0 -translate-x-1/2 bg-surface px-1 font-mono text-[0.6875rem] leading-4 whitespace-nowrap sm:text-xs"
        style={{ left: `${(a + b) / 2}%` }}
      >
        {t(`${step.id}.label`)}
      </span>
      <span
        aria-hidden="true"
        className="absolute top-5.5 h-0 border-t-2 border-current"
        style={{ left: `${Math.min(a, b)}%`, width: `${Math.abs(b - a)}%` }}
      >
        <span
          className={classNames(
            'absolute -top-[5px] size-2 rotate-45 border-current',
            leftward ? 'left-0 border-b-2 border-l-2' : 'right-0 border-t-2 border-r-2',
          )}
        />
      </span>
    </li>
  )
}
