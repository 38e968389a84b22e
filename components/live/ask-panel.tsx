'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { Board } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import type { BoardSession } from './live-session.ts'
import { PollBars } from './poll-bars.tsx'

export interface PollItem {
  slug: string
  lesson: string
  id: string
  prompt: string
}
type Props = { board: Board; items: PollItem[]; session: BoardSession }

/** A question to all: open, close, talk, again. The histogram stays hidden until the question is closed. */
export function AskPanel({ board, items, session }: Props) {
  const t = useTranslations('live.ask')
  const [error, setError] = useState<ErrorId>()
  const { poll } = board
  const [slug, setSlug] = useState(board.info.place?.slug ?? items[0]?.slug)
  const act = async (event: 'poll:close' | 'poll:show' | 'poll:again' | 'poll:drop') => {
    const result = await session.call(event, {})
    setError(result.ok ? undefined : result.error)
  }
  if (poll) {
    const here = board.rows.filter((row) => row.presence !== 'away').length
    return (
      <div className="space-y-3 text-sm" data-testid="poll">
        <p className="font-semibold">
          <InlineText>{poll.item.prompt}</InlineText>
        </p>
        <p className="text-ink-soft tabular-nums">{t('answered', { count: poll.answered, all: here })}</p>
        {poll.state === 'open' ? (
          <>
            <p className="text-ink-faint">{t('hidden')}</p>
            <Button variant="primary" onClick={() => void act('poll:close')}>
              {t('close')}
            </Button>
          </>
        ) : poll.result ? (
          <>
            <PollBars result={poll.result} />
            {poll.result.before === null ? null : (
              <p className="text-ink-soft tabular-nums">
                {t('before', {
                  before: Math.round(100 * poll.result.before),
                  now: Math.round((100 * poll.result.correct) / Math.max(1, poll.result.total)),
                })}
              </p>
            )}
            {poll.result.total > 0 ? (
              <Callout tone="accent" title={t(`advice.${poll.result.advice}.title`)}>
                {t(`advice.${poll.result.advice}.text`)}
              </Callout>
            ) : null}
            {poll.result.reasons.length > 0 ? (
              <div>
                <h3 className="text-[0.8125rem] font-semibold text-ink-soft">{t('reasons')}</h3>
                <ul className="mt-1.5 list-disc space-y-1 pl-5">
                  {poll.result.reasons.map((reason) => (
                    <li key={`${reason.option}${reason.text}`}>{reason.text}</li>
                  ))}
                </ul>
              </div>
            ) : null}
            <div className="flex flex-wrap gap-1.5">
              {poll.state === 'closed' ? (
                <Button variant="primary" onClick={() => void act('poll:show')}>
                  {t('show')}
                </Button>
              ) : null}
              <Button onClick={() => void act('poll:again')}>{t('again')}</Button>
              <Button onClick={() => void act('poll:drop')}>{t('drop')}</Button>
            </div>
          </>
        ) : null}
        {error ? <ErrorNote id={error} /> : null}
      </div>
    )
  }
  const lessons = [...new Map(items.map((item) => [item.slug, item.lesson]))]
  return (
    <div className="space-y-3 text-sm">
      <select
        aria-label={t('lesson')}
        value={slug}
        onChange={(event) => setSlug(event.target.value)}
        className="h-9 w-full rounded-md border border-line-control bg-surface px-2.5 pointer-coarse:h-11"
      >
        {lessons.map(([one, title]) => (
          <option key={one} value={one}>
            {title}
          </option>
        ))}
      </select>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {items
          .filter((item) => item.slug === slug)
          .map((item) => (
            <li key={item.id} className="flex items-start gap-2 px-3 py-2.5">
              <p className="min-w-0 flex-1">
                <InlineText>{item.prompt}</InlineText>
              </p>
              <Button
                size="sm"
                onClick={() =>
                  void session
                    .call('poll:open', { slug: item.slug, item: item.id })
                    .then((result) => setError(result.ok ? undefined : result.error))
                }
              >
                {t('open')}
              </Button>
            </li>
          ))}
      </ul>
      {error ? <ErrorNote id={error} /> : null}
    </div>
  )
}
