import type { Content } from '#content/load.ts'
import type { Locale } from '#server/protocol/content.ts'
import type { Place } from '#server/protocol/place.ts'

/** The course as places to go to, in its order. */
export const placesOf = (content: Content, locale: Locale): Place[] =>
  [...content.lessons.values()].map(({ slug, meta, lab, quiz, mdx }) => ({
    slug,
    number: meta.id,
    title: meta.title[locale],
    steps: lab?.steps.map((step) => ({ id: step.id, title: step.title[locale] })) ?? [],
    quiz: (quiz?.items.length ?? 0) > 0,
    sheet: mdx[locale].includes('<CheatSheet>'),
  }))
