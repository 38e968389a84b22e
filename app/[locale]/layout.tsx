import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { hasLocale } from 'next-intl'
import { getTranslations, setRequestLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { HealthDot } from '#components/health/dot.tsx'
import { healthLevel } from '#components/health/level.ts'
import { ContentWatchLater } from '#components/lesson/content-watch-later.tsx'
import { Header } from '#components/shell/header.tsx'
import { parseTheme, THEME_COOKIE } from '#components/shell/theme.ts'
import { Messages } from '#components/ui/messages.tsx'
import { routing } from '#components/ui/routing.ts'
import { SESSION_COOKIE, services } from '#server/web/services.ts'
import { ClassLine } from './class-line.tsx'
import '../globals.css'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('ui')
  return { title: { default: 'Drydock', template: '%s · Drydock' }, description: t('description') }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafbfc' },
    { media: '(prefers-color-scheme: dark)', color: '#0e1114' },
  ],
}

export default async function Layout({ children, params }: Props) {
  const { locale } = await params
  if (!hasLocale(routing.locales, locale)) notFound()
  setRequestLocale(locale)
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value)
  const t = await getTranslations('health.level')
  const member = await services().inClass((await cookies()).get(SESSION_COOKIE)?.value)
  return (
    <html lang={locale} data-theme={theme === 'system' ? undefined : theme} suppressHydrationWarning>
      <body className={member ? 'in-class' : undefined}>
        <Messages of={['ui', 'error', 'command']}>
          <Header
            below={member ? <ClassLine /> : null}
            theme={theme}
            health={
              <HealthDot
                initial={healthLevel(services().health())}
                labels={{ ok: t('ok'), starting: t('starting'), problem: t('problem') }}
              />
            }
          />
          <main id="main" data-region="main" tabIndex={-1} className="outline-none">
            {children}
          </main>
          {services().writing() ? <ContentWatchLater /> : null}
        </Messages>
      </body>
    </html>
  )
}
