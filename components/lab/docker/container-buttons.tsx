'use client'

import { CirclePlay, CircleStop, Pause, Play, RotateCw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import type { DockerAction } from '#server/protocol/docker.ts'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { laneOf } from '../docker-lane.ts'
import { useLabDesk } from '../lab-context.ts'
import { commandLine } from './command-line.ts'
import type { Acting } from './use-act.ts'

type Verb = Extract<DockerAction, { container: string }>['do']

const icons = { start: CirclePlay, stop: CircleStop, restart: RotateCw, pause: Pause, unpause: Play }

function verbsFor({ state }: DockerContainer): readonly Verb[] {
  switch (laneOf(state)) {
    case 'running':
      return ['stop', 'restart', 'pause']
    case 'paused':
      return ['unpause', 'stop']
    case 'created':
    case 'exited':
      return ['start']
  }
}

type Props = { container: DockerContainer; acting: Acting; onRemove: () => void }

/** What can be done with a container in its state; hovering tells the command. */
export function ContainerButtons({ container, acting, onRemove }: Props) {
  const t = useTranslations('lab.docker.act')
  const { live } = useLabDesk()
  const { name } = container
  const busy = acting.busy && 'container' in acting.busy && acting.busy.container === name ? acting.busy.do : undefined
  return (
    <div className="flex items-center">
      {verbsFor(container).map((verb) => {
        const Icon = icons[verb]
        const action = { do: verb, container: name } as const
        return (
          <IconButton
            key={verb}
            size="sm"
            label={t(verb, { name })}
            title={commandLine(action)}
            disabled={!live || acting.busy !== undefined}
            onClick={() => void acting.act(action)}
          >
            {busy === verb ? <Spinner /> : <Icon aria-hidden="true" />}
          </IconButton>
        )
      })}
      <IconButton
        size="sm"
        label={t('remove', { name })}
        title={commandLine({ do: 'remove', kind: 'container', id: name, force: false })}
        disabled={!live || acting.busy !== undefined}
        onClick={onRemove}
      >
        <Trash2 aria-hidden="true" />
      </IconButton>
    </div>
  )
}
