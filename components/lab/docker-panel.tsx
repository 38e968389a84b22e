'use client'

import { Container as ContainerIcon, Rows3, SquareKanban } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { DockerObjects } from '#server/protocol/lab.ts'
import { DockerMap } from './docker-map.tsx'
import { DockerTable } from './docker-table.tsx'
import { useLabDesk } from './lab-context.ts'

/** Spoken changes come at most this often. */
const SPEAK_EVERY_MS = 2_000

export function DockerPanel() {
  const t = useTranslations('lab.docker')
  const { view, panels, setPanels } = useLabDesk()
  const objects = view.room?.objects
  if (!objects)
    return (
      <EmptyState icon={<ContainerIcon aria-hidden="true" />} title={t('waiting')} className="h-full justify-center" />
    )
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center justify-between gap-3 px-4 pt-2.5 pb-1">
        <Summary objects={objects} />
        <Segmented
          label={t('view')}
          value={panels.docker}
          onChange={(docker) => setPanels({ docker })}
          options={[
            { value: 'map', label: <Labelled icon={<SquareKanban aria-hidden="true" />}>{t('map')}</Labelled> },
            { value: 'table', label: <Labelled icon={<Rows3 aria-hidden="true" />}>{t('table')}</Labelled> },
          ]}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">
        {panels.docker === 'map' ? <DockerMap objects={objects} /> : <DockerTable objects={objects} />}
      </div>
    </div>
  )
}

function Labelled({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 [&_svg]:size-3.5">
      {icon}
      {children}
    </span>
  )
}

function Summary({ objects }: { objects: DockerObjects }) {
  const t = useTranslations('lab.docker')
  const text = t('summary', {
    total: objects.containers.length,
    running: objects.containers.filter(({ state }) => state === 'running').length,
    images: objects.images.length,
    volumes: objects.volumes.length,
    networks: objects.networks.length,
  })
  const [spoken, setSpoken] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(text), SPEAK_EVERY_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <>
      <p aria-hidden="true" className="min-w-0 truncate text-[0.8125rem] text-ink-soft">
        {text}
      </p>
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </>
  )
}
