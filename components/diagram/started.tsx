'use client'

// What a container of the learner's runs, word by word, and where each word came from.
import { useTranslations } from 'next-intl'
import type { LookedAt } from '#server/protocol/look.ts'
import { classNames } from '../ui/class-name.ts'
import { startedOf } from './started-model.ts'

export function Started({ seen }: { seen: LookedAt<'argv'> }) {
  const t = useTranslations('host.start')
  const ta = useTranslations('diagram.argv')
  const { image } = seen
  const { words, note } = startedOf(seen)
  return (
    <div className="space-y-4">
      {image ? (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs leading-5">
          <Line name="ENTRYPOINT" words={image.entrypoint} />
          <Line name="CMD" words={image.cmd} />
        </dl>
      ) : null}
      <ol aria-label={ta('words')} data-argv="" className="flex flex-wrap gap-2">
        {words.map(({ text, from }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
          <li key={index} data-from={from} className="flex max-w-full flex-col gap-1">
            <span
              className={classNames(
                'min-h-9 rounded-md border px-3 py-1.5 font-mono text-[0.8125rem] break-all whitespace-pre-wrap',
                from === 'entrypoint' && 'border-line-control bg-bg',
                from === 'cmd' && 'border-dashed border-line-control bg-bg',
                from === 'run' && 'border-accent bg-accent-soft',
              )}
            >
              {text}
            </span>
            <span className="text-center text-xs text-ink-soft">
              <span className="block font-mono">{index === 0 ? 'Path' : `Args[${index - 1}]`}</span>
              {ta(`from.${from}`)}
            </span>
          </li>
        ))}
      </ol>
      <p aria-live="polite" className="text-[0.8125rem]">
        {t(`note.${note}`)}
      </p>
    </div>
  )
}

function Line({ name, words }: { name: string; words: readonly string[] }) {
  const t = useTranslations('host.start')
  return (
    <>
      <dt className="font-semibold">{name}</dt>
      <dd className={classNames('min-w-0 break-all', words.length === 0 && 'font-sans text-ink-soft')}>
        {words.length > 0 ? JSON.stringify(words) : t('none')}
      </dd>
    </>
  )
}
