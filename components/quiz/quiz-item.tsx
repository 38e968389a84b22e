'use client'

import { CircleCheck, CircleX } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { PublicQuizItem, QuizAnswer, QuizGrade } from '#server/protocol/content.ts'
import type { ErrorId } from '#server/protocol/error.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-name.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { InlineText } from '../ui/inline-text.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Choice } from './choice.tsx'
import { type Draft, emptyDraft, isComplete } from './draft.ts'
import { Fill } from './fill.tsx'
import { Match } from './match.tsx'
import { Open } from './open.tsx'
import { Order } from './order.tsx'
import { submitAnswer } from './submit.ts'

type Phase =
  | { at: 'answering'; error?: ErrorId }
  | { at: 'sending' }
  /** Open items: text and rubric stand side by side, the learner grades. */
  | { at: 'comparing'; grade: QuizGrade; error?: ErrorId }
  | { at: 'graded'; grade: QuizGrade }

type Props = { slug: string; item: PublicQuizItem; onGraded?: (grade: QuizGrade) => void }

/** One question of any type: answer, check, explanation, again. */
export function QuizItem({ slug, item, onGraded }: Props) {
  const t = useTranslations('quiz')
  const locale = useLocale()
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(item))
  const [ticked, setTicked] = useState<string[]>([])
  const [phase, setPhase] = useState<Phase>({ at: 'answering' })
  const verdict = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (phase.at === 'graded') verdict.current?.focus({ preventScroll: true })
  }, [phase.at])

  const send = async (answer: QuizAnswer, compared?: QuizGrade) => {
    setPhase({ at: 'sending' })
    const result = await submitAnswer({ slug, item: item.id, answer, locale })
    if (!result.ok) {
      setPhase(
        compared ? { at: 'comparing', grade: compared, error: result.error } : { at: 'answering', error: result.error },
      )
    } else if (answer.type === 'open' && !answer.rubric) {
      setPhase({ at: 'comparing', grade: result.grade })
    } else {
      setPhase({ at: 'graded', grade: result.grade })
      onGraded?.(result.grade)
    }
  }
  const check = () => {
    if (phase.at === 'answering' && isComplete(item, draft)) void send(draft)
  }
  const again = () => {
    setDraft(emptyDraft(item))
    setTicked([])
    setPhase({ at: 'answering' })
  }

  const grade = phase.at === 'graded' ? phase.grade : undefined
  const labels = { copy: t('copy'), copied: t('copied'), terminal: t('terminal'), code: t('terminal') }
  return (
    <div>
      <p className="text-xs font-semibold text-ink-faint">{t(`type.${item.type}`)}</p>
      <p className="mt-1 mb-4 text-[1.0625rem] leading-relaxed font-semibold">
        <InlineText>{item.prompt}</InlineText>
      </p>
      {item.code ? <CodeBlock code={item.code} language="console" labels={labels} className="mb-4" /> : null}
      {item.type === 'predict' ? (
        <CodeBlock code={item.command} language="sh" labels={labels} className="mb-4" />
      ) : null}

      <Body
        item={item}
        draft={draft}
        setDraft={setDraft}
        phase={phase}
        ticked={ticked}
        setTicked={setTicked}
        check={check}
      />

      {phase.at === 'answering' && phase.error ? <ErrorNote id={phase.error} className="mt-4" /> : null}
      {phase.at === 'comparing' && phase.error ? <ErrorNote id={phase.error} className="mt-4" /> : null}

      {grade ? (
        <Verdict ref={verdict} grade={grade} type={item.type} />
      ) : (
        <div className="mt-4 flex items-center gap-3">
          {phase.at === 'comparing' ? (
            <Button
              variant="primary"
              onClick={() => draft.type === 'open' && void send({ ...draft, rubric: ticked }, phase.grade)}
            >
              {t('open.save')}
            </Button>
          ) : (
            <Button variant="primary" disabled={phase.at === 'sending' || !isComplete(item, draft)} onClick={check}>
              {item.type === 'open' ? t('open.compare') : t('check')}
            </Button>
          )}
          {phase.at === 'sending' ? <Spinner label={t('checking')} /> : null}
        </div>
      )}
      {grade && !grade.correct ? (
        <Button size="sm" className="mt-3" onClick={again}>
          {t('again')}
        </Button>
      ) : null}
    </div>
  )
}

type BodyProps = {
  item: PublicQuizItem
  draft: Draft
  setDraft: (draft: Draft) => void
  phase: Phase
  ticked: string[]
  setTicked: (ids: string[]) => void
  check: () => void
}

function Body({ item, draft, setDraft, phase, ticked, setTicked, check }: BodyProps) {
  const grade = phase.at === 'graded' ? phase.grade : undefined
  if (item.type === 'order' && draft.type === 'order')
    return (
      <Order entries={item.items} ids={draft.ids} onOrder={(ids) => setDraft({ type: 'order', ids })} grade={grade} />
    )
  if (item.type === 'match' && draft.type === 'match')
    return (
      <Match item={item} pairs={draft.pairs} onPair={(pairs) => setDraft({ type: 'match', pairs })} grade={grade} />
    )
  if (draft.type === 'fill')
    return <Fill text={draft.text} onText={(text) => setDraft({ type: 'fill', text })} onEnter={check} grade={grade} />
  if (draft.type === 'open')
    return (
      <Open
        text={draft.text}
        onText={(text) => setDraft({ type: 'open', text })}
        compare={phase.at === 'comparing' ? phase.grade : grade}
        ticked={ticked}
        onTick={setTicked}
        done={grade !== undefined}
      />
    )
  if (!('options' in item)) return null
  const { type } = item
  return (
    <Choice
      kind={type === 'multiple' ? 'checkbox' : 'radio'}
      output={type === 'predict'}
      label={item.prompt}
      options={item.options}
      chosen={draft.type === 'multiple' ? draft.options : 'option' in draft && draft.option ? [draft.option] : []}
      onChoose={(ids) => setDraft(type === 'multiple' ? { type, options: ids } : { type, option: ids[0] ?? '' })}
      grade={grade}
    />
  )
}

type VerdictProps = { grade: QuizGrade; type: PublicQuizItem['type']; ref: React.Ref<HTMLDivElement> }

function Verdict({ grade, type, ref }: VerdictProps) {
  const t = useTranslations('quiz')
  const Icon = grade.correct ? CircleCheck : CircleX
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="status"
      className={classNames(
        'mt-4 rounded-lg border px-4 py-3 outline-none',
        grade.correct ? 'border-ok/40 bg-ok-soft' : 'border-bad/40 bg-bad-soft',
      )}
    >
      <p className={classNames('flex items-center gap-2 font-semibold', grade.correct ? 'text-ok' : 'text-bad')}>
        <Icon aria-hidden="true" className="size-4.5" />
        {type === 'open' ? t('points', { points: grade.points, max: grade.max }) : t(grade.correct ? 'right' : 'wrong')}
      </p>
      {type === 'fill' && grade.key.text ? (
        <p className="mt-2 text-sm">
          <span className="mr-2 text-ink-soft">{t('key')}</span>
          <code className="font-mono text-[0.8125rem]">{grade.key.text}</code>
        </p>
      ) : null}
      <p className="mt-1.5 text-[0.9375rem]">
        <InlineText>{grade.why}</InlineText>
      </p>
    </div>
  )
}
