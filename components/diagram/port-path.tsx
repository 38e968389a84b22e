'use client'

// A request's way into a container, hop by hop; the hop that refuses turns red and says how curl tells of it.
import { ArrowRight, Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Figure } from './figure.tsx'
import { hopState, hops, options, publishings, type Settings, walk } from './port-path-model.ts'

const START: Settings = { publishing: 'none', from: 'here', listens: 'all' }

export function PortPath() {
  const t = useTranslations('diagram.port')
  const [settings, setSettings] = useState(START)
  const { outcome, brokenAt } = walk(settings)
  const change = (part: Partial<Settings>) => setSettings({ ...settings, ...part })
  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <div className="w-full">
            <Segmented
              label={t('publishing')}
              value={settings.publishing}
              options={publishings.map((value) => ({
                value,
                label: options[value] ? <code>{options[value]}</code> : t('none'),
              }))}
              onChange={(publishing) => change({ publishing })}
              className="flex-wrap"
            />
          </div>
          <Segmented
            label={t('from')}
            value={settings.from}
            options={(['here', 'elsewhere'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(from) => change({ from })}
          />
          <Segmented
            label={t('listens')}
            value={settings.listens}
            options={(['all', 'loopback'] as const).map((value) => ({ value, label: t(`address.${value}`) }))}
            onChange={(listens) => change({ listens })}
            className="flex-wrap"
          />
        </>
      }
      below={
        <div aria-live="polite" className="min-h-18">
          <p className={classNames('font-mono text-[0.8125rem]', brokenAt ? 'text-bad' : 'text-accent')}>
            {t(`curl.${outcome}`)}
          </p>
          <p className="mt-1">{t(`say.${outcome}`)}</p>
        </div>
      }
    >
      <ol className="mx-auto flex max-w-2xl flex-col gap-2 sm:flex-row sm:items-stretch">
        {hops.map((hop) => {
          const state = hopState(hop, brokenAt)
          return (
            <li
              key={hop}
              className={classNames(
                'flex flex-1 items-center gap-2 rounded-md border px-3 py-2.5 text-[0.8125rem] transition-colors',
                state === 'reached' && 'border-accent-line bg-accent-soft text-ink',
                state === 'broken' && 'border-bad bg-bad-soft text-bad',
                state === 'beyond' && 'border-dashed border-line-strong text-ink-faint',
              )}
            >
              {state === 'reached' ? <Check aria-hidden="true" className="size-4 shrink-0 text-accent" /> : null}
              {state === 'broken' ? <X aria-hidden="true" className="size-4 shrink-0" /> : null}
              {state === 'beyond' ? <ArrowRight aria-hidden="true" className="size-4 shrink-0" /> : null}
              <span>
                <span className="block font-semibold">{t(`hop.${hop}`)}</span>
                <span className="block text-xs">{t(`state.${state}`)}</span>
              </span>
            </li>
          )
        })}
      </ol>
    </Figure>
  )
}
