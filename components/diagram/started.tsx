'use client'

// What a container of the learner's runs, word by word, and where each word came from.
import { useTranslations } from 'next-intl'
import type { LookedAt } from '#server/protocol/look.ts'
import { classNames } from '../ui/class-name.ts'
import { ArgvWords } from './argv-words.tsx'
import { startedOf } from './started-model.ts'

export function Started({ seen }: { seen: LookedAt<'argv'> }) {
  const t = useTranslations('host.start')
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
      <ArgvWords words={words} />
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
