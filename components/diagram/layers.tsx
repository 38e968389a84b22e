'use client'

// An image's read-only layers once, and above them one thin writable layer per container.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Figure } from './figure.tsx'
import { imageLayers, layerCommands, layerContainers, writableLayer } from './layers-model.ts'
import { Stepper } from './stepper.tsx'

const says = ['1', '2', '3', '4', '5', '6'] as const satisfies { length: (typeof layerCommands)['length'] }

export function Layers() {
  const t = useTranslations('diagram.layers')
  const [at, setAt] = useState(0)
  const say = says[at - 1]
  return (
    <Figure
      label={t('label')}
      controls={<Stepper at={at} total={layerCommands.length} onStep={setAt} />}
      below={
        <p aria-live="polite" className="min-h-12">
          {say ? t(`say.${say}`) : t('idle')}
        </p>
      }
    >
      <div className="rounded-lg border border-term-line bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] break-words text-term-ink">
        <span aria-hidden="true" className="text-term-prompt">
          ${' '}
        </span>
        {layerCommands[at - 1] ?? ''}
        <span aria-hidden="true" className="ml-px inline-block h-4 w-2 translate-y-0.5 bg-term-faint" />
      </div>

      <div className="mx-auto mt-5 max-w-xl">
        <div className="grid grid-cols-2 gap-2">
          {layerContainers.map((name) => {
            const layer = writableLayer(name, at)
            return (
              <div
                key={name}
                className={classNames(
                  'flex min-h-28 flex-col rounded-md border px-2.5 py-2 transition-colors',
                  layer ? 'border-accent bg-accent-soft' : 'border-dashed border-line-strong',
                )}
              >
                <p className="text-[0.8125rem] font-semibold">
                  <span className="font-mono">{name}</span>
                  <span className="font-normal text-ink-soft"> {layer ? t('writable') : t('absent')}</span>
                </p>
                <ul className="mt-1 font-mono text-xs leading-5">
                  {layer?.map(({ mark, path }) => (
                    <li key={path} className="flex gap-2">
                      <abbr title={t(`mark.${mark}`)} className="font-semibold text-accent no-underline">
                        {mark}
                      </abbr>
                      <span className="min-w-0 break-words">{path}</span>
                    </li>
                  ))}
                </ul>
                {layer?.length === 0 ? <p className="text-xs text-ink-faint">{t('empty')}</p> : null}
              </div>
            )
          })}
        </div>
        <div className="mt-2 rounded-md border border-line-control bg-sunken p-2">
          <p className="mb-1.5 px-0.5 text-[0.8125rem] font-semibold">
            <span className="font-mono">nginx</span>
            <span className="font-normal text-ink-soft"> {t('readOnly')}</span>
          </p>
          <ul className="space-y-1">
            {imageLayers.map(({ file, size }) => (
              <li
                key={file}
                className="flex justify-between gap-3 rounded border border-line bg-surface px-2.5 py-1.5 text-[0.8125rem]"
              >
                <span>{file}</span>
                <span className="text-ink-faint tabular-nums">{size}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Figure>
  )
}
