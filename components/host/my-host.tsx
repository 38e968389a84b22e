'use client'

// A lesson's figure of the learner's own host. It is looked at when the learner asks for it.
import { Radar } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Figure } from '../diagram/figure.tsx'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'
import type { HostFigureName } from './host-figure.tsx'

export type HostPart = 'gauges' | 'networks' | 'transfers' | HostFigureName

/** The connection and the figures come when somebody looks: a lesson that is read only doesn't pay for them. */
const Look = dynamic(() => import('./look.tsx').then((made) => made.Look), {
  ssr: false,
  loading: () => <Spinner />,
})

export function MyHost({ of }: { of: HostPart }) {
  const t = useTranslations('host.mine')
  const [looking, setLooking] = useState(false)
  return (
    <Figure
      label={t(`title.${of}`)}
      controls={
        <>
          <p className="text-sm font-semibold">{t(`title.${of}`)}</p>
          {looking ? null : (
            <Button size="sm" variant="primary" className="ml-auto" onClick={() => setLooking(true)}>
              <Radar aria-hidden="true" />
              {t('look')}
            </Button>
          )}
        </>
      }
    >
      <div data-my-host={of} className="text-sm leading-normal">
        {looking ? <Look of={of} /> : <p className="text-ink-soft">{t('why')}</p>}
      </div>
    </Figure>
  )
}
