'use client'

import { Cast, CopyCheck, Maximize2, Minimize2, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useId, useState } from 'react'
import { OnlookerTerminal } from '#components/terminal/onlooker.tsx'
import type { ClassInfo, StageCommand } from '#server/protocol/live.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { toast } from '../ui/toast.tsx'
import type { ClassSession, ClassView } from './live-session.ts'
import { clock } from './span.ts'
import { useNow } from './use-live.ts'

/** Which broadcast this tab has closed, so that a reload leaves it closed and the next one opens by itself. */
const CLOSED = 'drydock.stage.closed'
/** To be read from a little way off; smaller where the place is narrow. */
const FONT_SIZE = 19
/** On a phone a column is never drawn narrower than this; the screen scrolls sideways instead. */
const LEAST_COLUMN_PX = 6.6
/** Of the window's height: the lines to copy stay in view below. */
const TALLEST = 0.58

type Props = { info: ClassInfo; view: ClassView; session: ClassSession }

/** A terminal of who teaches, beside one's own work: it takes no key from anybody, and is closed and opened at will. */
export function Stage({ info, view, session }: Props) {
  const t = useTranslations('live.stage')
  const id = useId()
  const [closed, setClosed] = useState(() => Number(sessionStorage.getItem(CLOSED)))
  const [small, setSmall] = useState(false)
  const [tries, setTries] = useState(0)
  const { stage } = info
  const open = stage !== null && closed !== stage.since
  const who = stage?.by ? t('staff', { name: stage.by }) : t('instructor')
  const close = (since: number) => {
    sessionStorage.setItem(CLOSED, String(since))
    setClosed(since)
  }
  return (
    <>
      <p role="status" className="sr-only">
        {stage ? t('began', { who }) : null}
      </p>
      {stage ? (
        <Button
          size="sm"
          variant={open ? 'secondary' : 'primary'}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          title={t('title', { who })}
          onClick={() => close(open ? stage.since : 0)}
        >
          <Cast aria-hidden="true" />
          <span className="max-w-48 truncate max-lg:sr-only">{t('title', { who })}</span>
        </Button>
      ) : null}
      {stage && open ? (
        <section
          id={id}
          aria-label={t('title', { who })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close(stage.since)
          }}
          className={classNames(
            'fixed top-[calc(var(--header-height)+0.5rem)] right-3 z-10 flex max-h-[calc(100dvh-var(--header-height)-1rem)] flex-col rounded-lg border border-line-strong bg-raised whitespace-normal shadow-pop',
            small ? 'w-[min(34rem,calc(100vw-1.5rem))]' : 'w-[min(68rem,calc(100vw-1.5rem))]',
          )}
        >
          <header className="flex items-center gap-2 py-1.5 pr-2 pl-4">
            <Cast aria-hidden="true" className="size-4 shrink-0 text-accent" />
            <h2 className="min-w-0 flex-1 truncate text-sm font-semibold">
              {t('title', { who })} <Since at={stage.since} />
            </h2>
            <SameState session={session} />
            <IconButton
              size="sm"
              label={t(small ? 'larger' : 'smaller')}
              onClick={() => setSmall(!small)}
              className="max-sm:hidden"
            >
              {small ? <Maximize2 aria-hidden="true" /> : <Minimize2 aria-hidden="true" />}
            </IconButton>
            <IconButton size="sm" label={t('close')} onClick={() => close(stage.since)}>
              <X aria-hidden="true" />
            </IconButton>
          </header>
          <StageScreen
            key={`${stage.since}/${tries}`}
            view={view}
            session={session}
            label={t('screen', { who })}
            onRetry={() => setTries(tries + 1)}
          />
        </section>
      ) : null}
    </>
  )
}

function StageScreen({
  view,
  session,
  label,
  onRetry,
}: {
  view: ClassView
  session: ClassSession
  label: string
  onRetry: () => void
}) {
  const t = useTranslations('live.stage')
  const { connected, stage } = view
  useEffect(() => (connected ? session.openStage() : undefined), [connected, session])
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <figure tabIndex={0} aria-label={label} className="min-h-0 flex-1 overflow-auto border-y border-line">
        {stage?.error ? (
          <ErrorNote
            id={stage.error}
            className="m-3"
            action={
              <Button size="sm" onClick={onRetry}>
                {t('retry')}
              </Button>
            }
          />
        ) : stage?.size ? (
          <div className="bg-term-bg px-2.5 py-1.5" style={{ minWidth: `${stage.size.cols * LEAST_COLUMN_PX}px` }}>
            <OnlookerTerminal
              label={label}
              cols={stage.size.cols}
              rows={stage.size.rows}
              fontSize={FONT_SIZE}
              tallest={TALLEST}
              onScreen={session.look}
            />
          </div>
        ) : (
          <p role="status" className="px-4 py-10 text-center text-sm text-ink-soft">
            {t('opening')}
          </p>
        )}
      </figure>
      <Commands commands={stage?.commands ?? []} />
    </>
  )
}

/** Newest first: what was just typed is what one wants. */
function Commands({ commands }: { commands: StageCommand[] }) {
  const t = useTranslations('live.stage')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <section aria-label={t('commands')} tabIndex={0} className="max-h-40 shrink-0 overflow-y-auto px-3 py-2 text-sm">
      {commands.length === 0 ? <p className="px-1 text-ink-soft">{t('noCommands')}</p> : null}
      <ol className="space-y-1">
        {commands.toReversed().map((command) => (
          <li
            key={command.n}
            className="flex items-center gap-2 rounded-md border border-term-line bg-term-bg pl-3 text-term-ink"
          >
            <code className="min-w-0 flex-1 py-1 font-mono text-[0.8125rem] break-words whitespace-pre-wrap">
              {command.line}
            </code>
            {command.exit ? <Badge tone="bad">{t('exit', { code: command.exit })}</Badge> : null}
            <CopyButton
              text={command.line}
              label={t('copy')}
              done={t('copied')}
              className="shrink-0 text-term-faint hover:bg-term-line hover:text-term-ink focus-visible:-outline-offset-2"
            />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The steps before the one that is shown are done for me. */
function SameState({ session }: { session: ClassSession }) {
  const t = useTranslations('live.stage.same')
  const errors = useTranslations('error')
  const [busy, setBusy] = useState(false)
  const go = async () => {
    setBusy(true)
    const result = await session.call('stage:same', {})
    setBusy(false)
    if (result.ok) toast(t(result.value ? 'done' : 'already'), 'ok')
    else toast(result.error === 'lab-not-open' ? t('notOpen') : errors(`${result.error}.title`), 'warn')
  }
  return (
    <Button size="sm" disabled={busy} title={t('what')} onClick={() => void go()}>
      <CopyCheck aria-hidden="true" />
      <span className="max-sm:sr-only">{t(busy ? 'busy' : 'go')}</span>
    </Button>
  )
}

function Since({ at }: { at: number }) {
  const now = useNow()
  return <span className="ml-1 font-normal text-ink-soft tabular-nums">{now === 0 ? '' : clock(now - at)}</span>
}
