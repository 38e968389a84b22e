'use client'

// The words of a started program, each with its place in the array and where it came from.
import { useTranslations } from 'next-intl'
import { classNames } from '../ui/class-name.ts'
import type { Word } from './argv-model.ts'

export function ArgvWords({ words, className }: { words: readonly Word[]; className?: string }) {
  const t = useTranslations('diagram.argv')
  return (
    <ol aria-label={t('words')} data-argv="" className={classNames('flex flex-wrap gap-2', className)}>
      {words.map(({ text, from }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
        <li key={index} data-from={from} className="flex max-w-full flex-col gap-1">
          <span
            className={classNames(
              'min-h-9 rounded-md border px-3 py-1.5 font-mono text-sm break-all whitespace-pre-wrap',
              from === 'entrypoint' && 'border-line-control bg-bg',
              from === 'cmd' && 'border-dashed border-line-control bg-bg',
              from === 'run' && 'border-accent bg-accent-soft',
            )}
          >
            {text}
          </span>
          <span className="text-center text-xs text-ink-soft">
            <span className="block font-mono">{index === 0 ? 'Path' : `Args[${index - 1}]`}</span>
            {t(`from.${from}`)}
          </span>
        </li>
      ))}
    </ol>
  )
}
