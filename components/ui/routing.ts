import { defineRouting } from 'next-intl/routing'
import type { Locale } from '#server/protocol/content.ts'

const YEAR_S = 60 * 60 * 24 * 365

// Named again rather than imported: the protocol’s schemas (zod) have no business in every page’s script.
const languages = ['ko', 'en'] as const satisfies readonly Locale[]

/** Every page lives under /ko or /en. A visitor without a choice gets the browser’s language, else Korean. */
export const routing = defineRouting({
  locales: languages,
  defaultLocale: 'ko',
  localePrefix: 'always',
  localeCookie: { maxAge: YEAR_S },
})
