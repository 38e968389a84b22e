'use client'

// What a push or pull carries: each blob at home, on its way, or there already.
import { ArrowLeft, ArrowRight, Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Segmented } from '../ui/segmented.tsx'
import { blobs, commandOf, digestOf, type Journey, journeys, travels } from './blobs-model.ts'
import { Figure } from './figure.tsx'

export function Blobs() {
  const t = useTranslations('diagram.blobs')
  const [journey, setJourney] = useState<Journey>('first')
  const pull = journey === 'pull'
  const Arrow = pull ? ArrowLeft : ArrowRight
  return (
    <Figure
      label={t('label')}
      controls={
        <Segmented
          label={t('journey')}
          value={journey}
          options={journeys.map((value) => ({ value, label: t(`choice.${value}`) }))}
          onChange={setJourney}
          className="flex-wrap"
        />
      }
      below={
        <p aria-live="polite" className="min-h-12">
          {t(`say.${journey}`)}
        </p>
      }
    >
      <p className="rounded-lg border border-term-line bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] break-words text-term-ink">
        <span aria-hidden="true" className="text-term-prompt">
          ${' '}
        </span>
        {commandOf(journey)}
      </p>
      <div className="mx-auto mt-5 max-w-2xl text-[0.8125rem]">
        <p aria-hidden="true" className="flex justify-between px-1 font-semibold text-ink-soft">
          <span>{t(pull ? 'other' : 'machine')}</span>
          <span>{t('registry')}</span>
        </p>
        <ul className="mt-2 space-y-2">
          {blobs.map((blob) => {
            const moves = travels(journey, blob)
            return (
              <li
                key={blob}
                className={classNames(
                  'flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-md border px-3 py-2 transition-colors',
                  moves ? 'border-accent bg-accent-soft' : 'border-line bg-sunken',
                )}
              >
                <span className="min-w-0">
                  <span className="font-semibold">{t(`blob.${blob}`)}</span>{' '}
                  <code className="text-ink-soft">{digestOf(journey, blob)}…</code>
                </span>
                <span
                  className={classNames(
                    'inline-flex items-center gap-1.5 font-medium [&_svg]:size-4 [&_svg]:shrink-0',
                    moves ? 'text-accent' : 'text-ink-soft',
                  )}
                >
                  {moves ? <Arrow aria-hidden="true" /> : <Check aria-hidden="true" />}
                  {t(moves ? (pull ? 'fetched' : 'sent') : 'there')}
                </span>
              </li>
            )
          })}
        </ul>
      </div>
    </Figure>
  )
}
