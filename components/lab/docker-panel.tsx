'use client'

import {
  ArrowLeftRight,
  Container as ContainerIcon,
  Layers,
  List as ListIcon,
  Network,
  Play,
  SquareKanban,
} from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Networks } from '#components/diagram/networks.tsx'
import { Transfers } from '#components/diagram/transfers.tsx'
import { useHost } from '#components/host/host-context.ts'
import { HostFigure, type HostFigureName, hostFigures } from '#components/host/host-figure.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { DockerKind } from '#server/protocol/docker.ts'
import type { DockerObjects } from '#server/protocol/lab.ts'
import { ObjectList } from './docker/object-list.tsx'
import { ObjectView } from './docker/object-view.tsx'
import { RefusalNote } from './docker/refusal-note.tsx'
import { RemoveDialog } from './docker/remove-dialog.tsx'
import { RunDialog } from './docker/run-dialog.tsx'
import { type Shown, stillThere } from './docker/shown.ts'
import { useAct } from './docker/use-act.ts'
import { DockerMap } from './docker-map.tsx'
import { useLabDesk } from './lab-context.ts'

/** Spoken changes come at most this often. */
const SPEAK_EVERY_MS = 2_000

const views = ['map', 'list', 'network', 'transfer', 'figure'] as const
const icons = {
  map: <SquareKanban aria-hidden="true" />,
  list: <ListIcon aria-hidden="true" />,
  network: <Network aria-hidden="true" />,
  transfer: <ArrowLeftRight aria-hidden="true" />,
  figure: <Layers aria-hidden="true" />,
}

/** The host's objects: as a map, as lists to work with, who meets whom on its networks, what pushes and pulls carried, figures of what is inside, and one of them close up. */
export function DockerPanel() {
  const t = useTranslations('lab.docker')
  const { view, panels, setPanels, live } = useLabDesk()
  const acting = useAct()
  const [kind, setKind] = useState<DockerKind>('container')
  const [open, setOpen] = useState<Shown>()
  const [removing, setRemoving] = useState<Shown>()
  /** The image that the form begins with. */
  const [running, setRunning] = useState<string>()
  const objects = view.room?.objects
  if (!objects)
    return (
      <EmptyState icon={<ContainerIcon aria-hidden="true" />} title={t('waiting')} className="h-full justify-center" />
    )
  // One that was removed meanwhile is looked at no longer.
  const shown = open && stillThere(objects, open) ? open : undefined
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      {shown ? (
        <ObjectView
          key={shown.id}
          object={shown}
          container={objects.containers.find(({ id }) => id === shown.id)}
          acting={acting}
          onBack={() => setOpen(undefined)}
          onRemove={() => setRemoving(shown)}
        />
      ) : (
        <>
          <div className="flex shrink-0 items-center justify-between gap-3 px-4 pt-2.5 pb-1">
            <Summary objects={objects} />
            <div className="flex shrink-0 items-center gap-2">
              <Button size="sm" disabled={!live} onClick={() => setRunning('')}>
                <Play aria-hidden="true" />
                {t('run.open')}
              </Button>
              <Segmented
                label={t('view')}
                value={panels.docker}
                onChange={(docker) => setPanels({ docker })}
                options={views.map((value) => ({
                  value,
                  label: <Labelled icon={icons[value]}>{t(value)}</Labelled>,
                }))}
              />
            </div>
          </div>
          {panels.docker === 'list' ? (
            <ObjectList
              objects={objects}
              kind={kind}
              onKind={setKind}
              acting={acting}
              onOpen={setOpen}
              onRemove={setRemoving}
              onRun={setRunning}
            />
          ) : (
            <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">
              {panels.docker === 'map' ? <DockerMap objects={objects} onOpen={setOpen} /> : null}
              {panels.docker === 'network' ? <Networks objects={objects} /> : null}
              {panels.docker === 'transfer' ? <Carried /> : null}
              {panels.docker === 'figure' ? <Figures /> : null}
            </div>
          )}
        </>
      )}
      {acting.refused ? (
        <div className="max-h-1/2 shrink-0 overflow-y-auto px-4 py-2">
          <RefusalNote refused={acting.refused} onClose={acting.forget} />
        </div>
      ) : null}
      <RunDialog image={running} onClose={() => setRunning(undefined)} />
      <RemoveDialog object={removing} onClose={() => setRemoving(undefined)} />
    </div>
  )
}

function Figures() {
  const t = useTranslations('host.mine')
  const [of, setOf] = useState<HostFigureName>('namespaces')
  return (
    <div className="space-y-4 text-sm">
      <Segmented
        label={t('figure')}
        value={of}
        onChange={setOf}
        className="flex-wrap"
        options={hostFigures.map((value) => ({ value, label: t(`short.${value}`) }))}
      />
      <HostFigure key={of} of={of} />
    </div>
  )
}

function Carried() {
  const t = useTranslations('host.transfer')
  const { transfers } = useHost()
  if (transfers.length > 0) return <Transfers transfers={transfers} />
  return (
    <EmptyState icon={<ArrowLeftRight aria-hidden="true" />} title={t('empty')} className="py-6">
      {t('emptyText')}
    </EmptyState>
  )
}

/** On a narrow panel the icon alone is seen; its word is still there to be read out. */
function Labelled({ icon, children }: { icon: React.ReactNode; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 [&_svg]:size-3.5" title={children}>
      {icon}
      <span className="@max-2xl:sr-only">{children}</span>
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
