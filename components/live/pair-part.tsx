'use client'

import { Check, Eye, HeartHandshake } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ErrorId } from '#server/protocol/error.ts'
import type { BoardRow } from '#server/protocol/live.ts'
import type { BoardPairs } from '#server/protocol/live-exercise.ts'
import { QUESTION_LENGTH } from '#server/protocol/live-limit.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import type { BoardSession } from './live-session.ts'

type Props = { rows: BoardRow[]; pairs: BoardPairs | null; session: BoardSession }

/** Who explains to whom, and which pairs are done. What they show each other stays between them. */
export function PairPart({ rows, pairs, session }: Props) {
  const t = useTranslations('live.pairs')
  const [question, setQuestion] = useState(pairs?.question ?? '')
  const [error, setError] = useState<ErrorId>()
  const act = async (event: 'pairs:draw' | 'pairs:end') => {
    const result =
      event === 'pairs:draw' ? await session.call(event, { question }) : await session.call('pairs:end', {})
    setError(result.ok ? undefined : result.error)
  }
  const here = rows.filter(({ presence }) => presence !== 'away').length
  const done = pairs?.groups.filter((group) => group.every((one) => one.done)).length ?? 0
  return (
    <section aria-label={t('title')} data-testid="pairs">
      <h2 className="text-base font-semibold">{t('title')}</h2>
      <p className="mt-1 text-ink-soft">{t('lead')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void act('pairs:draw')
        }}
      >
        <textarea
          rows={2}
          value={question}
          maxLength={QUESTION_LENGTH}
          aria-label={t('question')}
          placeholder={t('usual')}
          onChange={(event) => setQuestion(event.target.value)}
          className="mt-3 w-full rounded-md border border-line-control bg-surface px-3 py-2"
        />
        <div className="mt-2 flex flex-wrap gap-1.5">
          <Button type="submit" variant={pairs ? 'secondary' : 'primary'} disabled={here < 2}>
            {pairs ? t('again') : t('go', { count: here })}
          </Button>
          {pairs ? <Button onClick={() => void act('pairs:end')}>{t('end')}</Button> : null}
        </div>
      </form>
      {error ? <ErrorNote id={error} className="mt-3" /> : null}
      {pairs ? (
        <>
          <p className="mt-4 font-medium tabular-nums">{t('doneOf', { done, all: pairs.groups.length })}</p>
          <ul className="mt-1.5 divide-y divide-line rounded-lg border border-line bg-surface">
            {pairs.groups.map((group) => (
              <li key={group[0]?.member} className="space-y-1 px-3 py-2" data-testid="pair">
                {group.map((seat) => (
                  <p key={seat.member} className="flex items-center gap-2">
                    <span className="min-w-0 flex-1 truncate">
                      {rows.find(({ id }) => id === seat.member)?.name ?? t('gone')}
                    </span>
                    {rows.find(({ id }) => id === seat.member)?.helper === 'on' ? (
                      <Badge tone="ok">
                        <HeartHandshake aria-hidden="true" />
                        {t('helper')}
                      </Badge>
                    ) : null}
                    {seat.shown ? (
                      <Badge>
                        <Eye aria-hidden="true" />
                        {t('shown')}
                      </Badge>
                    ) : null}
                    {seat.done ? (
                      <Badge tone="ok">
                        <Check aria-hidden="true" />
                        {t('done')}
                      </Badge>
                    ) : null}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  )
}
