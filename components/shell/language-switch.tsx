'use client'

import { useParams } from 'next/navigation'
import { useCommands } from '../command/use-commands.ts'
import { buttonClass } from '../ui/button.tsx'
import { Link, usePathname, useRouter } from '../ui/navigation.ts'

const other = {
  ko: { locale: 'en', name: 'English', short: 'EN' },
  en: { locale: 'ko', name: '한국어', short: '한' },
} as const

/** The same page in the other language, named in that language. */
export function LanguageSwitch() {
  const pathname = usePathname()
  const { locale } = useParams<{ locale: string }>()
  const router = useRouter()
  const target = locale === 'en' ? other.en : other.ko
  useCommands({ language: () => router.push(pathname, { locale: target.locale }) })
  return (
    <Link
      href={pathname}
      locale={target.locale}
      lang={target.locale}
      hrefLang={target.locale}
      aria-label={target.name}
      prefetch={false}
      className={buttonClass('ghost', 'md', 'min-w-9 px-2.5!')}
    >
      <span className="max-sm:hidden">{target.name}</span>
      <span className="sm:hidden">{target.short}</span>
    </Link>
  )
}
