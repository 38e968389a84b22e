'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Figure } from './figure.tsx'
import { BUILD_MINUTES, fleetFacts, HAND_MINUTES, MAX_SERVERS, SLIP_PERCENTS, SWAP_SECONDS } from './fleet-model.ts'

const FIRST_SERVERS = 10
// Which dots are drawn as differing: spread over the grid, the same every time.
const SPREAD = 37

export function FleetSlider() {
  const t = useTranslations('diagram.fleet')
  const [servers, setServers] = useState(FIRST_SERVERS)
  const [slip, setSlip] = useState<`${(typeof SLIP_PERCENTS)[number]}`>('2')
  const id = useId()
  const facts = fleetFacts(servers, Number(slip))
  const time = (minutes: number) =>
    minutes < 60 ? t('minutes', { minutes }) : t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
  const differing = Math.round(facts.expectedDiffering)

  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <div className="min-w-52 flex-1">
            <label htmlFor={id} className="text-sm font-medium tabular-nums">
              {t('servers', { count: servers })}
            </label>
            <input
              id={id}
              type="range"
              min={1}
              max={MAX_SERVERS}
              value={servers}
              aria-label={t('serversLabel')}
              onChange={(event) => setServers(Number(event.target.value))}
              className="mt-1.5 block h-6 w-full accent-(--accent)"
            />
          </div>
          <div>
            <p className="mb-1.5 text-[0.8125rem] text-ink-soft">{t('slip')}</p>
            <Segmented
              label={t('slip')}
              value={slip}
              options={SLIP_PERCENTS.map((percent) => ({
                value: `${percent}` as const,
                label: t('percent', { percent }),
              }))}
              onChange={setSlip}
            />
          </div>
        </>
      }
      below={
        <p className="text-[0.8125rem] text-ink-soft">
          {t('assume', { hand: HAND_MINUTES, build: BUILD_MINUTES, swap: SWAP_SECONDS })}
        </p>
      }
    >
      <div className="grid gap-6 sm:grid-cols-2" aria-live="polite">
        <Side
          title={t('hand')}
          time={time(facts.handMinutes)}
          risk={t('percent', { percent: facts.anyDiffers })}
          note={t('expected', { count: facts.expectedDiffering })}
          servers={servers}
          differing={differing}
        />
        <Side
          title={t('image')}
          time={time(facts.imageMinutes)}
          risk={t('percent', { percent: 0 })}
          note={t('oneSource')}
          servers={servers}
          differing={0}
        />
      </div>
    </Figure>
  )
}

type SideProps = { title: string; time: string; risk: string; note: string; servers: number; differing: number }

function Side({ title, time, risk, note, servers, differing }: SideProps) {
  const t = useTranslations('diagram.fleet')
  const odd = new Set(Array.from({ length: differing }, (_, index) => (index * SPREAD + 3) % servers))
  return (
    <div>
      <p className="font-semibold">{title}</p>
      <div aria-hidden="true" className="mt-3 grid grid-cols-20 gap-1 sm:grid-cols-10">
        {Array.from({ length: MAX_SERVERS }, (_, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the server
            key={index}
            className={classNames(
              'h-3.5 border',
              index >= servers && 'rounded-sm border-transparent bg-sunken',
              index < servers && odd.has(index) && 'rounded-full border-bad bg-bad',
              index < servers && !odd.has(index) && 'rounded-sm border-accent-line bg-accent-soft',
            )}
          />
        ))}
      </div>
      <dl className="mt-3 space-y-1 text-sm">
        <div className="flex justify-between gap-3">
          <dt className="text-ink-soft">{t('time')}</dt>
          <dd className="font-semibold tabular-nums">{time}</dd>
        </div>
        <div className="flex justify-between gap-3">
          <dt className="text-ink-soft">{t('differ')}</dt>
          <dd className="font-semibold tabular-nums">{risk}</dd>
        </div>
      </dl>
      <p className="mt-1.5 text-[0.8125rem] text-ink-faint">{note}</p>
    </div>
  )
}
