import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { PublicQuizItem, QuizGrade } from '#server/protocol/content.ts'
import { classNames } from '../ui/class-name.ts'
import { InlineText } from '../ui/inline-text.tsx'
import { fieldClass } from './field.ts'

type Props = {
  item: Extract<PublicQuizItem, { type: 'match' }>
  pairs: Record<string, string>
  onPair: (pairs: Record<string, string>) => void
  grade?: QuizGrade
}

/** A native select per left side: works by keyboard, by touch and with any screen reader. */
export function Match({ item, pairs, onPair, grade }: Props) {
  const t = useTranslations('quiz')
  const id = useId()
  const right = (rightId: string | undefined) => item.rights.find((entry) => entry.id === rightId)?.text ?? ''
  return (
    <ul className="divide-y divide-line rounded-lg border border-line-strong bg-surface">
      {item.lefts.map((left) => {
        const note = grade?.notes.find((one) => one.id === left.id)
        return (
          <li key={left.id} className="grid items-center gap-x-4 gap-y-1.5 px-3.5 py-2.5 sm:grid-cols-[2fr_3fr]">
            <label htmlFor={`${id}-${left.id}`} className="font-medium">
              <InlineText>{left.text}</InlineText>
            </label>
            {note ? (
              <div className="text-sm">
                <p className={classNames('flex items-start gap-1.5', note.correct ? 'text-ok' : 'text-bad')}>
                  {note.correct ? (
                    <Check role="img" aria-label={t('right')} className="mt-0.5 size-4 shrink-0" />
                  ) : (
                    <X role="img" aria-label={t('wrong')} className="mt-0.5 size-4 shrink-0" />
                  )}
                  <span className={note.correct ? undefined : 'line-through'}>
                    <InlineText>{right(pairs[left.id])}</InlineText>
                  </span>
                </p>
                {note.correct ? null : (
                  <p className="mt-1 flex items-start gap-1.5 text-ok">
                    <Check role="img" aria-label={t('key')} className="mt-0.5 size-4 shrink-0" />
                    <InlineText>{right(grade?.key.pairs?.[left.id])}</InlineText>
                  </p>
                )}
              </div>
            ) : (
              <select
                id={`${id}-${left.id}`}
                value={pairs[left.id] ?? ''}
                onChange={(event) => onPair({ ...pairs, [left.id]: event.target.value })}
                className={classNames(fieldClass, 'h-10 w-full pr-8 text-sm')}
              >
                <option value="" disabled>
                  {t('match.choose')}
                </option>
                {item.rights.map((entry) => (
                  <option key={entry.id} value={entry.id}>
                    {entry.text.replaceAll('`', '')}
                  </option>
                ))}
              </select>
            )}
          </li>
        )
      })}
    </ul>
  )
}
