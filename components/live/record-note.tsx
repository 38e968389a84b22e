'use client'

import { Circle, Disc } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { StudentClass } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import type { ClassSession } from './live-session.ts'
import { Recordings } from './recordings.tsx'
import { clock } from './span.ts'
import { useNow } from './use-live.ts'

type Props = { recording: StudentClass['recording']; session: ClassSession }

/** Record a terminal of mine, or stop; what I have recorded. */
export function RecordNote({ recording, session }: Props) {
  const t = useTranslations('live.record')
  const [open, setOpen] = useState(false)
  const [terminals, setTerminals] = useState<string[]>([])
  const [terminal, setTerminal] = useState('')
  const [share, setShare] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const show = async () => {
    setOpen(true)
    const result = await session.call('record:terminals', {})
    const ids = result.ok ? result.value.map(({ id }) => id) : []
    setTerminals(ids)
    setTerminal(ids[0] ?? '')
  }
  const act = async () => {
    const result = recording
      ? await session.call('record:stop', {})
      : await session.call('record:start', { terminal, share })
    setError(result.ok ? undefined : result.error)
  }
  return (
    <>
      {recording ? (
        <Button size="sm" variant="danger" onClick={() => void show()}>
          <Circle aria-hidden="true" fill="currentColor" />
          <span className="max-sm:sr-only">{t('label')}</span> <Since at={recording.since} />
        </Button>
      ) : (
        <IconButton size="sm" label={t('open')} onClick={() => void show()}>
          <Disc aria-hidden="true" />
        </IconButton>
      )}
      <Dialog open={open} onOpenChange={setOpen} title={t('title')} description={t('lead')} closeLabel={t('close')}>
        <div className="mt-3 space-y-2.5">
          {recording ? null : terminals.length === 0 ? (
            <p className="text-ink-faint">{t('noTerminal')}</p>
          ) : (
            <>
              {terminals.length > 1 ? (
                <select
                  aria-label={t('which')}
                  value={terminal}
                  onChange={(event) => setTerminal(event.target.value)}
                  className="h-9 w-full rounded-md border border-line-control bg-surface px-2.5 pointer-coarse:h-11"
                >
                  {terminals.map((id, at) => (
                    <option key={id} value={id}>
                      {t('terminal', { number: at + 1 })}
                    </option>
                  ))}
                </select>
              ) : null}
              <label className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  checked={share}
                  onChange={(event) => setShare(event.target.checked)}
                  className="size-4 accent-(--accent)"
                />
                {t('share')}
              </label>
            </>
          )}
          {recording || terminals.length > 0 ? (
            <Button variant={recording ? 'danger' : 'primary'} onClick={() => void act()}>
              {t(recording ? 'stop' : 'start')}
            </Button>
          ) : null}
          {error ? <ErrorNote id={error} /> : null}
        </div>
        <h3 className="mt-5 text-[0.8125rem] font-semibold text-ink-soft">{t('mine')}</h3>
        <Recordings fresh={recording?.since} />
      </Dialog>
    </>
  )
}

function Since({ at }: { at: number }) {
  const now = useNow()
  return <span className="tabular-nums">{clock(now === 0 ? 0 : now - at)}</span>
}
