'use client'

import { MessagesSquare } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { WallQuestion } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { BoardSession } from './live-session.ts'

/** The class's questions as who teaches sees them: answer aloud and tick off, or take one down. */
export function BoardWall({ wall, session }: { wall: WallQuestion[]; session: BoardSession }) {
  const t = useTranslations('live.wall')
  if (wall.length === 0)
    return (
      <EmptyState icon={<MessagesSquare aria-hidden="true" />} title={t('none.title')}>
        {t('none.text')}
      </EmptyState>
    )
  return (
    <ul className="space-y-2 text-sm">
      {wall.map((question) => (
        <li
          key={question.id}
          className={classNames(
            'rounded-lg border border-line bg-surface p-3',
            question.state !== 'open' && 'text-ink-faint',
          )}
        >
          <p>{question.text}</p>
          <div className="mt-2 flex items-center gap-1.5">
            <span className="flex-1 text-xs tabular-nums">{t('votes', { count: question.votes })}</span>
            {(['answered', 'hidden'] as const).map((state) => (
              <Button
                key={state}
                size="sm"
                aria-pressed={question.state === state}
                onClick={() =>
                  void session.call('wall:mark', {
                    question: question.id,
                    state: question.state === state ? 'open' : state,
                  })
                }
              >
                {t(question.state === state ? `un${state}` : `mark${state}`)}
              </Button>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}
