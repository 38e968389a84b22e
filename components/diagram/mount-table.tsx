'use client'

// What is mounted where in each of the learner's containers, and what lies behind it.
import { Database, Folder, Lock, MemoryStick } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { DockerObjects } from '#server/protocol/lab.ts'
import type { LookedAt } from '#server/protocol/look.ts'
import { Badge } from '../ui/badge.tsx'
import { classNames } from '../ui/class-name.ts'
import { isAnonymous, type Mounted, mountedOf, type Place, placesOf } from './mount-table-model.ts'

const icons = { volume: Database, bind: Folder, tmpfs: MemoryStick }
/** Of a volume without a name of its own. */
const DIGITS = 12

type Props = { objects: Pick<DockerObjects, 'containers' | 'volumes'>; seen: LookedAt<'mounts'> }

export function MountTable({ objects, seen }: Props) {
  const t = useTranslations('host.mount')
  const mounted = mountedOf(objects.containers, seen)
  const places = placesOf(mounted, objects.volumes)
  if (mounted.length + places.length === 0) return <p className="text-ink-soft">{t('nothing')}</p>
  return (
    <div className="space-y-4">
      {mounted.length > 0 ? (
        <ul className="grid gap-2.5 sm:grid-cols-2">
          {mounted.map((one) => (
            <Box key={one.container.id} mounted={one} />
          ))}
        </ul>
      ) : null}
      {places.length > 0 ? (
        <section>
          <h4 className="text-[0.8125rem] font-semibold">{t('behind')}</h4>
          <ul className="mt-1.5 space-y-1.5">
            {places.map((place) => (
              <Behind key={`${place.type} ${place.source}`} place={place} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function Box({ mounted: { container, mounts } }: { mounted: Mounted }) {
  const t = useTranslations('host.mount')
  return (
    <li
      data-mounted={container.name}
      className={classNames(
        'min-w-0 rounded-md border px-2.5 py-2',
        container.state === 'running' ? 'border-line-control' : 'border-dashed border-line-strong',
      )}
    >
      <p className="font-mono text-[0.8125rem] font-semibold break-all">{container.name}</p>
      <ul className="mt-1.5 space-y-1.5 text-xs">
        {mounts.map(({ type, source, target, readOnly }) => {
          const Icon = icons[type]
          return (
            <li key={target} data-mount={type} className="rounded bg-sunken px-2 py-1.5">
              <p className="flex flex-wrap items-center justify-between gap-x-2">
                <code className="font-semibold break-all">{target}</code>
                {readOnly ? <ReadOnly /> : null}
              </p>
              <p className="mt-0.5 flex items-start gap-1.5 text-ink-soft [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
                <Icon aria-hidden="true" />
                <span className="min-w-0 break-words">
                  {t(`type.${type}`)} <Source source={source} />
                </span>
              </p>
            </li>
          )
        })}
      </ul>
    </li>
  )
}

function Source({ source }: { source: string }) {
  const t = useTranslations('host.mount')
  if (source === '') return null
  if (!isAnonymous(source)) return <code className="break-all text-ink">{source}</code>
  return (
    <>
      <code className="text-ink">{source.slice(0, DIGITS)}</code> {t('anonymous')}
    </>
  )
}

function ReadOnly() {
  const t = useTranslations('host.mount')
  return (
    <Badge tone="warn">
      <Lock aria-hidden="true" />
      {t('readOnly')}
    </Badge>
  )
}

function Behind({ place: { type, source, users } }: { place: Place }) {
  const t = useTranslations('host.mount')
  const Icon = icons[type]
  return (
    <li
      data-place={source}
      data-users={users.length}
      className={classNames(
        'rounded-md border px-2.5 py-1.5 text-xs',
        users.length > 1 ? 'border-accent bg-accent-soft' : 'border-line',
      )}
    >
      <p className="flex items-start gap-1.5 [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
        <Icon aria-hidden="true" />
        <span className="min-w-0 break-words">
          <Source source={source} /> <span className="text-ink-soft">{t('users', { count: users.length })}</span>
        </span>
      </p>
      {users.length > 0 ? (
        <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 pl-5">
          {users.map(({ name, target, readOnly }) => (
            <li key={`${name} ${target}`} className="font-mono break-all">
              {name}:{target}
              {readOnly ? <span className="text-warn">:ro</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}
