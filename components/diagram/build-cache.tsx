'use client'

// The same build in two orders: which lines come from the cache after a change, and what that saves.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Segmented } from '../ui/segmented.tsx'
import { type BuildChange, type BuildOrder, buildChanges, buildOrders, rebuild } from './build-cache-model.ts'
import { Figure } from './figure.tsx'

export function BuildCache() {
  const t = useTranslations('diagram.cache')
  const [order, setOrder] = useState<BuildOrder>('slow')
  const [change, setChange] = useState<BuildChange>('source')
  const { bars, takes, saved } = rebuild(order, change)
  const longest = Math.max(...bars.map(({ seconds }) => seconds))
  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <Segmented
            label={t('order')}
            value={order}
            options={buildOrders.map((value) => ({ value, label: t(`orders.${value}`) }))}
            onChange={setOrder}
          />
          <Segmented
            label={t('change')}
            value={change}
            options={buildChanges.map((value) => ({ value, label: t(`changes.${value}`) }))}
            onChange={setChange}
            className="flex-wrap"
          />
        </>
      }
      below={
        <div aria-live="polite" className="min-h-12">
          <p className="font-semibold">{t('sum', { takes, saved })}</p>
          <p className="mt-1 text-ink-soft">{t('example')}</p>
        </div>
      }
    >
      <ol className="mx-auto max-w-2xl space-y-2">
        {bars.map(({ text, seconds, hit }) => (
          <li key={text} className="grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-1 text-[0.8125rem]">
            <span className="min-w-0 font-mono break-words">{text}</span>
            <span className={classNames('text-right text-xs', hit ? 'text-accent' : 'text-bad')}>
              {hit ? 'Using cache' : t('seconds', { seconds })}
            </span>
            <span aria-hidden="true" className="col-span-2 h-2 rounded-full bg-sunken">
              <span
                className={classNames(
                  'block h-2 rounded-full transition-[width]',
                  hit ? 'border border-accent-line bg-accent-soft' : 'bg-bad',
                )}
                style={{ width: `${Math.max(2, (seconds / longest) * 100)}%` }}
              />
            </span>
          </li>
        ))}
      </ol>
    </Figure>
  )
}
