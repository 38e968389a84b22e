'use client'

// Containers in lanes by state, and what they stand on: images, volumes, networks.
import { Database, Layers, Network } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useRef } from 'react'
import { gauged } from '#components/diagram/gauge-model.ts'
import { useGauges } from '#components/host/use-gauges.ts'
import { classNames } from '#components/ui/class-name.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import type { DockerObjects } from '#server/protocol/lab.ts'
import { size } from '../ui/size.ts'
import { ContainerCard } from './container-card.tsx'
import { DEFAULT_NETWORKS, type Shown } from './docker/shown.ts'
import { imageUsers, type Lane, laneOf, lanes } from './docker-lane.ts'
import { useGlide } from './use-glide.ts'

const laneLook: Record<Lane, string> = {
  created: 'bg-accent',
  running: 'bg-ok',
  paused: 'bg-warn',
  exited: 'bg-line-control',
}
type Props = { objects: DockerObjects; onOpen: (object: Shown) => void }

export function DockerMap({ objects, onOpen }: Props) {
  const t = useTranslations('lab.docker')
  const map = useRef<HTMLDivElement>(null)
  useGlide(map, String(objects.rev))
  const measured = gauged(objects.containers)
  const readings = useGauges(measured)
  const nothing = objects.containers.length + objects.images.length + objects.volumes.length === 0
  if (nothing && objects.networks.every(({ name }) => DEFAULT_NETWORKS.includes(name)))
    return (
      <EmptyState title={t('empty')} className="py-6">
        {t('emptyText')}
      </EmptyState>
    )
  return (
    <div ref={map} className="space-y-4">
      <section aria-label={t('containers')} className="grid grid-cols-1 gap-2.5 @md:grid-cols-2 @3xl:grid-cols-4">
        {lanes.map((lane) => {
          const inside = objects.containers
            .filter(({ state }) => laneOf(state) === lane)
            .toSorted((a, b) => a.created - b.created)
          return (
            <section
              key={lane}
              data-lane={lane}
              aria-label={t(`lane.${lane}`)}
              className={classNames('rounded-lg bg-sunken p-2', inside.length === 0 && '@max-3xl:py-1')}
            >
              <h3 className="flex items-center gap-2 px-1 pb-1.5 text-xs font-semibold text-ink-soft">
                <span aria-hidden="true" className={classNames('size-2 rounded-full', laneLook[lane])} />
                {t(`lane.${lane}`)}
                <span className="text-ink-faint tabular-nums">{inside.length}</span>
              </h3>
              {inside.length === 0 ? (
                <p className="px-1 pb-1 text-xs text-ink-faint @max-3xl:sr-only">{t('laneEmpty')}</p>
              ) : (
                <ul className="space-y-2">
                  {inside.map((container) => (
                    <ContainerCard
                      key={container.id}
                      container={container}
                      measured={measured.includes(container.id)}
                      reading={readings.get(container.id)}
                      onOpen={() => onOpen({ kind: 'container', id: container.id, name: container.name })}
                    />
                  ))}
                </ul>
              )}
            </section>
          )
        })}
      </section>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 @xl:grid-cols-3">
        <Shelf icon={<Layers aria-hidden="true" />} title={t('images')} count={objects.images.length}>
          {objects.images.map((image) => {
            const users = imageUsers(image, objects.containers)
            return (
              <Item
                key={image.id}
                id={image.id}
                name={image.tags.join(', ') || t('untagged')}
                faint={image.tags.length === 0}
                detail={`${size(image.size)} · ${t('layers', { count: image.layers })} · ${users > 0 ? t('usedBy', { count: users }) : t('unused')}`}
              />
            )
          })}
        </Shelf>
        <Shelf icon={<Database aria-hidden="true" />} title={t('volumes')} count={objects.volumes.length}>
          {objects.volumes.map(({ name }) => {
            const users = objects.containers.filter(({ mounts }) => mounts.some((mount) => mount.name === name)).length
            return (
              <Item
                key={name}
                id={`volume-${name}`}
                name={name}
                detail={users > 0 ? t('usedBy', { count: users }) : t('unused')}
              />
            )
          })}
        </Shelf>
        <Shelf icon={<Network aria-hidden="true" />} title={t('networks')} count={objects.networks.length}>
          {objects.networks.map((network) => {
            const users = objects.containers.filter(({ networks }) => networks.includes(network.name)).length
            const parts = [network.driver, network.subnet, users > 0 ? t('usedBy', { count: users }) : undefined]
            if (DEFAULT_NETWORKS.includes(network.name)) parts.unshift(t('defaultNetwork'))
            return (
              <Item
                key={network.id}
                id={network.id}
                name={network.name}
                faint={users === 0 && DEFAULT_NETWORKS.includes(network.name)}
                detail={parts.filter(Boolean).join(' · ')}
              />
            )
          })}
        </Shelf>
      </div>
    </div>
  )
}

type ShelfProps = { icon: ReactNode; title: string; count: number; children: ReactNode }

function Shelf({ icon, title, count, children }: ShelfProps) {
  const t = useTranslations('lab.docker')
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="flex items-center gap-1.5 border-b border-line pb-1.5 text-xs font-semibold text-ink-soft [&_svg]:size-3.5">
        {icon}
        {title}
        <span className="text-ink-faint tabular-nums">{count}</span>
      </h3>
      {count === 0 ? (
        <p className="py-1.5 text-xs text-ink-faint">{t('laneEmpty')}</p>
      ) : (
        <ul className="divide-y divide-line">{children}</ul>
      )}
    </section>
  )
}

function Item({ id, name, detail, faint }: { id: string; name: string; detail: string; faint?: boolean }) {
  return (
    <li data-glide={id} className="py-1.5">
      <p className={classNames('font-mono text-[0.8125rem] break-words', faint ? 'text-ink-faint' : 'text-ink')}>
        {name}
      </p>
      <p className="text-xs text-ink-faint">{detail}</p>
    </li>
  )
}
