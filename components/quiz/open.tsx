import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { QuizGrade } from '#server/protocol/content.ts'
import { InlineText } from '../ui/inline-text.tsx'
import { fieldClass } from './field.ts'

const MAX_CHARS = 5000

type Props = {
  text: string
  onText: (text: string) => void
  /** Set once the learner asked to compare: model answer and rubric. */
  compare?: QuizGrade
  ticked: string[]
  onTick: (ids: string[]) => void
  done: boolean
}

export function Open({ text, onText, compare, ticked, onTick, done }: Props) {
  const t = useTranslations('quiz')
  const id = useId()
  return (
    <div className="space-y-4">
      <div>
        <label htmlFor={id} className="mb-1.5 block text-sm text-ink-soft">
          {t('open.label')}
        </label>
        <textarea
          id={id}
          value={text}
          rows={5}
          maxLength={MAX_CHARS}
          readOnly={compare !== undefined}
          onChange={(event) => onText(event.target.value)}
          className={`${fieldClass} w-full py-2.5 leading-relaxed`}
        />
      </div>
      {compare ? (
        <>
          <div className="rounded-lg border border-line bg-sunken px-4 py-3">
            <p className="text-[0.8125rem] font-semibold text-ink-soft">{t('model')}</p>
            <p className="mt-1.5 whitespace-pre-line">
              <InlineText>{compare.key.text ?? ''}</InlineText>
            </p>
          </div>
          <fieldset disabled={done} className="rounded-lg border border-line-strong bg-surface px-4 pt-3 pb-2">
            <legend className="sr-only">{t('open.rubric')}</legend>
            <p aria-hidden="true" className="text-[0.8125rem] font-semibold text-ink-soft">
              {t('open.rubric')}
            </p>
            {compare.rubric?.map((line) => (
              <label key={line.id} className="flex min-h-10 items-center gap-3 py-1.5">
                <input
                  type="checkbox"
                  checked={ticked.includes(line.id)}
                  onChange={() =>
                    onTick(ticked.includes(line.id) ? ticked.filter((one) => one !== line.id) : [...ticked, line.id])
                  }
                  className="size-4 shrink-0 accent-(--accent)"
                />
                <span className="min-w-0 flex-1 text-[0.9375rem]">
                  <InlineText>{line.text}</InlineText>
                </span>
                <span className="shrink-0 text-[0.8125rem] text-ink-faint tabular-nums">
                  {t('open.rubricPoints', { points: line.points })}
                </span>
              </label>
            ))}
          </fieldset>
        </>
      ) : null}
    </div>
  )
}
