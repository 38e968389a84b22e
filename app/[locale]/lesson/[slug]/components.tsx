// Everything that lesson text may use, by the name that authors write. A missing one would not compile (Record).

import type { Locale } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import type { ComponentType, ReactNode } from 'react'
import {
  Argv,
  Blobs,
  BuildCache,
  BuildSteps,
  Chain,
  FleetSlider,
  Lanes,
  Layers,
  Lifecycle,
  Mounts,
  PortPath,
  RunFlow,
  Stack,
} from '#components/diagram/figures-later.tsx'
import { MyHost } from '#components/host/my-host.tsx'
import { Aside } from '#components/lesson/aside.tsx'
import { CheatSheet } from '#components/lesson/cheat-sheet.tsx'
import { InlineQuestion } from '#components/lesson/inline-question.tsx'
import { LabLink } from '#components/lesson/lab-link.tsx'
import { Measured, type MeasuredValue } from '#components/lesson/measured.tsx'
import { proseComponents } from '#components/lesson/prose.tsx'
import { Term } from '#components/lesson/term.tsx'
import { QuizItem } from '#components/quiz/quiz-item.tsx'
import type { Standing } from '#components/user/standing.ts'
import type { LessonComponent } from '#content/component.ts'
import type { PublicQuizItem } from '#server/protocol/content.ts'
import { type LessonPage, services } from '#server/web/services.ts'

type Options = { lesson: LessonPage; locale: Locale; items: PublicQuizItem[]; standing: Standing }

export async function lessonComponents({ lesson, locale, items, standing }: Options) {
  const t = await getTranslations()
  const { slug, lab } = lesson
  const question = (kind: 'quiz' | 'predict') =>
    // biome-ignore lint/correctness/noComponentHookFactories: a server component, made for one request; it has no state to lose
    function Question({ item: id }: { item: string }) {
      const item = items.find((one) => one.id === id)
      if (!item) throw new Error(`lesson ${slug} names the quiz item ${id}, which is not there`)
      return (
        <InlineQuestion kind={kind}>
          <QuizItem slug={slug} item={item} />
        </InlineQuestion>
      )
    }
  const own: Record<LessonComponent, ComponentType<never> | ComponentType> = {
    Argv,
    Blobs,
    BuildCache,
    BuildSteps,
    Chain,
    FleetSlider,
    Lanes,
    Layers,
    Lifecycle,
    Mounts,
    PortPath,
    RunFlow,
    Stack,
    Aside,
    CheatSheet,
    // biome-ignore lint/correctness/noComponentHookFactories: a server component, made for one request; it has no state to lose
    LabLink: () =>
      lab ? (
        <LabLink slug={slug} title={lab.title[locale]} steps={standing.stepsTotal} passed={standing.stepsPassed} />
      ) : null,
    // biome-ignore lint/correctness/noComponentHookFactories: a server component, made for one request; it has no state to lose
    Measured: ({ of }: { of?: MeasuredValue }) => {
      const measured = services().measured()
      if (!measured) throw new Error(`lesson ${slug} quotes measurements, which are not there: npm run measure`)
      return <Measured measured={measured} locale={locale} of={of} />
    },
    MyHost,
    Predict: question('predict'),
    Quiz: question('quiz'),
    // biome-ignore lint/correctness/noComponentHookFactories: a server component, made for one request; it has no state to lose
    Term: ({ name, children }: { name: string; children?: ReactNode }) => {
      const entry = services().glossary()[name]
      if (!entry) throw new Error(`lesson ${slug} names the term ${name}, which is not in the glossary`)
      return (
        <Term term={entry.term[locale]} meaning={entry.meaning[locale]}>
          {children}
        </Term>
      )
    },
  }
  return {
    ...proseComponents({
      copy: t('ui.copy'),
      copied: t('ui.copied'),
      terminal: t('lesson.terminal'),
      code: t('lesson.code'),
    }),
    ...own,
  }
}
