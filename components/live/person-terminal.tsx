'use client'

import { Eye, Keyboard } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { OnlookerTerminal } from '#components/terminal/onlooker.tsx'
import type { Person } from '#server/protocol/live.ts'
import { TYPE_ASK_MS } from '#server/protocol/live-limit.ts'
import type { TogetherNews } from '#server/protocol/live-together.ts'
import { useKeysOf } from '../command/keys.ts'
import { useCommands } from '../command/use-commands.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardSession, Watching } from './live-session.ts'
import { clock } from './span.ts'

type Props = {
  person: Person
  watching: Watching | undefined
  typing: TogetherNews | undefined
  /** A helper looks only. */
  mayType: boolean
  now: number
  session: BoardSession
}

/** A student's terminal: asked for, looked at with their yes, typed into after another one. */
export function PersonTerminal({ person, watching, typing, mayType, now, session }: Props) {
  const t = useTranslations('live.person.watch')
  const errors = useTranslations('error')
  const stop = useRef<HTMLButtonElement>(null)
  const whole = useRef<HTMLDivElement>(null)
  useCommands({ terminalLeave: () => stop.current?.focus() }, whole)
  const { row, terminals } = person
  const call: BoardSession['call'] = async (event, payload) => {
    const result = await session.call(event, payload)
    if (!result.ok) toast(`${errors(`${result.error}.title`)}. ${errors(`${result.error}.todo`)}`, 'warn')
    return result
  }
  if (watching?.state === 'on' && watching.cols && watching.rows)
    return (
      <div ref={whole}>
        <OnlookerTerminal
          label={t('screen', { name: row.name })}
          cols={watching.cols}
          rows={watching.rows}
          onScreen={session.look}
          onType={typing?.state === 'on' ? session.type : undefined}
        />
        <p className="mt-2 flex items-center gap-2 text-ink-soft">
          <Eye aria-hidden="true" className="size-4 text-warn" />
          <span className="flex-1">{t('on')}</span>
          <Button ref={stop} size="sm" onClick={() => void session.call('person:unwatch', {})}>
            {t('stop')}
          </Button>
        </p>
        {mayType ? <Typing name={row.name} typing={typing} now={now} call={call} /> : null}
      </div>
    )
  if (watching?.state === 'asked' || watching?.state === 'on')
    return (
      <p role="status" className="flex items-center gap-2 text-ink-soft">
        <span className="flex-1">{t('asked', { name: row.name })}</span>
        <Button size="sm" onClick={() => void session.call('person:unwatch', {})}>
          {t('withdraw')}
        </Button>
      </p>
    )
  return (
    <div className="space-y-2">
      {watching?.state === 'refused' ? <p className="text-warn">{t('refused')}</p> : null}
      {terminals.length === 0 ? <p className="text-ink-faint">{t('none')}</p> : null}
      <div className="flex flex-wrap gap-1.5">
        {terminals.map((terminal, at) => (
          <Button
            key={terminal.id}
            size="sm"
            disabled={row.presence === 'away'}
            onClick={() => void call('person:watch', { member: row.id, terminal: terminal.id })}
          >
            <Eye aria-hidden="true" />
            {t('ask', { number: at + 1 })}
          </Button>
        ))}
      </div>
    </div>
  )
}

/** Asks to type, says that one types and until when, and how it ended. */
function Typing({
  name,
  typing,
  now,
  call,
}: {
  name: string
  typing: TogetherNews | undefined
  now: number
  call: BoardSession['call']
}) {
  const t = useTranslations('live.person.type')
  const leave = useKeysOf('terminalLeave')?.label ?? ''
  if (typing?.state === 'on')
    return (
      <div role="status" className="mt-2 rounded-md border border-warn/40 bg-warn-soft px-3 py-2">
        <p className="flex items-center gap-2 font-semibold text-warn">
          <Keyboard aria-hidden="true" className="size-4 shrink-0" />
          <span className="flex-1 tabular-nums">
            {t('on', { name, time: clock(Math.max(0, now === 0 ? 0 : now - typing.since)) })}
          </span>
          <Button size="sm" onClick={() => void call('person:untype', {})}>
            {t('stop')}
          </Button>
        </p>
        <p className="mt-1 text-[0.8125rem] text-ink-soft">{t('hint', { leave })}</p>
      </div>
    )
  if (typing?.state === 'asked') {
    const seconds = Math.ceil(Math.max(0, Math.min(TYPE_ASK_MS, (typing.until ?? now) - now)) / 1000)
    return (
      <p role="status" className="mt-2 flex items-center gap-2 text-ink-soft">
        <Keyboard aria-hidden="true" className="size-4" />
        <span className="flex-1 tabular-nums">{t('asked', { name, seconds })}</span>
        <Button size="sm" onClick={() => void call('person:untype', {})}>
          {t('withdraw')}
        </Button>
      </p>
    )
  }
  return (
    <p className="mt-2 flex items-center gap-2 text-ink-soft">
      <Keyboard aria-hidden="true" className="size-4" />
      <span role="status" className="flex-1">
        {typing ? t(`ended.${typing.state}`) : null}
      </span>
      <Button size="sm" onClick={() => void call('person:type', {})}>
        {t('ask')}
      </Button>
    </p>
  )
}
