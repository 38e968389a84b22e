'use client'

import { Download, Play, Trash2 } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState } from 'react'
import type { RecordingList } from '#server/protocol/live-record.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { CastPlayer } from './cast-player.tsx'

/** A learner's own recordings: play, take along, let the instructor play, delete. `fresh`: read them anew when this changes. */
export function Recordings({ fresh }: { fresh?: unknown }) {
  const t = useTranslations('live.record')
  const format = useFormatter()
  const [list, setList] = useState<RecordingList>()
  const [failed, setFailed] = useState(false)
  const [playing, setPlaying] = useState<string>()
  const load = useEffectEvent(async () => {
    const response = await fetch('/api/recording').catch(() => undefined)
    setFailed(!response?.ok)
    if (response?.ok) setList((await response.json()) as RecordingList)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only says when
  useEffect(() => void load(), [fresh])
  const change = async (what: 'share' | 'remove', body: object) => {
    const response = await fetch(`/api/recording/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined)
    setFailed(!response?.ok)
    await load()
  }
  if (failed) return <ErrorNote id="internal" />
  if (!list) return null
  return (
    <div>
      <p className="text-[0.8125rem] text-ink-soft">{t('keep', { days: list.days })}</p>
      {list.recordings.length === 0 ? <p className="mt-2 text-ink-faint">{t('none')}</p> : null}
      <ul className="mt-1 divide-y divide-line">
        {list.recordings.map((one) => {
          const when = format.dateTime(one.at, { dateStyle: 'medium', timeStyle: 'short' })
          return (
            <li key={one.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 py-2" data-testid="recording">
              <span className="w-full tabular-nums">{when}</span>
              {one.played ? (
                <span className="w-full text-[0.8125rem] text-ink-soft">
                  {t('played', {
                    who: one.played.by ?? t('instructor'),
                    when: format.dateTime(one.played.at, { dateStyle: 'medium', timeStyle: 'short' }),
                  })}
                </span>
              ) : null}
              {one.ended === 'stopped' ? null : (
                <Badge tone={one.ended === null ? 'bad' : 'neutral'}>{t(`ended.${one.ended ?? 'on'}`)}</Badge>
              )}
              {one.ended === null ? null : (
                <>
                  <label className="flex min-h-8 items-center gap-1.5 pointer-coarse:min-h-11">
                    <input
                      type="checkbox"
                      checked={one.shared}
                      onChange={(event) => void change('share', { id: one.id, on: event.target.checked })}
                      className="size-4 accent-(--accent)"
                    />
                    {t('shared')}
                  </label>
                  <Button size="sm" onClick={() => setPlaying(one.id)}>
                    <Play aria-hidden="true" />
                    {t('play')}
                  </Button>
                  <a
                    href={`/api/recording/${one.id}.cast`}
                    download
                    aria-label={t('downloadOf', { when })}
                    title={t('download')}
                    className={buttonClass('ghost', 'sm')}
                  >
                    <Download aria-hidden="true" />
                  </a>
                  <IconButton
                    size="sm"
                    label={t('removeOf', { when })}
                    onClick={() => void change('remove', { id: one.id })}
                  >
                    <Trash2 aria-hidden="true" />
                  </IconButton>
                </>
              )}
            </li>
          )
        })}
      </ul>
      <PlayDialog id={playing} onClose={() => setPlaying(undefined)} />
    </div>
  )
}

export function PlayDialog({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const t = useTranslations('live.record')
  return (
    <Dialog open={id !== undefined} onOpenChange={onClose} title={t('recording')} closeLabel={t('close')} wide>
      {id ? <CastPlayer key={id} id={id} /> : null}
    </Dialog>
  )
}
