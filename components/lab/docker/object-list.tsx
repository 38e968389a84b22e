'use client'

// What the host has, by kind, as live lists; each row can be opened, and says what can be done with it.
import { Box, Database, Layers, Network, Play, Search, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-name.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { size } from '#components/ui/size.ts'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { type DockerKind, dockerKinds } from '#server/protocol/docker.ts'
import type { DockerContainer, DockerObjects } from '#server/protocol/lab.ts'
import { StateIcon } from '../container-card.tsx'
import { healthIn, imageUsers } from '../docker-lane.ts'
import { useLabDesk } from '../lab-context.ts'
import { ContainerButtons } from './container-buttons.tsx'
import { DEFAULT_NETWORKS, imageName, type Shown } from './shown.ts'
import type { Acting } from './use-act.ts'

const icons = { container: Box, image: Layers, volume: Database, network: Network }

type Props = {
  objects: DockerObjects
  kind: DockerKind
  onKind: (kind: DockerKind) => void
  acting: Acting
  onOpen: (object: Shown) => void
  onRemove: (object: Shown) => void
  onRun: (image: string) => void
}

export function ObjectList({ objects, kind, onKind, acting, onOpen, onRemove, onRun }: Props) {
  const t = useTranslations('lab.docker')
  const counts = {
    container: objects.containers.length,
    image: objects.images.length,
    volume: objects.volumes.length,
    network: objects.networks.length,
  }
  const users = {
    volume: (name: string) =>
      objects.containers.filter(({ mounts }) => mounts.some((mount) => mount.name === name)).length,
    network: (name: string) => objects.containers.filter(({ networks }) => networks.includes(name)).length,
  }
  const usedBy = (count: number) => (count > 0 ? t('usedBy', { count }) : t('unused'))
  return (
    <Tabs value={kind} onValueChange={(value) => onKind(value as DockerKind)} className="flex min-h-0 flex-1 flex-col">
      <TabList aria-label={t('kinds')} className="shrink-0 overflow-y-hidden px-2.5">
        {dockerKinds.map((each) => {
          const Icon = icons[each]
          return (
            <Tab key={each} value={each}>
              <Icon aria-hidden="true" className="max-[480px]:hidden" />
              {t(`${each}s`)}
              <span className="text-xs text-ink-faint tabular-nums">{counts[each]}</span>
            </Tab>
          )
        })}
      </TabList>
      <TabPanel value={kind} className="min-h-0 flex-1 overflow-y-auto px-4 pb-3 focus-visible:-outline-offset-2">
        {kind === 'container' ? (
          <List label={t('containers')}>
            {objects.containers
              .toSorted((a, b) => b.created - a.created)
              .map((container) => {
                const object: Shown = { kind, id: container.id, name: container.name }
                return (
                  <Row
                    key={container.id}
                    mark={<StateIcon container={container} />}
                    object={object}
                    onOpen={onOpen}
                    line={`${container.image} ${container.command}`}
                    detail={<ContainerDetail container={container} />}
                    attributes={{ 'data-container': container.name, 'data-state': container.state }}
                  >
                    <ContainerButtons container={container} acting={acting} onRemove={() => onRemove(object)} />
                  </Row>
                )
              })}
          </List>
        ) : null}
        {kind === 'image' ? (
          <List label={t('images')}>
            {objects.images.map((image) => {
              const object: Shown = { kind, id: image.id, name: imageName(image) }
              const label = image.tags.join(', ') || t('untagged')
              return (
                <Row
                  key={image.id}
                  object={object}
                  label={label}
                  onOpen={onOpen}
                  line={image.id.replace('sha256:', '').slice(0, 12)}
                  detail={`${size(image.size)} · ${t('layers', { count: image.layers })} · ${usedBy(imageUsers(image, objects.containers))}`}
                >
                  <RowButton
                    label={t('act.run', { name: object.name })}
                    onClick={() => onRun(object.name)}
                    icon={Play}
                  />
                  <RowButton
                    label={t('act.remove', { name: object.name })}
                    onClick={() => onRemove(object)}
                    icon={Trash2}
                  />
                </Row>
              )
            })}
          </List>
        ) : null}
        {kind === 'volume' ? (
          <List label={t('volumes')}>
            {objects.volumes.map(({ name }) => {
              const object: Shown = { kind, id: name, name }
              return (
                <Row key={name} object={object} onOpen={onOpen} detail={usedBy(users.volume(name))}>
                  <RowButton label={t('act.remove', { name })} onClick={() => onRemove(object)} icon={Trash2} />
                </Row>
              )
            })}
          </List>
        ) : null}
        {kind === 'network' ? (
          <List label={t('networks')}>
            {objects.networks.map((network) => {
              const object: Shown = { kind, id: network.id, name: network.name }
              const own = DEFAULT_NETWORKS.includes(network.name)
              const parts = [own ? t('defaultNetwork') : undefined, network.driver, network.subnet]
              return (
                <Row
                  key={network.id}
                  object={object}
                  onOpen={onOpen}
                  detail={[...parts.filter(Boolean), usedBy(users.network(network.name))].join(' · ')}
                >
                  {own ? null : (
                    <RowButton
                      label={t('act.remove', { name: network.name })}
                      onClick={() => onRemove(object)}
                      icon={Trash2}
                    />
                  )}
                </Row>
              )
            })}
          </List>
        ) : null}
      </TabPanel>
    </Tabs>
  )
}

function ContainerDetail({ container }: { container: DockerContainer }) {
  const t = useTranslations('lab.docker')
  const { state, exitCode } = container
  const health = healthIn(container.status)
  return (
    <>
      {state === 'exited' && exitCode !== undefined ? (
        <span className={exitCode === 0 ? undefined : 'text-bad'}>{t('exit', { code: exitCode })}</span>
      ) : (
        t(`state.${state}`)
      )}
      {health ? ` · ${health}` : null}
      {container.ports.map((port) => (
        <span
          key={`${port.host}/${port.container}/${port.proto}`}
          className="font-mono whitespace-nowrap [font-variant-ligatures:none]"
        >
          {' · '}
          {port.host ? `${port.host}→` : ''}
          {port.container}
          {port.proto === 'tcp' ? '' : `/${port.proto}`}
        </span>
      ))}
    </>
  )
}

function List({ label, children }: { label: string; children: ReactNode[] }) {
  const t = useTranslations('lab.docker')
  if (children.length === 0) return <p className="py-4 text-sm text-ink-faint">{t('laneEmpty')}</p>
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {children}
    </ul>
  )
}

type RowProps = {
  mark?: ReactNode
  object: Shown
  /** In place of the object's name. */
  label?: string
  line?: string
  detail: ReactNode
  onOpen: (object: Shown) => void
  attributes?: Record<`data-${string}`, string>
  children: ReactNode
}

function Row({ mark, object, label = object.name, line, detail, onOpen, attributes, children }: RowProps) {
  const t = useTranslations('lab.docker')
  return (
    <li className="flex items-center gap-3 py-1" {...attributes}>
      {mark}
      <div className="grid min-w-0 flex-1 gap-x-4 @2xl:grid-cols-[minmax(0,3fr)_minmax(0,4fr)_minmax(0,4fr)] @2xl:items-center">
        <button
          type="button"
          onClick={() => onOpen(object)}
          aria-label={t('open', { name: label })}
          className="min-w-0 truncate rounded py-1 text-left font-mono text-[0.8125rem] font-semibold text-ink hover:text-accent hover:underline pointer-coarse:py-2.5"
        >
          {label}
        </button>
        <p
          className={classNames('min-w-0 truncate font-mono text-xs text-ink-soft', !line && '@max-2xl:hidden')}
          title={line}
        >
          {line}
        </p>
        <p className="min-w-0 text-xs break-words text-ink-soft">{detail}</p>
      </div>
      <div className="flex shrink-0 items-center justify-end @2xl:min-w-28">
        {object.kind === 'container' ? null : (
          <RowButton label={t('act.inspect', { name: object.name })} onClick={() => onOpen(object)} icon={Search} />
        )}
        {children}
      </div>
    </li>
  )
}

function RowButton({ label, icon: Icon, onClick }: { label: string; icon: typeof Play; onClick: () => void }) {
  const { live } = useLabDesk()
  return (
    <IconButton size="sm" label={label} disabled={!live} onClick={onClick}>
      <Icon aria-hidden="true" />
    </IconButton>
  )
}
