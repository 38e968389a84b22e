'use client'

import { HeartHandshake, Play, X } from 'lucide-react'
import { useFormatter, useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Person } from '#server/protocol/live.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { toast } from '../ui/toast.tsx'
import type { BoardLesson } from './board-screen.tsx'
import type { BoardSession, BoardView } from './live-session.ts'
import { PersonTerminal } from './person-terminal.tsx'
import { PlayDialog } from './recordings.tsx'
import { ResetStep } from './reset-step.tsx'
import { clock } from './span.ts'

type Props = { view: BoardView; lessons: BoardLesson[]; now: number; session: BoardSession }

const SHOWN_CALLS = 8
const SHOWN_COMMANDS = 6
const SHOWN_NOTES = 5

/** One student: what was done last and how it ended, what is there, what a check misses. A terminal only with their yes. */
export function PersonPanel({ view, lessons, now, session }: Props) {
  const t = useTranslations('live.person')
  const locale = useLocale()
  const { person, watching } = view
  const heading = useRef<HTMLHeadingElement>(null)
  const id = person?.row.id
  useEffect(() => {
    if (id) heading.current?.focus()
  }, [id])
  if (!person) return null
  const { row, state } = person
  const lesson = lessons.find(({ slug }) => slug === state?.slug)
  const current = state?.steps.find(({ status }) => status === 'current')
  const missing = current?.checks.filter((check) => !check.ok) ?? []
  const mine = watching?.member === row.id ? watching : undefined
  return (
    <section
      aria-label={t('label', { name: row.name })}
      onKeyDown={(event) => {
        // In the terminal it belongs to the program there.
        if (event.key === 'Escape' && !(event.target as Element).closest('.xterm')) void session.closePerson()
      }}
      className="fixed inset-y-0 right-0 z-40 flex w-full max-w-2xl flex-col border-l border-line-strong bg-raised shadow-pop"
    >
      <header className="flex items-center gap-3 border-b border-line px-5 py-3">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate text-lg font-semibold outline-none">
          {row.name} <span className="text-sm font-normal text-ink-faint">{row.alias}</span>{' '}
          {row.helper === 'on' ? (
            <Badge tone="ok" className="align-middle">
              <HeartHandshake aria-hidden="true" />
              {t('helper.badge')}
            </Badge>
          ) : null}
        </h2>
        <IconButton label={t('close')} onClick={() => void session.closePerson()}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 space-y-5 overflow-y-auto px-5 py-4 text-sm">
        {person.notes.length > 0 ? (
          <Part title={t('notes')}>
            <Notes notes={person.notes} />
          </Part>
        ) : null}
        <Actions person={person} lesson={view.board?.me.role === 'helper' ? undefined : lesson} session={session} />
        <Part title={t('terminal')}>
          <PersonTerminal
            person={person}
            watching={mine}
            typing={view.typing?.member === row.id ? view.typing : undefined}
            mayType={view.board?.me.role !== 'helper'}
            now={now}
            session={session}
          />
        </Part>
        {person.recordings.length > 0 ? (
          <Part title={t('recordings')}>
            <SharedRecordings recordings={person.recordings} />
          </Part>
        ) : null}
        {state && lesson ? (
          <Part
            title={
              current
                ? t('step', {
                    index: state.steps.indexOf(current) + 1,
                    title: lesson.steps.find((step) => step.id === current.id)?.title ?? current.id,
                  })
                : t('allDone')
            }
          >
            {current?.fail ? (
              <p className="text-warn">
                <InlineText>{current.fail.say[locale]}</InlineText>
              </p>
            ) : null}
            <ul className="space-y-1.5">
              {missing.map((check) => (
                <li key={check.id}>
                  <InlineText>{check.expected[locale]}</InlineText>
                  {check.actual ? (
                    <span className="block text-ink-soft">
                      <InlineText>{check.actual[locale]}</InlineText>
                    </span>
                  ) : null}
                </li>
              ))}
            </ul>
          </Part>
        ) : null}
        <Part title={t('commands')}>
          {person.commands.length === 0 ? <p className="text-ink-faint">{t('noCommands')}</p> : null}
          <ul className="space-y-1">
            {person.commands.slice(-SHOWN_COMMANDS).map((command) => (
              <li key={`${command.terminal}${command.n}`} className="flex items-baseline gap-2 font-mono text-xs">
                <span className="min-w-0 flex-1 truncate" title={command.line}>
                  {command.line}
                </span>
                {command.exit === undefined ? (
                  <Badge>{t('running')}</Badge>
                ) : (
                  <Badge tone={command.exit === 0 ? 'ok' : 'bad'}>{t('exit', { code: command.exit })}</Badge>
                )}
              </li>
            ))}
          </ul>
        </Part>
        <Part title={t('calls')}>
          {person.calls.length === 0 ? <p className="text-ink-faint">{t('noCalls')}</p> : null}
          <ul className="space-y-1">
            {person.calls.slice(-SHOWN_CALLS).map((call) => (
              <li key={call.n} className="font-mono text-xs">
                <span className="flex items-baseline gap-2">
                  <span className="min-w-0 flex-1 truncate">
                    {call.method} {call.path}
                  </span>
                  <span className={classNames('tabular-nums', call.status >= 400 ? 'text-bad' : 'text-ink-soft')}>
                    {call.status}
                  </span>
                  <span className="w-14 text-right text-ink-faint tabular-nums">{Math.round(call.ms)} ms</span>
                </span>
                {call.error ? <span className="block truncate text-bad">{call.error}</span> : null}
              </li>
            ))}
          </ul>
        </Part>
        <Part title={t('objects')}>
          {person.objects ? (
            <>
              <ul className="space-y-1">
                {person.objects.containers.map((container) => (
                  <li key={container.id} className="flex items-baseline gap-2 font-mono text-xs">
                    <span className="min-w-0 flex-1 truncate">
                      {container.name} <span className="text-ink-faint">{container.image}</span>
                    </span>
                    <span className={container.state === 'running' ? 'text-ok' : 'text-ink-soft'}>
                      {container.status}
                    </span>
                  </li>
                ))}
              </ul>
              <p className="mt-1.5 text-ink-soft tabular-nums">
                {t('counts', {
                  containers: person.objects.containers.length,
                  images: person.objects.images.length,
                  volumes: person.objects.volumes.length,
                  networks: person.objects.networks.length,
                })}
              </p>
            </>
          ) : (
            <p className="text-ink-faint">{t('noLab')}</p>
          )}
        </Part>
        {row.error && now > 0 ? (
          <p className="text-ink-faint">{t('lastError', { time: clock(now - row.error.at) })}</p>
        ) : null}
      </div>
    </section>
  )
}

function Notes({ notes }: { notes: Person['notes'] }) {
  const t = useTranslations('live.need')
  const format = useFormatter()
  return (
    <ul className="space-y-1.5">
      {notes.slice(-SHOWN_NOTES).map((note) => (
        <li key={`${note.at}${note.text}`} className="rounded-md bg-accent-soft px-3 py-2">
          <p className="whitespace-pre-wrap">{note.text}</p>
          <p className="mt-0.5 text-xs text-ink-soft tabular-nums">
            {note.name ?? t('instructor')}, {format.dateTime(note.at, { timeStyle: 'short' })}
          </p>
        </li>
      ))}
    </ul>
  )
}

function SharedRecordings({ recordings }: Pick<Person, 'recordings'>) {
  const t = useTranslations('live.record')
  const format = useFormatter()
  const [playing, setPlaying] = useState<string>()
  return (
    <>
      <div className="flex flex-wrap gap-1.5">
        {recordings.map(({ id, at }) => (
          <Button key={id} size="sm" onClick={() => setPlaying(id)}>
            <Play aria-hidden="true" />
            {format.dateTime(at, { dateStyle: 'short', timeStyle: 'short' })}
          </Button>
        ))}
      </div>
      <p className="mt-1.5 text-[0.8125rem] text-ink-soft">{t('byThem')}</p>
      <PlayDialog id={playing} onClose={() => setPlaying(undefined)} />
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-[0.8125rem] font-semibold text-ink-soft">{title}</h3>
      {children}
    </section>
  )
}

function Actions({
  person,
  lesson,
  session,
}: {
  person: Person
  lesson: BoardLesson | undefined
  session: BoardSession
}) {
  const t = useTranslations('live.person')
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const { row } = person
  const say = async () => {
    const result = await session.call('board:card', { members: [row.id], text })
    toast(t(result.ok ? 'said' : 'notSaid'), result.ok ? 'ok' : 'bad')
    if (result.ok) setText('')
  }
  const bring = async (step: string) => {
    setBusy(true)
    const result = await session.call('person:bring', { members: [row.id], step })
    setBusy(false)
    const brought = result.ok && result.value.brought === 1
    toast(t(brought ? 'brought' : 'notBrought', { name: row.name }), brought ? 'ok' : 'bad')
  }
  return (
    <div className="space-y-2.5">
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') void say()
        }}
      >
        <input
          value={text}
          maxLength={500}
          onChange={(event) => setText(event.target.value)}
          aria-label={t('message')}
          placeholder={t('message')}
          className="h-9 min-w-0 flex-1 rounded-md border border-line-control bg-surface px-3 pointer-coarse:h-11"
        />
        <Button type="submit" disabled={text.trim() === ''}>
          {t('send')}
        </Button>
      </form>
      {lesson && lesson.steps.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <label className="flex min-w-64 flex-1 items-center gap-2">
            <span className="shrink-0 text-ink-soft">{t('bring')}</span>
            <select
              value=""
              disabled={busy}
              onChange={(event) => {
                if (event.target.value) void bring(event.target.value)
              }}
              className="h-9 min-w-0 flex-1 rounded-md border border-line-control bg-surface px-2.5 pointer-coarse:h-11"
            >
              <option value="">{busy ? t('bringing') : t('toWhich')}</option>
              {lesson.steps.map((step, at) => (
                <option key={step.id} value={step.id}>
                  {at + 1}. {step.title}
                </option>
              ))}
            </select>
          </label>
          <ResetStep person={person} session={session} />
          <Button onClick={() => void session.call('person:helper', { member: row.id, on: row.helper === null })}>
            <HeartHandshake aria-hidden="true" />
            {t(`helper.${row.helper ?? 'none'}`)}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
