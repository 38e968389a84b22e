'use client'

import { Cast } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { TerminalInfo } from '#server/protocol/lab.ts'
import type { ClassInfo } from '#server/protocol/live.ts'
import { useCommands } from '../command/use-commands.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Link } from '../ui/navigation.ts'
import { toast } from '../ui/toast.tsx'
import type { BoardSession } from './live-session.ts'

type Props = { info: ClassInfo; lab: string | undefined; session: BoardSession }

/** Shows one of one's own terminals to the whole class; one click ends it. */
export function Broadcast({ info, lab, session }: Props) {
  const t = useTranslations('live.broadcast')
  const errors = useTranslations('error')
  const [open, setOpen] = useState(false)
  const { stage } = info
  const stop = async () => {
    const result = await session.call('stage:stop', {})
    if (!result.ok) toast(errors(`${result.error}.title`), 'bad')
  }
  useCommands({ boardBroadcast: stage ? () => void stop() : () => setOpen(true) })
  if (stage)
    return (
      <Button variant="primary" onClick={() => void stop()}>
        <Cast aria-hidden="true" />
        <span className="max-w-64 truncate">{stage.by ? t('stopOf', { name: stage.by }) : t('stop')}</span>
      </Button>
    )
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Cast aria-hidden="true" />
        {t('go')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('title')} description={t('lead')} closeLabel={t('close')}>
        <Choice lab={lab} session={session} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function Choice({ lab, session, onDone }: { lab: string | undefined; session: BoardSession; onDone: () => void }) {
  const t = useTranslations('live.broadcast')
  const [terminals, setTerminals] = useState<TerminalInfo[]>()
  const [error, setError] = useState<ErrorId>()
  const load = useEffectEvent(async () => {
    const result = await session.call('stage:terminals', {})
    setError(result.ok ? undefined : result.error)
    if (result.ok) setTerminals(result.value)
  })
  useEffect(() => {
    void load()
    // Back from the tab where the lab was opened.
    const again = () => void load()
    window.addEventListener('focus', again)
    return () => window.removeEventListener('focus', again)
  }, [])
  const start = async (terminal: string) => {
    const result = await session.call('stage:start', { terminal })
    if (result.ok) onDone()
    else setError(result.error)
  }
  return (
    <div className="mt-4 space-y-3">
      {error ? <ErrorNote id={error} /> : null}
      {terminals?.length === 0 ? <p>{t('none')}</p> : null}
      <div className="flex flex-wrap gap-2">
        {terminals?.map((terminal, at) => (
          <Button key={terminal.id} variant="primary" onClick={() => void start(terminal.id)}>
            {t('terminal', { number: at + 1 })}
          </Button>
        ))}
        {lab ? (
          <Link href={`/lab/${lab}`} target="_blank" prefetch={false} className={buttonClass()}>
            {t('lab')}
          </Link>
        ) : null}
      </div>
    </div>
  )
}
