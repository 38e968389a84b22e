'use client'

// The figures that are drawn from looking at the learner's own host: each chooses what it shows, and says when there is nothing.
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { BuildLog } from '../diagram/build-log.tsx'
import { Choose } from '../diagram/choose.tsx'
import { Gauge } from '../diagram/gauge.tsx'
import { hasProcesses } from '../diagram/gauge-model.ts'
import { MountTable } from '../diagram/mount-table.tsx'
import { Namespaces } from '../diagram/namespaces.tsx'
import { StackOfLayers } from '../diagram/stack-of-layers.tsx'
import { imageTitle } from '../diagram/stack-of-layers-model.ts'
import { Started } from '../diagram/started.tsx'
import { useHost } from './host-context.ts'
import { useGauges } from './use-gauges.ts'
import { useLook } from './use-look.ts'

export const hostFigures = ['namespaces', 'layers', 'builds', 'mounts', 'argv'] as const
export type HostFigureName = (typeof hostFigures)[number]

export function HostFigure({ of }: { of: HostFigureName }) {
  switch (of) {
    case 'namespaces':
      return <Inside />
    case 'layers':
      return <Layers />
    case 'builds':
      return <Builds />
    case 'mounts':
      return <Mounted />
    case 'argv':
      return <Argv />
  }
}

const Note = ({ children }: { children: ReactNode }) => <p className="text-ink-soft">{children}</p>

/** The container that was chosen, as long as it is there; else the newest. */
function useChosen(among: (container: DockerContainer) => boolean) {
  const t = useTranslations('host.mine')
  const { objects } = useHost()
  const [wanted, setWanted] = useState<string>()
  const all = (objects?.containers ?? []).filter(among).toSorted((a, b) => b.created - a.created)
  const chosen = all.find(({ id }) => id === wanted) ?? all[0]
  const choose = chosen ? (
    <Choose
      label={t('container')}
      value={chosen.id}
      options={all.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={setWanted}
    />
  ) : null
  return { chosen, choose }
}

function Inside() {
  const t = useTranslations('host.inside')
  const { beats } = useHost()
  const { chosen, choose } = useChosen(hasProcesses)
  const reading = useGauges(chosen ? [chosen.id] : []).get(chosen?.id ?? '')
  // A process that comes or goes by itself is no event, but it is counted every second.
  const changed = `${beats} ${chosen?.state} ${reading?.sample.pids}`
  const { seen } = useLook(chosen && { at: 'processes', container: chosen.id }, changed)
  if (!chosen) return <Note>{t('nothing')}</Note>
  return (
    <div data-figure="namespaces" className="space-y-4">
      {choose}
      {seen ? <Namespaces image={chosen.image} seen={seen} /> : null}
      <section>
        <h4 className="text-[0.8125rem] font-semibold">{t('cgroup')}</h4>
        <Gauge name={chosen.name} reading={reading} frozen={chosen.state === 'paused'} />
      </section>
    </div>
  )
}

function Layers() {
  const t = useTranslations('host.stack')
  const { objects, beats } = useHost()
  const [wanted, setWanted] = useState<string>()
  const images = objects?.images ?? []
  const chosen = images.find(({ id }) => id === wanted) ?? images.toSorted((a, b) => b.created - a.created)[0]
  const states = objects?.containers.map(({ id, state }) => `${id} ${state}`).join()
  const { seen } = useLook({ at: 'layers' }, images.map(({ id, tags }) => `${id} ${tags.join()}`).join())
  const { seen: written, again } = useLook(chosen && { at: 'writable', image: chosen.id }, `${beats} ${states}`)
  if (!chosen) return <Note>{t('nothing')}</Note>
  const image = seen?.images.find(({ id }) => id === chosen.id)
  return (
    <div data-figure="layers" className="space-y-4">
      <Choose
        label={t('image')}
        value={chosen.id}
        options={images.map((one) => ({ value: one.id, label: imageTitle(one) }))}
        onChange={setWanted}
      />
      {seen && image ? (
        <StackOfLayers
          image={image}
          images={seen.images}
          containers={written?.containers}
          onAgain={() => void again()}
        />
      ) : null}
    </div>
  )
}

function Builds() {
  const t = useTranslations('host.build')
  const { builds } = useHost()
  return builds.length > 0 ? <BuildLog builds={builds} /> : <Note>{t('nothing')}</Note>
}

function Mounted() {
  const { objects } = useHost()
  const { seen } = useLook({ at: 'mounts' }, objects?.containers.map(({ id }) => id).join() ?? '')
  return objects && seen ? <MountTable objects={objects} seen={seen} /> : null
}

function Argv() {
  const t = useTranslations('host.start')
  const { chosen, choose } = useChosen(() => true)
  const { seen } = useLook(chosen && { at: 'argv', container: chosen.id }, '')
  if (!chosen) return <Note>{t('nothing')}</Note>
  return (
    <div data-figure="argv" className="space-y-4">
      {choose}
      {seen ? <Started seen={seen} /> : null}
    </div>
  )
}
