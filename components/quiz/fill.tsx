import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { QuizGrade } from '#server/protocol/content.ts'
import { InlineText } from '../ui/inline-text.tsx'

const MAX_CHARS = 2000

type Props = { text: string; onText: (text: string) => void; onEnter: () => void; grade?: QuizGrade }

export function Fill({ text, onText, onEnter, grade }: Props) {
  const t = useTranslations('quiz')
  const id = useId()
  const Mark = grade?.correct ? Check : X
  return (
    <div>
      <label htmlFor={id} className="mb-2 block text-sm text-ink-soft">
        {t('fill.help')}
      </label>
      <div className="flex items-center gap-2.5 rounded-lg border border-term-line bg-term-bg px-3.5 font-mono text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
        <span aria-hidden="true" className="text-term-prompt">
          $
        </span>
        <input
          id={id}
          value={text}
          maxLength={MAX_CHARS}
          readOnly={grade !== undefined}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            // While Hangul is being composed, Enter ends the syllable and must not send.
            if (event.key === 'Enter' && !event.nativeEvent.isComposing && event.keyCode !== 229) onEnter()
          }}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          className="h-12 min-w-0 flex-1 bg-transparent text-term-ink caret-term-prompt outline-none"
        />
        {grade ? (
          <Mark
            role="img"
            aria-label={t(grade.correct ? 'right' : 'wrong')}
            className={grade.correct ? 'size-4.5 text-[#5cc98a]' : 'size-4.5 text-[#ff8d83]'}
          />
        ) : null}
      </div>
      {grade?.note === 'hangul-layout' ? <p className="mt-2 text-sm text-warn">{t('fill.hangul')}</p> : null}
      {grade?.notes.map((note) => (
        <p key={note.id} className="mt-2 text-sm text-bad">
          <InlineText>{note.text}</InlineText>
        </p>
      ))}
    </div>
  )
}
