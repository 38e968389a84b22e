'use client'

import { CircleCheck, Eye, Hand, LogOut, MessagesSquare, Snowflake, Timer, Turtle } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useState } from 'react'
import type { Pulse, Sticky, StudentClass } from '#server/protocol/live.ts'
import { useKeysOf } from '../command/keys.ts'
import { useCommands } from '../command/use-commands.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useRouter } from '../ui/navigation.ts'
import { Toaster } from '../ui/toast.tsx'
import { ClassPlace } from './class-place.tsx'
import { FaultNote } from './fault-note.tsx'
import { HelpNote } from './help-note.tsx'
import type { ClassSession } from './live-session.ts'
import { MinuteDialog } from './minute-dialog.tsx'
import { PairNote } from './pair-note.tsx'
import { PollDialog } from './poll-dialog.tsx'
import { RecordNote } from './record-note.tsx'
import { SentCards } from './sent-cards.tsx'
import { clock } from './span.ts'
import { Stage } from './stage.tsx'
import { TypeAsked, TypeNote } from './type-note.tsx'
import { pageOf, useFollow } from './use-follow.ts'
import { useClass, useNow } from './use-live.ts'
import { usePlayedWord } from './use-played-word.ts'
import { useResetWord } from './use-reset-word.ts'
import { WallDialog } from './wall-dialog.tsx'

const STICKIES: { kind: Sticky; icon: ReactNode; tone: string }[] = [
  { kind: 'done', icon: <CircleCheck aria-hidden="true" />, tone: 'aria-pressed:bg-ok-soft aria-pressed:text-ok' },
  { kind: 'slow', icon: <Turtle aria-hidden="true" />, tone: 'aria-pressed:bg-warn-soft aria-pressed:text-warn' },
  { kind: 'stuck', icon: <Hand aria-hidden="true" />, tone: 'aria-pressed:bg-bad-soft aria-pressed:text-bad' },
]
const PULSES: Pulse[] = ['fast', 'ok', 'slow']

/** A student's line to the class, on every page: where the class is, how I am doing, who sees what of me. */
export function ClassBar({
  titles,
  steps,
}: {
  titles: Record<string, string>
  steps: Record<string, Record<string, string>>
}) {
  const t = useTranslations('live.bar')
  const router = useRouter()
  const { session, view } = useClass()
  const { state } = view
  const keys = { done: useKeysOf('classDone'), slow: useKeysOf('classSlow'), stuck: useKeysOf('classStuck') }
  const [open, setOpen] = useState<'wall' | 'seen' | 'leave' | 'minute'>()

  useEffect(() => {
    // Left, or the class has ended: the layout takes the bar away, but not before a word of goodbye.
    if (state === null) setOpen('minute')
  }, [state])
  const stick = (kind: Sticky) => void session?.call('class:sticky', { kind: state?.sticky === kind ? null : kind })
  const here = session && state ? session : undefined
  const target = pageOf(state?.info.place ?? null)
  useCommands({
    classDone: here && (() => stick('done')),
    classSlow: here && (() => stick('slow')),
    classStuck: here && (() => stick('stuck')),
    classPlace: here && target ? () => router.push(target) : undefined,
    classWall: here && (() => setOpen('wall')),
    classLeave: here && (() => setOpen('leave')),
  })
  useFollow(state?.info)
  usePlayedWord(state?.played ?? null)
  useResetWord(view.reset, steps)

  if (!session || !state) {
    return (
      <div className="flex h-11 items-center border-b border-line bg-accent-soft px-3 text-sm text-ink-soft sm:px-5">
        {state === null ? (
          <>
            <span className="flex-1">{t('over')}</span>
            <Button size="sm" onClick={() => router.refresh()}>
              {t('close')}
            </Button>
            {session ? (
              <MinuteDialog open={open === 'minute'} onClose={() => setOpen(undefined)} session={session} />
            ) : null}
            <Toaster closeLabel={t('close')} />
          </>
        ) : (
          t('connecting')
        )}
      </div>
    )
  }
  const { info } = state
  const typing = state.watch?.typing?.state === 'on'
  return (
    <section
      aria-label={t('label')}
      className={classNames(
        'flex h-11 max-sm:overflow-x-auto items-center gap-2 border-b px-3 text-sm whitespace-nowrap sm:px-5',
        info.freeze || typing ? 'border-warn/40 bg-warn-soft' : 'border-accent-line bg-accent-soft',
      )}
    >
      <TypeNote watch={state.watch} session={session} />
      {typing ? null : info.freeze ? (
        <p role="status" className="flex items-center gap-1.5 font-semibold text-warn">
          <Snowflake aria-hidden="true" className="size-4" />
          {t('freeze')}
        </p>
      ) : (
        <p className="min-w-0 truncate font-medium max-md:sr-only">{info.title || t('class')}</p>
      )}
      {typing ? null : <ClassPlace info={info} titles={titles} steps={steps} />}
      {info.timer ? <TimeLeft until={info.timer.until} /> : null}
      <div className="flex-1" />
      {info.pulse && !state.pulsed ? (
        <fieldset className="flex items-center gap-1 max-lg:hidden">
          <legend className="sr-only">{t('pulse.ask')}</legend>
          <span aria-hidden="true" className="text-ink-soft">
            {t('pulse.ask')}
          </span>
          {PULSES.map((answer) => (
            <Button
              key={answer}
              size="sm"
              variant="secondary"
              onClick={() => void session.call('class:pulse', { answer })}
            >
              {t(`pulse.${answer}`)}
            </Button>
          ))}
        </fieldset>
      ) : null}
      {state.pair ? <PairNote key={state.pair.id} pair={state.pair} session={session} /> : null}
      {state.fault ? <FaultNote key={state.fault.at} fault={state.fault} session={session} /> : null}
      <Stage info={info} view={view} session={session} />
      {state.watch?.state === 'on' && !typing ? (
        <span className="flex items-center gap-1.5 rounded-full border border-warn/40 bg-warn-soft py-0.5 pr-0.5 pl-2.5 text-warn">
          <Eye aria-hidden="true" className="size-4" />
          <Since at={state.watch.since} by={state.watch.by} />
          <Button size="sm" onClick={() => void session.call('watch:answer', { accept: false })}>
            {t('watch.stop')}
          </Button>
        </span>
      ) : null}
      <fieldset className={classNames('flex items-center', typing && 'max-sm:hidden')}>
        <legend className="sr-only">{t('sticky.label')}</legend>
        {STICKIES.map(({ kind, icon, tone }) => (
          <button
            key={kind}
            type="button"
            aria-pressed={state.sticky === kind}
            aria-keyshortcuts={keys[kind]?.aria}
            title={keys[kind] ? t('sticky.hint', { name: t(`sticky.${kind}`), keys: keys[kind].label }) : undefined}
            onClick={() => stick(kind)}
            className={classNames(
              'inline-flex h-8 items-center gap-1.5 rounded-md px-2 font-medium text-ink-soft hover:bg-hover hover:text-ink pointer-coarse:h-11 [&_svg]:size-4',
              tone,
            )}
          >
            {icon}
            <span className="max-lg:sr-only">{t(`sticky.${kind}`)}</span>
          </button>
        ))}
      </fieldset>
      <div className={classNames('flex items-center gap-2', typing && 'max-sm:hidden')}>
        <IconButton size="sm" label={t('wall')} onClick={() => setOpen('wall')}>
          <MessagesSquare aria-hidden="true" />
        </IconButton>
        <HelpNote state={state} session={session} />
        <RecordNote recording={state.recording} session={session} />
        <IconButton size="sm" label={t('seen.open')} onClick={() => setOpen('seen')}>
          <Eye aria-hidden="true" />
        </IconButton>
        <IconButton size="sm" label={t('leave.open')} onClick={() => setOpen('leave')}>
          <LogOut aria-hidden="true" />
        </IconButton>
      </div>

      <WatchAsked state={state} session={session} />
      <TypeAsked watch={state.watch} session={session} />
      <PollDialog key={`${state.poll?.id}/${state.poll?.round}/${state.poll?.state}`} state={state} session={session} />
      <WallDialog open={open === 'wall'} onClose={() => setOpen(undefined)} state={state} session={session} />
      <MinuteDialog open={open === 'minute'} onClose={() => setOpen(undefined)} session={session} />
      <Dialog
        open={open === 'seen'}
        onOpenChange={() => setOpen(undefined)}
        title={t('seen.title')}
        description={t('seen.lead', { name: state.name, alias: state.alias })}
        closeLabel={t('close')}
      >
        <ul className="mt-3 list-disc space-y-1.5 pl-5">
          {(['place', 'errors', 'calls', 'presence', 'note'] as const).map((what) => (
            <li key={what}>{t(`seen.${what}`)}</li>
          ))}
        </ul>
        <p className="mt-3">{t('seen.terminal')}</p>
        <p className="mt-3">{t('seen.typing')}</p>
        <p className="mt-3">{t('seen.recording')}</p>
      </Dialog>
      <Dialog
        open={open === 'leave'}
        onOpenChange={() => setOpen(undefined)}
        title={t('leave.title')}
        description={t('leave.text')}
        closeLabel={t('close')}
        footer={
          <>
            <Button onClick={() => setOpen('minute')}>{t('leave.minute')}</Button>
            <Button onClick={() => setOpen(undefined)}>{t('cancel')}</Button>
            <Button
              variant="primary"
              onClick={() => {
                void session.call('class:leave', {}).then(() => router.refresh())
              }}
            >
              {t('leave.go')}
            </Button>
          </>
        }
      />
      <SentCards cards={view.cards} onDismiss={session.dismiss} />
      <Toaster closeLabel={t('close')} />
    </section>
  )
}

function WatchAsked({ state, session }: { state: StudentClass; session: ClassSession }) {
  const t = useTranslations('live.bar.watch')
  const answer = (accept: boolean) => void session.call('watch:answer', { accept })
  const by = state.watch?.by
  const who = by ? t('staff', { name: by }) : t('instructor')
  return (
    <Dialog
      open={state.watch?.state === 'asked'}
      onOpenChange={(open) => {
        if (!open) answer(false)
      }}
      title={t('title', { who })}
      description={t('text', { who })}
      closeLabel={t('no')}
      footer={
        <>
          <Button onClick={() => answer(false)}>{t('no')}</Button>
          <Button variant="primary" onClick={() => answer(true)}>
            {t('yes')}
          </Button>
        </>
      }
    />
  )
}

function TimeLeft({ until }: { until: number }) {
  const t = useTranslations('live.bar')
  const now = useNow()
  if (now === 0) return null
  const left = until - now
  return (
    <span
      role="timer"
      className={classNames(
        'inline-flex items-center gap-1 tabular-nums',
        left < 60_000 ? 'font-semibold text-warn' : 'text-ink-soft',
      )}
    >
      <Timer aria-hidden="true" className="size-4" />
      {left > 0 ? clock(left) : t('timeUp')}
    </span>
  )
}

function Since({ at, by }: { at: number; by: string | null }) {
  const t = useTranslations('live.bar.watch')
  const now = useNow()
  const who = by ? t('staff', { name: by }) : t('instructor')
  return <span className="tabular-nums">{t('on', { who, time: clock(now === 0 ? 0 : now - at) })}</span>
}
