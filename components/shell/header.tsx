import { ChartNoAxesColumn, Package } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { CommandSeat } from '../command/command-seat.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Link } from '../ui/navigation.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { Logo } from './logo.tsx'
import type { Theme } from './theme.ts'
import { ThemeToggle } from './theme-toggle.tsx'

type Props = {
  theme: Theme
  health: ReactNode
  /** A second line of the head: the class that one is in. */
  below?: ReactNode
}

export async function Header({ theme, health, below }: Props) {
  const t = await getTranslations('ui')
  return (
    <header data-region="head" className="sticky top-0 z-30 h-(--header-height) border-b border-line bg-bg">
      <a
        href="#main"
        className="absolute top-1.5 left-2 z-10 -translate-y-20 rounded-md bg-accent px-4 py-2 text-sm font-medium text-accent-ink focus-visible:translate-y-0"
      >
        {t('skip')}
      </a>
      <div className="flex h-[calc(3.25rem-1px)] items-center gap-1 px-3 sm:px-5">
        <Link
          href="/"
          prefetch={false}
          className="flex items-center gap-2 rounded-md px-1.5 py-1 text-[1.0625rem] font-bold tracking-tight"
        >
          <Logo className="size-[1.375rem]" />
          Drydock
        </Link>
        <div className="flex-1" />
        <CommandSeat />
        <nav aria-label={t('nav')} className="flex items-center gap-0.5">
          <Link href="/registry" prefetch={false} className={buttonClass('ghost', 'md', 'px-2.5!')}>
            <Package aria-hidden="true" />
            <span className="max-sm:sr-only">{t('repositories')}</span>
          </Link>
          <Link href="/progress" prefetch={false} className={buttonClass('ghost', 'md', 'px-2.5!')}>
            <ChartNoAxesColumn aria-hidden="true" />
            <span className="max-sm:sr-only">{t('progress')}</span>
          </Link>
          {health}
        </nav>
        <LanguageSwitch />
        <ThemeToggle
          initial={theme}
          labels={{ system: t('theme.system'), light: t('theme.light'), dark: t('theme.dark') }}
        />
      </div>
      {below}
    </header>
  )
}
