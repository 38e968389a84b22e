'use client'

import { Container as ContainerIcon, Monitor, Play, Square } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Terminal } from '#components/terminal/terminal.tsx'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { ErrorNote } from '#components/ui/error-note.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import type { VmSide, VmState } from '#server/protocol/vm.ts'
import { vmTerminal } from '#server/protocol/vm-terminal.ts'
import { useLabDesk } from './lab-context.ts'
import { useNow } from './use-now.ts'
import { minutes, seconds } from './vm-model.ts'

const icons = { machine: Monitor, container: ContainerIcon }
const tones: Record<VmState['state'], Tone> = {
  off: 'neutral',
  waiting: 'warn',
  starting: 'accent',
  running: 'ok',
  failed: 'bad',
}
/** From here on the end is announced. */
const WARN_MS = 60_000
const COUNT_MS = 1_000
const RACE_MS = 100

type Props = { side: VmSide; state: VmState; skewMs: number }

/** One of the two: its button, its state, and its screen as soon as there is one. */
export function VmSidePane({ side, state, skewMs }: Props) {
  const t = useTranslations('lab.vm')
  const { session, live, view, panels } = useLabDesk()
  const [error, setError] = useState<ErrorId>()
  const Icon = icons[side]
  const name = t(`side.${side}`)
  const terminal = vmTerminal(side)

  const act = async (action: 'start' | 'stop' | 'extend') => {
    setError(undefined)
    const result = await session?.changeVm(action, side)
    if (result && !result.ok) setError(result.error)
  }

  return (
    <section aria-label={name} data-vm={side} className="flex min-w-0 flex-col rounded-md border border-line">
      <header className="flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-line px-3 py-1.5">
        <Icon aria-hidden="true" className="size-4 text-ink-faint" />
        <h3 className="text-sm font-semibold">{name}</h3>
        <span role="status">
          <Badge tone={tones[state.state]}>
            {state.state === 'waiting'
              ? t('state.waiting', { position: state.position })
              : state.state === 'off' && state.ended
                ? t(`ended.${state.ended}`)
                : t(`state.${state.state}`)}
          </Badge>
        </span>
        {state.state === 'starting' ? <Elapsed since={state.since} skewMs={skewMs} /> : null}
        {state.state === 'running' ? (
          <span className="text-xs text-ink-soft tabular-nums">{t('shellAfter', { s: seconds(state.shellMs) })}</span>
        ) : null}
        {state.state === 'starting' || state.state === 'running' || state.state === 'waiting' ? (
          <Button size="sm" className="ml-auto" disabled={!live} onClick={() => void act('stop')}>
            <Square aria-hidden="true" />
            {state.state === 'waiting' ? t('leave') : t('stop')}
          </Button>
        ) : (
          <Button size="sm" variant="primary" className="ml-auto" disabled={!live} onClick={() => void act('start')}>
            <Play aria-hidden="true" />
            {t('start')}
          </Button>
        )}
      </header>
      {state.state === 'running' ? (
        <Ends state={state} skewMs={skewMs} disabled={!live} onExtend={() => void act('extend')} />
      ) : null}
      {error ? <ErrorNote id={error} className="m-3" /> : null}
      {state.state === 'starting' || state.state === 'running' ? (
        <div className="relative h-64">
          {/* Every start has a screen of its own. */}
          <Terminal
            key={state.since}
            id={terminal}
            label={t('console', { name })}
            active
            guest={false}
            blocked={view.attached.includes(terminal) ? undefined : t('attaching')}
            settings={panels}
            connect={(port) => session!.attach(terminal, port)}
            onLeave={() => (document.querySelector(`[data-vm="${side}"] button`) as HTMLElement | null)?.focus()}
          />
        </div>
      ) : state.state === 'failed' ? (
        <ErrorNote id={state.error} detail={state.detail} className="m-3" />
      ) : (
        <p className="px-3 py-4 text-sm text-ink-soft">
          {state.state === 'waiting' ? t('waitingText', { slots: state.slots }) : t(`about.${side}`)}
        </p>
      )}
    </section>
  )
}

function Elapsed({ since, skewMs }: { since: number; skewMs: number }) {
  const t = useTranslations('lab.vm')
  const now = useNow(RACE_MS)
  return (
    <span className="text-xs text-ink-soft tabular-nums">
      {t('elapsed', { s: (Math.max(0, now - skewMs - since) / 1000).toFixed(1) })}
    </span>
  )
}

type EndsProps = {
  state: Extract<VmState, { state: 'running' }>
  skewMs: number
  disabled: boolean
  onExtend: () => void
}

function Ends({ state, skewMs, disabled, onExtend }: EndsProps) {
  const t = useTranslations('lab.vm')
  const left = state.ends - (useNow(COUNT_MS) - skewMs)
  const soon = left < WARN_MS
  return (
    <div
      className={classNames(
        'flex min-h-9 flex-wrap items-center gap-x-2 border-b border-line px-3 py-1 text-xs',
        soon ? 'bg-warn-soft text-warn' : 'text-ink-faint',
      )}
    >
      {/* Told once, not every second. */}
      <span role={soon ? 'alert' : undefined}>{soon ? t('endsSoon') : t('ends')}</span>
      <span className="tabular-nums">{minutes(left)}</span>
      {state.extensible ? (
        <Button size="sm" variant={soon ? 'primary' : 'ghost'} disabled={disabled} onClick={onExtend}>
          {t('extend')}
        </Button>
      ) : null}
    </div>
  )
}
