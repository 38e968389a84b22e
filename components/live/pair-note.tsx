'use client'

import { HeartHandshake, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { StudentPair } from '#server/protocol/live-exercise.ts'
import { OUTPUT_LENGTH } from '#server/protocol/live-limit.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { toast } from '../ui/toast.tsx'
import type { ClassSession } from './live-session.ts'

type Props = { pair: StudentPair; session: ClassSession }

/** Explain your output to somebody: they see an alias, and what was sent here; never a screen. */
export function PairNote({ pair, session }: Props) {
  const t = useTranslations('live.pair')
  const [open, setOpen] = useState(!pair.done)
  const [text, setText] = useState(pair.shown ?? '')
  const [error, setError] = useState<ErrorId>()
  const names = pair.partners.map(({ alias }) => alias).join(', ')
  const heard = pair.partners.filter(({ shown }) => shown !== null).length
  const take = async () => {
    const result = await session.call('pair:last', {})
    if (!result.ok) return setError(result.error)
    setError(undefined)
    if (result.value) setText(result.value.text)
    else toast(t('nothing'))
  }
  const show = async () => {
    const result = await session.call('pair:show', { text })
    setError(result.ok ? undefined : result.error)
  }
  const finish = async (done: boolean) => {
    const result = await session.call('pair:done', { done })
    setError(result.ok ? undefined : result.error)
    if (result.ok && done) setOpen(false)
  }
  return (
    <>
      <Button size="sm" variant={pair.done ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        <Users aria-hidden="true" />
        <span className="max-sm:sr-only">{t('open', { names })}</span>
        {heard > 0 ? <span className="tabular-nums">{heard}</span> : null}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('title', { names })}
        description={t('lead')}
        closeLabel={t('close')}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('later')}</Button>
            <Button variant="primary" onClick={() => void finish(!pair.done)}>
              {t(pair.done ? 'undone' : 'done')}
            </Button>
          </>
        }
      >
        <p className="mt-3 text-base font-medium whitespace-pre-wrap">{pair.question || t('usual')}</p>
        <ul className="mt-3 space-y-3">
          {pair.partners.map(({ alias, helper, shown, done }) => (
            <li key={alias} data-testid="partner">
              <p className="flex items-center gap-2 font-medium">
                {alias}
                {helper ? (
                  <Badge tone="ok">
                    <HeartHandshake aria-hidden="true" />
                    {t('helper')}
                  </Badge>
                ) : null}
                {done ? <Badge tone="ok">{t('isDone')}</Badge> : null}
              </p>
              {shown === null ? (
                <p className="mt-1 text-ink-faint">{t('notYet')}</p>
              ) : (
                <pre className="mt-1 max-h-56 overflow-auto rounded-md bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] text-term-ink">
                  {shown}
                </pre>
              )}
            </li>
          ))}
        </ul>
        <label className="mt-4 block">
          <span className="font-medium">{t('mine')}</span>
          <textarea
            rows={6}
            value={text}
            maxLength={OUTPUT_LENGTH}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('hint')}
            className="mt-1.5 w-full rounded-md border border-line-control bg-surface px-3 py-2 font-mono text-[0.8125rem]"
          />
        </label>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <Button size="sm" onClick={() => void take()}>
            {t('take')}
          </Button>
          <Button size="sm" disabled={text === (pair.shown ?? '')} onClick={() => void show()}>
            {t(pair.shown === null ? 'show' : text.trim() === '' ? 'withdraw' : 'reshow')}
          </Button>
          {pair.shown === null ? null : <Badge tone="accent">{t('isShown')}</Badge>}
        </div>
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}
