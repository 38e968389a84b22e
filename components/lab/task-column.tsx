'use client'

import { ArrowLeft, ArrowRight, DoorClosed, PartyPopper } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { InlineText } from '#components/ui/inline-text.tsx'
import { Link } from '#components/ui/navigation.ts'
import { Progress } from '#components/ui/progress.tsx'
import { useLabDesk } from './lab-context.ts'
import { ResetLab } from './reset-lab.tsx'
import { StepCard } from './step-card.tsx'

/** `known`: steps that the store knows as passed, for the first paint. */
export function TaskColumn({ known }: { known: readonly string[] }) {
  const t = useTranslations('lab')
  const { lab, view } = useLabDesk()
  const states = view.room?.state.steps
  const statusOf = (id: string, index: number) => {
    const state = states?.find((step) => step.id === id)
    if (state) return state.status
    if (known.includes(id)) return 'passed'
    return lab.steps.findIndex((step) => !known.includes(step.id)) === index ? 'current' : 'locked'
  }
  const steps = lab.steps.map((step, index) => ({ step, status: statusOf(step.id, index) }))
  const passed = steps.filter(({ status }) => status === 'passed').length
  const current = steps.find(({ status }) => status === 'current')?.step.id
  const done = passed === steps.length

  // Open: the current step, the one passed just now (its outcome and "why"), and what the learner opened.
  const [toggled, setToggled] = useState<Record<string, boolean>>({})
  const [seen, setSeen] = useState({ current, known: states !== undefined, fresh: undefined as string | undefined })
  if (seen.current !== current || seen.known !== (states !== undefined)) {
    const moved = seen.known && states !== undefined
    setSeen({ current, known: states !== undefined, fresh: moved ? seen.current : undefined })
    setToggled({})
  }
  const { fresh } = seen
  const list = useRef<HTMLElement>(null)
  const heard = states !== undefined
  // An address that names a step: it is opened, and brought into sight. Again when the server has said how the steps stand.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is heard first closes all steps but the current one
  useEffect(() => {
    const look = () => {
      const id = window.location.hash.slice(1)
      const card = id === '' ? null : list.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`)
      if (!card) return
      setToggled((kept) => ({ ...kept, [id]: true }))
      requestAnimationFrame(() => {
        card.scrollIntoView({ block: 'start' })
        card.querySelector('button')?.focus({ preventScroll: true })
      })
    }
    look()
    window.addEventListener('hashchange', look)
    return () => window.removeEventListener('hashchange', look)
  }, [heard])
  useEffect(() => {
    if (fresh === undefined) return
    const card = list.current?.querySelector(current === undefined ? '[data-done]' : `[data-step="${current}"]`)
    card?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }, [fresh, current])

  return (
    <div className="flex h-full min-h-0 flex-col bg-bg">
      <header className="shrink-0 border-b border-line px-4 pt-2.5 pb-3">
        <div className="flex items-center justify-between gap-2">
          <Link
            href={`/lesson/${lab.slug}`}
            className="-ml-1.5 inline-flex min-h-8 items-center gap-1.5 rounded-md px-1.5 text-[0.8125rem] text-ink-soft hover:text-ink"
          >
            <ArrowLeft aria-hidden="true" className="size-3.5" />
            {t('backToLesson')}
            <span className="sr-only">: {lab.lessonTitle}</span>
          </Link>
          <ResetLab />
        </div>
        <h1 className="text-[1.0625rem] leading-snug font-bold">{lab.title}</h1>
        <div className="mt-2.5 flex items-center gap-3">
          <Progress
            className="flex-1"
            value={passed}
            max={steps.length}
            label={t('progress', { passed, total: steps.length })}
          />
          <span aria-hidden="true" className="text-[0.8125rem] font-semibold text-ink-soft tabular-nums">
            {passed}/{steps.length}
          </span>
        </div>
        {view.room?.state.held ? (
          <Callout
            tone="accent"
            role="status"
            icon={<DoorClosed aria-hidden="true" />}
            title={t('held.title')}
            className="mt-3"
          >
            {t('held.text')}
          </Callout>
        ) : null}
      </header>
      <section ref={list} aria-label={t('steps')} className="min-h-0 flex-1 overflow-y-auto">
        {lab.intro && passed === 0 ? (
          <p className="border-b border-line px-4 py-3.5 text-[0.9375rem] text-ink-soft">
            <InlineText>{lab.intro}</InlineText>
          </p>
        ) : null}
        <ol>
          {steps.map(({ step, status }, index) => {
            const open = toggled[step.id] ?? (status === 'current' || step.id === fresh)
            return (
              <StepCard
                key={step.id}
                number={index + 1}
                step={step}
                status={status}
                state={states?.find(({ id }) => id === step.id)}
                open={open}
                compact={step.id === fresh && toggled[step.id] === undefined}
                onToggle={() => setToggled((kept) => ({ ...kept, [step.id]: !open }))}
              />
            )
          })}
        </ol>
        {done ? (
          <div
            data-done
            className="m-4 rounded-lg border border-ok/30 bg-ok-soft px-5 py-5 text-center transition-[opacity,translate] duration-500 starting:translate-y-2 starting:opacity-0"
          >
            <PartyPopper aria-hidden="true" className="mx-auto size-7 text-ok" />
            <p className="mt-2 font-semibold">{t('done.title')}</p>
            <p className="mt-1 text-sm text-ink-soft">{t('done.text', { total: steps.length })}</p>
            {lab.hasQuiz ? (
              <>
                <p className="mt-1 mb-3.5 text-sm text-ink-soft">{t('done.quiz')}</p>
                <Link href={`/lesson/${lab.slug}/quiz`} className={buttonClass('primary')}>
                  {t('toQuiz')}
                  <ArrowRight aria-hidden="true" />
                </Link>
              </>
            ) : null}
          </div>
        ) : null}
      </section>
      <p role="status" className="sr-only">
        {t('progress', { passed, total: steps.length })}
      </p>
    </div>
  )
}
