// What of a lab leaves the server, listed field by field, in one language. Solutions, wrong paths, conditions of checks and
// the keys of questions stay behind.
import type { Check, Lab, Locale, Text } from '#server/protocol/content.ts'

export type PublicStep = {
  id: string
  title: string
  body: string
  kind: 'do' | 'broken'
  commands: string[]
  hints: string[]
  why: string
  /** Before the agent has looked: what will be looked at. */
  checks: { id: string; what: string | undefined }[]
}

export type PublicLab = {
  slug: string
  title: string
  minutes: number
  intro: string | undefined
  /** Catalog images that must be ready. */
  images: string[]
  /** With the panel that compares a virtual machine with a container. */
  vm: boolean
  steps: PublicStep[]
  lessonTitle: string
  /** The lesson has a quiz to go on to. */
  hasQuiz: boolean
}

const whatOf = (check: Check, locale: Locale): string | undefined =>
  check.what?.[locale] ?? (check.type === 'answer' ? check.question[locale] : undefined)

export function publicLab(
  lesson: { slug: string; title: Text; lab: Lab; hasQuiz: boolean },
  locale: Locale,
): PublicLab {
  const { lab } = lesson
  return {
    slug: lesson.slug,
    title: lab.title[locale],
    minutes: lab.minutes,
    intro: lab.intro?.[locale],
    images: lab.images,
    vm: lab.vm,
    lessonTitle: lesson.title[locale],
    hasQuiz: lesson.hasQuiz,
    steps: lab.steps.map((step) => ({
      id: step.id,
      title: step.title[locale],
      body: step.body[locale],
      kind: step.kind,
      commands: step.commands,
      hints: step.hints.map((hint) => hint[locale]),
      why: step.why[locale],
      checks: step.check.map(({ id, check }) => ({ id, what: whatOf(check, locale) })),
    })),
  }
}
