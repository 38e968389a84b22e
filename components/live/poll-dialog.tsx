'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { QuizAnswer } from '#server/protocol/content.ts'
import type { ErrorId } from '#server/protocol/error.ts'
import type { PollView, StudentClass } from '#server/protocol/live.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import type { ClassSession } from './live-session.ts'
import { PollBars } from './poll-bars.tsx'

type Options = Extract<PollView['item'], { options: unknown }>

/** The question of the moment. Can be put aside and answered until it is closed; an answer can be changed until then, too. */
export function PollDialog({ state, session }: { state: StudentClass; session: ClassSession }) {
  const t = useTranslations('live.poll')
  const { poll } = state
  const [aside, setAside] = useState(state.answered && poll?.state === 'open')
  const [chosen, setChosen] = useState<string[]>([])
  const [reason, setReason] = useState('')
  const [sent, setSent] = useState(state.answered)
  const [error, setError] = useState<ErrorId>()
  if (!poll || poll.state === 'closed' || !('options' in poll.item)) return null
  const item = poll.item as Options
  const send = async () => {
    const answer: QuizAnswer =
      item.type === 'multiple' ? { type: 'multiple', options: chosen } : { type: item.type, option: chosen[0]! }
    const result = await session.call('poll:answer', { poll: poll.id, answer, ...(reason.trim() ? { reason } : {}) })
    if (!result.ok) return setError(result.error)
    setError(undefined)
    setSent(true)
    setAside(true)
  }
  return (
    <>
      {aside ? (
        <Button size="sm" variant={sent ? 'secondary' : 'primary'} onClick={() => setAside(false)}>
          {poll.state === 'shown' ? t('seeResult') : sent ? t('change') : t('answer')}
        </Button>
      ) : null}
      <Dialog
        open={!aside}
        onOpenChange={() => setAside(true)}
        title={poll.round > 1 ? t('again') : t('title')}
        closeLabel={t('later')}
        footer={
          poll.state === 'open' ? (
            <>
              <Button onClick={() => setAside(true)}>{t('later')}</Button>
              <Button variant="primary" disabled={chosen.length === 0} onClick={() => void send()}>
                {sent ? t('resend') : t('send')}
              </Button>
            </>
          ) : undefined
        }
      >
        <p className="text-base font-medium">
          <InlineText>{item.prompt}</InlineText>
        </p>
        {item.code ? <Code>{item.code}</Code> : null}
        {'command' in item ? <Code>{item.command}</Code> : null}
        {poll.state === 'shown' && poll.result ? (
          <PollBars result={poll.result} className="mt-4" />
        ) : (
          <>
            <fieldset className="mt-4 space-y-2">
              <legend className="sr-only">{item.prompt}</legend>
              {item.options.map((option) => (
                <label
                  key={option.id}
                  className="flex min-h-11 items-start gap-3 rounded-lg border border-line-strong bg-surface px-3.5 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
                >
                  <input
                    type={item.type === 'multiple' ? 'checkbox' : 'radio'}
                    name={poll.id}
                    checked={chosen.includes(option.id)}
                    onChange={() =>
                      setChosen(
                        item.type !== 'multiple'
                          ? [option.id]
                          : chosen.includes(option.id)
                            ? chosen.filter((one) => one !== option.id)
                            : [...chosen, option.id],
                      )
                    }
                    className="mt-[0.3rem] size-4 shrink-0 accent-(--accent)"
                  />
                  <span
                    className={classNames(
                      'min-w-0 flex-1',
                      option.text.includes('\n') && 'font-mono text-[0.8125rem] leading-6 whitespace-pre-wrap',
                    )}
                  >
                    <InlineText>{option.text}</InlineText>
                  </span>
                </label>
              ))}
            </fieldset>
            <label className="mt-4 block text-[0.8125rem] text-ink-soft">
              {t('reason')}
              <input
                value={reason}
                maxLength={300}
                onChange={(event) => setReason(event.target.value)}
                className="mt-1 h-10 w-full rounded-md border border-line-control bg-surface px-3 text-sm text-ink"
              />
            </label>
          </>
        )}
        {error ? <ErrorNote id={error} className="mt-3" /> : null}
      </Dialog>
    </>
  )
}

const Code = ({ children }: { children: string }) => (
  <pre className="mt-3 overflow-x-auto rounded-md bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] text-term-ink">
    {children}
  </pre>
)
