'use client'

import { useTranslations } from 'next-intl'
import { classNames } from '../ui/class-name.ts'

/** One mark a step. Shape, colour and, for who hears it, words. */
export function Dots({ dots, titles }: { dots: string; titles: string[] }) {
  const t = useTranslations('live.grid')
  const passed = [...dots].filter((dot) => dot === '*').length
  return (
    <span
      role="img"
      aria-label={t('progress', { passed, all: dots.length })}
      className="flex w-full flex-wrap items-center gap-1"
    >
      {[...dots].map((dot, at) => (
        <svg
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place is what the mark stands for
          key={at}
          viewBox="0 0 14 14"
          aria-hidden="true"
          className={classNames(
            'size-3.5',
            dot === '*' ? 'text-ok' : dot === 'x' ? 'text-bad' : dot === 'o' ? 'text-accent' : 'text-line-control',
          )}
        >
          <title>{titles[at] ?? ''}</title>
          {dot === '*' ? (
            <circle cx="7" cy="7" r="5.5" fill="currentColor" />
          ) : dot === 'x' ? (
            <path d="M3 3l8 8M11 3l-8 8" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
          ) : dot === 'o' ? (
            <>
              <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
              <path d="M7 2a5 5 0 0 1 0 10z" fill="currentColor" />
            </>
          ) : (
            <circle cx="7" cy="7" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
          )}
        </svg>
      ))}
    </span>
  )
}
