import { type Messages as AllMessages, NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'

type Props = { of: (keyof AllMessages)[]; children: ReactNode }

/** Gives client components below it the named groups of texts, so that a page ships only the words that it uses. */
export async function Messages({ of, children }: Props) {
  const all = await getMessages()
  const picked = Object.fromEntries(of.map((name) => [name, all[name]]))
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>
}
