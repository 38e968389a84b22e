'use client'

import { CircleCheck, CirclePause, CircleX, EllipsisVertical, Loader, Play, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Gauge } from '#components/diagram/gauge.tsx'
import type { Reading } from '#components/diagram/gauge-model.ts'
import { classNames } from '#components/ui/class-name.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { commandsFor, healthIn } from './docker-lane.ts'
import { exitMeaning } from './exit-code.ts'
import { useLabDesk } from './lab-context.ts'

type Props = {
  container: DockerContainer
  /** It has a gauge, whose first reading may be on its way. */
  measured: boolean
  reading: Reading | undefined
  onOpen: () => void
}

export function ContainerCard({ container, measured, reading, onOpen }: Props) {
  const t = useTranslations('lab.docker')
  const { put, live } = useLabDesk()
  const { exitCode } = container
  const ended = container.state === 'exited' || container.state === 'dead'
  const health = healthIn(container.status)
  const bad = ended && exitCode !== undefined && exitCode !== 0
  return (
    <li
      data-glide={container.id}
      data-container={container.name}
      data-state={container.state}
      className={classNames(
        'rounded-md border bg-raised px-2.5 py-2 text-xs shadow-[0_1px_2px_rgb(0_0_0/0.06)]',
        bad ? 'border-bad/40' : 'border-line',
      )}
    >
      <div className="flex items-center gap-1.5">
        <StateIcon container={container} />
        <button
          type="button"
          onClick={onOpen}
          aria-label={t('open', { name: container.name })}
          title={container.name}
          className="min-w-0 flex-1 truncate rounded text-left font-mono text-[0.8125rem] font-semibold hover:text-accent hover:underline"
        >
          {container.name}
        </button>
        <Menu
          label={t('actions', { name: container.name })}
          trigger={
            <IconButton
              size="sm"
              label={t('actions', { name: container.name })}
              disabled={!live}
              className="-my-1.5 -mr-1.5"
            >
              <EllipsisVertical aria-hidden="true" />
            </IconButton>
          }
        >
          {commandsFor(container).map((command) => (
            <MenuItem key={command} className="font-mono text-[0.8125rem]" onSelect={() => put(command)}>
              {command}
            </MenuItem>
          ))}
        </Menu>
      </div>
      <p className="mt-0.5 truncate font-mono text-ink-soft" title={`${container.image} ${container.command}`}>
        {container.image}
        {container.command ? <span className="text-ink-faint"> {container.command}</span> : null}
      </p>
      {ended && exitCode !== undefined ? (
        <p className={classNames('mt-1', bad ? 'text-bad' : 'text-ink-soft')}>
          <span className="font-semibold">{t('exit', { code: exitCode })}</span>{' '}
          {t(`exitMeaning.${exitMeaning(exitCode, container.oomKilled)}`)}
        </p>
      ) : (
        <p className="mt-1 text-ink-soft">
          {t(`state.${container.state}`)}
          {health ? ` · ${health}` : null}
        </p>
      )}
      {measured ? <Gauge name={container.name} reading={reading} frozen={container.state === 'paused'} /> : null}
      {container.ports.length + container.mounts.length > 0 ||
      container.networks.some((network) => network !== 'bridge') ? (
        <ul className="mt-1.5 flex flex-wrap gap-1 font-mono [font-variant-ligatures:none]">
          {container.ports.map((port) => (
            <li
              key={`${port.host}/${port.container}/${port.proto}`}
              className="rounded border border-accent-line bg-accent-soft px-1.5 text-accent"
              title={t('published', { host: port.host, container: port.container })}
            >
              {port.host ? `${port.host}→` : ''}
              {port.container}
              {port.proto === 'tcp' ? '' : `/${port.proto}`}
            </li>
          ))}
          {container.mounts.map((mount) => (
            <li key={mount.target} className="rounded border border-line bg-sunken px-1.5 break-all text-ink-soft">
              {mount.name ? `${mount.name}:` : ''}
              {mount.target}
            </li>
          ))}
          {container.networks
            .filter((network) => network !== 'bridge')
            .map((network) => (
              <li key={network} className="rounded border border-line bg-sunken px-1.5 text-ink-soft">
                {network}
              </li>
            ))}
        </ul>
      ) : null}
    </li>
  )
}

export function StateIcon({ container }: { container: DockerContainer }) {
  const t = useTranslations('lab.docker.state')
  const look = 'size-4 shrink-0'
  const icon = (() => {
    switch (container.state) {
      case 'created':
        return <Plus aria-hidden="true" className={classNames(look, 'text-accent')} />
      case 'running':
        return <Play aria-hidden="true" className={classNames(look, 'fill-current text-ok')} />
      case 'paused':
        return <CirclePause aria-hidden="true" className={classNames(look, 'text-warn')} />
      case 'restarting':
      case 'removing':
        return <Loader aria-hidden="true" className={classNames(look, 'text-warn')} />
      case 'exited':
        return container.exitCode ? (
          <CircleX aria-hidden="true" className={classNames(look, 'text-bad')} />
        ) : (
          <CircleCheck aria-hidden="true" className={classNames(look, 'text-ink-faint')} />
        )
      case 'dead':
        return <CircleX aria-hidden="true" className={classNames(look, 'text-bad')} />
    }
  })()
  return (
    <>
      {icon}
      <span className="sr-only">{t(container.state)}</span>
    </>
  )
}
