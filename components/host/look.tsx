'use client'

// What a lesson's figure shows of the learner's own host once it is looked at: its connection, and the drawing.
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { ContainerGauges } from '../diagram/container-gauges.tsx'
import { gauged } from '../diagram/gauge-model.ts'
import { Networks } from '../diagram/networks.tsx'
import { Transfers } from '../diagram/transfers.tsx'
import { type Host, HostProvider, useHost } from './host-context.ts'
import { HostFigure } from './host-figure.tsx'
import { createHostSession, noHost } from './host-session.ts'
import type { HostPart } from './my-host.tsx'
import { useGauges } from './use-gauges.ts'

const quiet = () => () => {}
const blind = async () => ({ ok: false, error: 'agent-away' }) as const
const atNothing = () => noHost

/** Looks as long as it is drawn. */
export function Look({ of }: { of: HostPart }) {
  const t = useTranslations('host.mine')
  const [session, setSession] = useState<ReturnType<typeof createHostSession>>()
  useEffect(() => {
    const made = createHostSession()
    setSession(made)
    return () => {
      setSession(undefined)
      made.dispose()
    }
  }, [])
  const { phase, objects, transfers, builds, beats } = useSyncExternalStore(
    session?.subscribe ?? quiet,
    session?.view ?? atNothing,
    atNothing,
  )
  const host = useMemo(
    (): Host => ({
      live: phase === 'live',
      objects,
      transfers,
      builds,
      beats,
      follow: session?.follow ?? quiet,
      look: session?.look ?? blind,
    }),
    [phase, objects, transfers, builds, beats, session],
  )
  return (
    <HostProvider value={host}>
      {phase === 'live' ? null : (
        <p role="status" className="mb-3 text-ink-soft">
          {t(phase)}
        </p>
      )}
      {objects ? draw(of) : null}
    </HostProvider>
  )
}

function draw(of: HostPart): ReactNode {
  switch (of) {
    case 'gauges':
      return <Gauges />
    case 'networks':
      return <Meetings />
    case 'transfers':
      return <Carried />
    default:
      return <HostFigure of={of} />
  }
}

function Gauges() {
  const t = useTranslations('host.mine')
  const { objects } = useHost()
  const containers = objects?.containers ?? []
  const readings = useGauges(gauged(containers))
  if (containers.length === 0) return <p className="text-ink-soft">{t('nothing')}</p>
  return <ContainerGauges containers={containers} readings={readings} />
}

function Meetings() {
  const { objects } = useHost()
  return objects ? <Networks objects={objects} /> : null
}

function Carried() {
  const t = useTranslations('host.transfer')
  const { transfers } = useHost()
  return transfers.length > 0 ? (
    <Transfers transfers={transfers} />
  ) : (
    <p className="text-ink-soft">
      {t('empty')}. {t('emptyText')}
    </p>
  )
}
