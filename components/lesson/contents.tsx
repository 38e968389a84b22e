import { getTranslations } from 'next-intl/server'
import { classNames } from '../ui/class-name.ts'
import type { Heading } from './compile.ts'

/** The table of contents; where the reader is, is marked by `section-spy.tsx`. */
export async function Contents({ headings }: { headings: Heading[] }) {
  const t = await getTranslations('lesson')
  return (
    <nav aria-label={t('contents')}>
      <p className="mb-2 px-3 text-xs font-semibold text-ink-faint">{t('contents')}</p>
      <ol className="border-l border-line text-[0.8125rem] leading-5">
        {headings.map((heading) => (
          <li key={heading.id}>
            <a
              href={`#${heading.id}`}
              data-section={heading.id}
              className={classNames(
                '-ml-px block border-l-2 border-transparent py-1 text-ink-soft hover:text-ink aria-[current]:border-accent aria-[current]:text-ink',
                heading.depth === 3 ? 'pl-6' : 'pl-3',
              )}
            >
              {heading.text}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
