'use client'

// The line that a container runs, put together from the image's notes and from docker run.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Segmented } from '../ui/segmented.tsx'
import { type ArgvImage, type ArgvRun, argvImages, argvLines, argvRuns, assemble, runLines } from './argv-model.ts'
import { ArgvWords } from './argv-words.tsx'
import { Figure } from './figure.tsx'

export function Argv() {
  const t = useTranslations('diagram.argv')
  const [image, setImage] = useState<ArgvImage>('both')
  const [run, setRun] = useState<ArgvRun>('plain')
  const { argv, outcome, printed } = assemble(image, run)
  return (
    <Figure
      label={t('label')}
      controls={
        <>
          <Segmented
            label={t('image')}
            value={image}
            options={argvImages.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={setImage}
            className="flex-wrap"
          />
          <Segmented
            label={t('run')}
            value={run}
            options={argvRuns.map((value) => ({ value, label: <code>{runLines[value]}</code> }))}
            onChange={setRun}
            className="flex-wrap"
          />
        </>
      }
      below={
        <div aria-live="polite" className="min-h-18">
          <p className={classNames('font-mono text-[0.8125rem]', outcome === 'notFound' ? 'text-bad' : 'text-accent')}>
            {outcome === 'notFound'
              ? 'exec: "b": executable file not found in $PATH'
              : outcome === 'date'
                ? 'date'
                : printed}
          </p>
          <p className="mt-1">{t(`say.${outcome}`)}</p>
        </div>
      }
    >
      <div className="mx-auto max-w-xl">
        <pre className="overflow-x-auto rounded-md border border-line bg-sunken px-3.5 py-2.5 font-mono text-[0.8125rem] leading-6">
          {argvLines[image].join('\n')}
        </pre>
        <ArgvWords words={argv} className="mt-5" />
      </div>
    </Figure>
  )
}
