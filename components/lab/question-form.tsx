'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-name.ts'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { InlineText } from '#components/ui/inline-text.tsx'
import type { ErrorId } from '#server/protocol/error.ts'
import type { CheckResult } from '#server/protocol/lab.ts'
import { useLabDesk } from './lab-context.ts'

type Props = { step: string; check: string; ok: boolean; question: NonNullable<CheckResult['question']> }

export function QuestionForm({ step, check, ok, question }: Props) {
  const t = useTranslations('lab')
  const { locale, session, live } = useLabDesk()
  const name = useId()
  const [value, setValue] = useState(question.said?.value ?? '')
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<ErrorId>()
  const { said } = question
  // What was said last is shown only while it is still the choice.
  const shown = said && said.value === value ? said : undefined

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!session || value.trim() === '' || sending) return
    setSending(true)
    const result = await session.answer(step, check, value.trim())
    setSending(false)
    setError(result.ok ? undefined : result.error)
  }

  return (
    <form onSubmit={submit} className="mt-2 space-y-2" aria-label={question.text[locale]}>
      {question.options ? (
        <fieldset disabled={ok} className="space-y-1.5">
          <legend className="sr-only">{question.text[locale]}</legend>
          {question.options.map((option) => {
            const mark = said?.value === option.id ? (said.correct ? 'right' : 'wrong') : undefined
            return (
              <label
                key={option.id}
                className={classNames(
                  'flex min-h-9 items-start gap-2.5 rounded-md border px-3 py-1.5 transition-colors pointer-coarse:min-h-11',
                  'has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent',
                  mark === 'right' && 'border-ok/50 bg-ok-soft',
                  mark === 'wrong' && 'border-bad/40 bg-bad-soft',
                  !mark && ok && 'border-line text-ink-faint',
                  !mark && !ok && 'border-line-strong bg-surface hover:border-line-control has-checked:border-accent',
                )}
              >
                <input
                  type="radio"
                  name={name}
                  value={option.id}
                  checked={value === option.id}
                  onChange={() => setValue(option.id)}
                  className="mt-1 accent-(--accent)"
                />
                <span className="min-w-0 flex-1">
                  <InlineText>{option.text[locale]}</InlineText>
                </span>
              </label>
            )
          })}
        </fieldset>
      ) : (
        <input
          value={value}
          disabled={ok}
          onChange={(event) => setValue(event.target.value)}
          aria-label={t('question.value')}
          placeholder={t('question.value')}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="h-9 w-full min-w-0 rounded-md border border-line-control bg-surface px-3 font-mono text-[0.8125rem] text-ink placeholder:font-sans placeholder:text-ink-faint focus-visible:border-accent focus-visible:outline-offset-0 disabled:opacity-70 pointer-coarse:h-11"
        />
      )}
      <div role="status" className="text-sm">
        {shown ? (
          <p className={classNames('transition-opacity starting:opacity-0', shown.correct ? 'text-ok' : 'text-bad')}>
            <strong className="font-semibold">{t(shown.correct ? 'question.right' : 'question.wrong')}.</strong>{' '}
            <span className="text-ink">
              {shown.why ? <InlineText>{shown.why[locale]}</InlineText> : shown.correct ? null : t('question.again')}
            </span>
          </p>
        ) : null}
      </div>
      {error ? <ErrorNote id={error} /> : null}
      {ok ? null : (
        <Button type="submit" size="sm" variant="primary" disabled={!live || sending || value.trim() === '' || !!shown}>
          {t(sending ? 'question.answering' : 'question.answer')}
        </Button>
      )}
    </form>
  )
}
