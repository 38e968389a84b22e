'use client'

// A build: the Dockerfile's lines on one side, the image that grows out of them on the other.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { buildLines, builtAt } from './build-steps-model.ts'
import { Figure } from './figure.tsx'
import { Stepper } from './stepper.tsx'

export function BuildSteps() {
  const t = useTranslations('diagram.build')
  const [at, setAt] = useState(0)
  const { layers, notes } = builtAt(at)
  const current = buildLines[at - 1]
  return (
    <Figure
      label={t('label')}
      controls={<Stepper at={at} total={buildLines.length} onStep={setAt} />}
      below={
        <p aria-live="polite" className="min-h-12">
          {current ? t(`say.${current.id}`) : t('idle')}
        </p>
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <div>
          <p className="mb-2 font-mono text-[0.8125rem] font-semibold">Dockerfile</p>
          <ol className="space-y-1">
            {buildLines.map(({ id, text }, index) => (
              <li
                key={id}
                aria-current={index === at - 1 ? 'step' : undefined}
                className={classNames(
                  'rounded-md border px-3 py-2 font-mono text-[0.8125rem] break-words transition-colors',
                  index === at - 1 && 'border-accent bg-accent-soft',
                  index < at - 1 && 'border-line-control bg-bg',
                  index > at - 1 && 'border-dashed border-line-strong text-ink-faint',
                )}
              >
                {text}
              </li>
            ))}
          </ol>
        </div>
        <div className="flex min-h-72 flex-col">
          <p className="mb-2 text-[0.8125rem] font-semibold">{t('layers')}</p>
          <ul className="space-y-1">
            {layers.map((layer, index) => (
              <li
                key={layer}
                className={classNames(
                  'rounded border px-3 py-1.5 font-mono text-[0.8125rem] break-words',
                  index === 0 && current && 'layer' in current
                    ? 'border-accent bg-accent-soft'
                    : 'border-line-control bg-sunken',
                )}
              >
                {layer}
              </li>
            ))}
          </ul>
          {layers.length === 0 ? <p className="text-[0.8125rem] text-ink-faint">{t('none')}</p> : null}
          <p className="mt-4 mb-2 text-[0.8125rem] font-semibold">{t('notes')}</p>
          <ul className="space-y-1">
            {notes.map((note, index) => (
              <li
                key={note}
                className={classNames(
                  'rounded border border-dashed px-3 py-1.5 font-mono text-[0.8125rem] break-words',
                  index === notes.length - 1 && current && 'note' in current
                    ? 'border-accent text-accent'
                    : 'border-line-strong text-ink-soft',
                )}
              >
                {note}
              </li>
            ))}
          </ul>
          {notes.length === 0 ? <p className="text-[0.8125rem] text-ink-faint">{t('none')}</p> : null}
        </div>
      </div>
    </Figure>
  )
}
