import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { QuizGrade } from '#server/protocol/content.ts'
import { classNames } from '../ui/class-name.ts'
import { InlineText } from '../ui/inline-text.tsx'

type Props = {
  kind: 'radio' | 'checkbox'
  /** Options of predict items may be terminal output: with line breaks they are set as such. */
  output?: boolean
  label: string
  options: { id: string; text: string }[]
  chosen: string[]
  onChoose: (ids: string[]) => void
  grade?: QuizGrade
}

export function Choice({ kind, output, label, options, chosen, onChoose, grade }: Props) {
  const t = useTranslations('quiz')
  const name = useId()
  const toggle = (id: string) => {
    if (kind === 'radio') onChoose([id])
    else onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  }
  return (
    <fieldset disabled={grade !== undefined} className="space-y-2">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => {
        const isChosen = chosen.includes(option.id)
        const right = grade?.key.ids?.includes(option.id)
        const note = grade?.notes.find((one) => one.id === option.id)
        return (
          <div key={option.id}>
            <label
              className={classNames(
                'flex min-h-11 items-start gap-3 rounded-lg border px-3.5 py-2.5 transition-colors',
                'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                !grade &&
                  'border-line-strong bg-surface hover:border-line-control has-checked:border-accent has-checked:bg-accent-soft',
                grade && right && 'border-ok/50 bg-ok-soft',
                grade && !right && isChosen && 'border-bad/50 bg-bad-soft',
                grade && !right && !isChosen && 'border-line bg-surface text-ink-soft',
              )}
            >
              <input
                type={kind}
                name={name}
                checked={isChosen}
                onChange={() => toggle(option.id)}
                className="mt-[0.3rem] size-4 shrink-0 accent-(--accent)"
              />
              <span
                className={classNames(
                  'min-w-0 flex-1',
                  output && option.text.includes('\n') && 'font-mono text-[0.8125rem] leading-6 whitespace-pre-wrap',
                )}
              >
                <InlineText>{option.text}</InlineText>
              </span>
              {grade && (right || isChosen) ? (
                <span
                  className={classNames(
                    'mt-0.5 inline-flex shrink-0 items-center gap-1 text-xs font-semibold',
                    right ? 'text-ok' : 'text-bad',
                  )}
                >
                  {right ? (
                    <Check aria-hidden="true" className="size-4" />
                  ) : (
                    <X aria-hidden="true" className="size-4" />
                  )}
                  {right ? t('rightOption') : t('wrongOption')}
                </span>
              ) : null}
            </label>
            {note?.text ? (
              <p className="mt-1.5 mb-3 ml-10 text-sm text-ink-soft">
                <InlineText>{note.text}</InlineText>
              </p>
            ) : null}
          </div>
        )
      })}
    </fieldset>
  )
}
