'use client'

// A container's paths, each drawn from where its files really are: the image, the writable layer, a volume, or a folder of the host.
import { Check, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Figure } from './figure.tsx'
import { type Mounting, mountings, notesStay, options, places, type Source, sourceOf, starts } from './mounts-model.ts'

const looks: Record<Source, string> = {
  image: 'border-line bg-sunken text-ink',
  writable: 'border-dashed border-line-strong text-ink',
  volume: 'border-accent bg-accent-soft text-ink',
  anonymous: 'border-accent-line bg-accent-soft text-ink',
  folder: 'border-accent bg-accent-soft text-ink',
  hidden: 'border-bad bg-bad-soft text-bad',
}

export function Mounts() {
  const t = useTranslations('diagram.mounts')
  const [mounting, setMounting] = useState<Mounting>('none')
  const [removed, setRemoved] = useState(false)
  const runs = starts(mounting)
  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <Segmented
            label={t('mounting')}
            value={mounting}
            options={mountings.map((value) => ({ value, label: t(`choice.${value}`) }))}
            onChange={setMounting}
            className="flex-wrap"
          />
          <Segmented
            label={t('moment')}
            value={removed ? 'removed' : 'running'}
            options={(['running', 'removed'] as const).map((value) => ({ value, label: t(`at.${value}`) }))}
            onChange={(value) => setRemoved(value === 'removed')}
          />
        </>
      }
      below={
        <div aria-live="polite" className="min-h-12">
          <p>{removed ? t(`after.${mounting}`) : t(`say.${mounting}`)}</p>
        </div>
      }
    >
      <p className="rounded-lg border border-term-line bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] break-words text-term-ink">
        <span aria-hidden="true" className="text-term-prompt">
          ${' '}
        </span>
        {removed
          ? 'docker rm -f board'
          : ['docker run -d --name board', options[mounting], 'harbor-notes'].filter(Boolean).join(' ')}
      </p>
      <ul className="mx-auto mt-5 max-w-2xl space-y-2">
        {places.map((place) => {
          const source = sourceOf(mounting, place)
          const lost = removed && source === 'writable'
          return (
            <li key={place} className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-[10rem_1fr]">
              <code
                className={classNames('text-[0.8125rem]', removed ? 'text-ink-faint line-through' : 'font-semibold')}
              >
                {place}
              </code>
              <span
                className={classNames(
                  'rounded-md border px-3 py-2 text-[0.8125rem] transition-colors',
                  lost ? 'border-bad bg-bad-soft text-bad' : looks[removed && source === 'hidden' ? 'image' : source],
                )}
              >
                <span className="font-semibold">{t(`source.${source}`)}</span>{' '}
                <span className={lost || (source === 'hidden' && !removed) ? '' : 'text-ink-soft'}>
                  {t(`${removed ? 'fate' : 'holds'}.${source}`)}
                </span>
              </span>
            </li>
          )
        })}
      </ul>
      <p
        className={classNames(
          'mx-auto mt-4 flex max-w-2xl items-center gap-1.5 text-[0.8125rem] font-semibold [&_svg]:size-4 [&_svg]:shrink-0',
          (removed ? notesStay(mounting) : runs) ? 'text-accent' : 'text-bad',
        )}
      >
        {(removed ? notesStay(mounting) : runs) ? <Check aria-hidden="true" /> : <X aria-hidden="true" />}
        {removed ? t(notesStay(mounting) ? 'stays' : 'gone') : t(runs ? 'starts' : 'fails')}
      </p>
    </Figure>
  )
}
