'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '../ui/class-name.ts'
import { Figure } from './figure.tsx'
import { commands, lanes, listed } from './lanes-model.ts'
import { Stepper } from './stepper.tsx'

const says = ['1', '2', '3', '4', '5', '6', '7'] as const satisfies { length: (typeof commands)['length'] }

/** One lane per container: when it runs, when it only exists, when it is gone. */
export function Lanes() {
  const t = useTranslations('diagram.lanes')
  const [at, setAt] = useState(0)
  const say = says[at - 1]
  return (
    <Figure
      label={t('label')}
      controls={<Stepper at={at} total={commands.length} onStep={setAt} />}
      below={
        <p aria-live="polite" className="min-h-12">
          {say ? t(`say.${say}`) : t('idle')}
        </p>
      }
    >
      <div className="rounded-lg border border-term-line bg-term-bg px-3.5 py-2.5 font-mono text-[0.8125rem] text-term-ink">
        <span aria-hidden="true" className="text-term-prompt">
          ${' '}
        </span>
        {commands[at - 1] ?? ''}
        <span aria-hidden="true" className="ml-px inline-block h-4 w-2 translate-y-0.5 bg-term-faint" />
      </div>

      <div className="mt-5 space-y-3">
        {lanes.map((lane) => {
          const now = lane.cells[at]!.state
          return (
            <div key={lane.name} className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[9rem_1fr_5.5rem]">
              <p className={classNames('font-mono text-[0.8125rem]', now === 'absent' && 'text-ink-faint')}>
                {lane.name}
              </p>
              <div aria-hidden="true" className="grid h-7 grid-cols-7 rounded bg-sunken">
                {lane.cells.slice(1, at + 1).map((cell, index) => (
                  <div
                    // biome-ignore lint/suspicious/noArrayIndexKey: the index is the time
                    key={index}
                    className={classNames(
                      'flex items-center border-l border-line first:border-l-0',
                      index === at - 1 && 'bg-hover',
                    )}
                  >
                    {cell.ran ? <Bar state="running" half="left" /> : null}
                    <Bar state={cell.state} half={cell.ran ? 'right' : undefined} />
                  </div>
                ))}
              </div>
              <p
                className={classNames(
                  'text-[0.8125rem] font-medium',
                  now === 'running' ? 'text-accent' : 'text-ink-soft',
                )}
              >
                {t(now)}
              </p>
            </div>
          )
        })}
      </div>

      <div className="mt-6 grid gap-4 sm:grid-cols-2">
        <Listing command="docker ps" rows={listed(at, false)} />
        <Listing command="docker ps -a" rows={listed(at, true)} />
      </div>
    </Figure>
  )
}

function Bar({ state, half }: { state: string; half?: 'left' | 'right' }) {
  const width = half ? 'w-1/2' : 'w-full'
  if (state === 'running') return <div className={classNames('h-3 bg-accent', width, half === 'left' && 'rounded-l')} />
  if (state === 'exited')
    return <div className={classNames('h-3 border-y-2 border-dashed border-line-control', width)} />
  return <div className={width} />
}

function Listing({ command, rows }: { command: string; rows: ReturnType<typeof listed> }) {
  const t = useTranslations('diagram.lanes')
  return (
    <div className="rounded-lg border border-line">
      <p className="border-b border-line bg-sunken px-3 py-1.5 font-mono text-xs font-semibold">{command}</p>
      <ul className="min-h-16 px-3 py-2 font-mono text-xs leading-6">
        {rows.length === 0 ? <li className="font-sans text-ink-faint">{t('none')}</li> : null}
        {rows.map((row) => (
          <li key={row.name} className="flex justify-between gap-3">
            <span>{row.name}</span>
            <span className={row.state === 'running' ? 'text-accent' : 'text-ink-soft'}>
              {row.state === 'running' ? 'Up' : 'Exited'}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
