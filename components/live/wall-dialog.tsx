'use client'

import { ThumbsUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { StudentClass } from '#server/protocol/live.ts'
import { WALL_LENGTH } from '#server/protocol/live-limit.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import type { ClassSession } from './live-session.ts'

type Props = { open: boolean; onClose: () => void; state: StudentClass; session: ClassSession }

/** The class's questions, without names, most wanted first. */
export function WallDialog({ open, onClose, state, session }: Props) {
  const t = useTranslations('live.wall')
  const [text, setText] = useState('')
  const [error, setError] = useState<ErrorId>()
  const send = async () => {
    const result = await session.call('wall:ask', { text })
    setError(result.ok ? undefined : result.error)
    if (result.ok) setText('')
  }
  return (
    <Dialog open={open} onOpenChange={onClose} title={t('title')} description={t('lead')} closeLabel={t('close')}>
      <form
        className="mt-3 flex gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') void send()
        }}
      >
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={WALL_LENGTH}
          aria-label={t('field')}
          placeholder={t('field')}
          className="h-9 min-w-0 flex-1 rounded-md border border-line-control bg-surface px-3 pointer-coarse:h-11"
        />
        <Button type="submit" variant="primary" disabled={text.trim() === ''}>
          {t('ask')}
        </Button>
      </form>
      {error ? <ErrorNote id={error} className="mt-3" /> : null}
      {state.wall.length === 0 ? (
        <p className="mt-6 text-center text-ink-faint">{t('empty')}</p>
      ) : (
        <ul className="mt-4 divide-y divide-line">
          {state.wall.map((question) => (
            <li key={question.id} className="flex items-start gap-3 py-2.5">
              <button
                type="button"
                aria-pressed={question.voted}
                aria-label={t('vote', { count: question.votes })}
                disabled={question.mine}
                onClick={() => void session.call('wall:vote', { question: question.id, up: !question.voted })}
                className="inline-flex h-8 min-w-12 items-center justify-center gap-1.5 rounded-md border border-line-strong text-ink-soft tabular-nums not-disabled:hover:bg-hover aria-pressed:border-accent aria-pressed:text-accent pointer-coarse:h-11 [&_svg]:size-4"
              >
                <ThumbsUp aria-hidden="true" />
                {question.votes}
              </button>
              <p className={classNames('min-w-0 flex-1 pt-1', question.state === 'answered' && 'text-ink-faint')}>
                {question.text}
              </p>
              {question.state === 'answered' ? <Badge tone="ok">{t('answered')}</Badge> : null}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
