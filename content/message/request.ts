// Which texts a request gets: found by next-intl through next.config.js.
import { hasLocale } from 'next-intl'
import { getRequestConfig } from 'next-intl/server'
import { routing } from '#components/ui/routing.ts'
import en from './en.json'
import ko from './ko.json'

const messages = { ko, en }

export default getRequestConfig(async ({ requestLocale }) => {
  const requested = await requestLocale
  const locale = hasLocale(routing.locales, requested) ? requested : routing.defaultLocale
  return {
    locale,
    messages: messages[locale],
    // A missing text is a mistake of ours, not something to paper over; message.test.ts keeps both files equal.
    onError(error) {
      throw error
    },
  }
})

declare module 'next-intl' {
  interface AppConfig {
    Locale: 'ko' | 'en'
    Messages: typeof ko
  }
}
