'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ErrorNote } from '#components/ui/error-note.tsx'
import { size } from '#components/ui/size.ts'
import type { DockerPart, StatSample } from '#server/protocol/docker.ts'
import type { DockerContainer } from '#server/protocol/lab.ts'
import { useClock } from '../use-clock.ts'
import { StatChart } from './stat-chart.tsx'
import { percent, roundTop, withSample } from './stat-model.ts'
import { useFollow } from './use-follow.ts'

/** An idle container fills a chart of its own noise otherwise. */
const CPU_TOP_LEAST = 1
const MEMORY_TOP_LEAST = 1_000_000

/** `docker stats` over the last minute, drawn and as a table. */
export function StatsView({ container }: { container: DockerContainer }) {
  const t = useTranslations('lab.docker.stats')
  const clock = useClock()
  const [samples, setSamples] = useState<StatSample[]>([])
  const [end, setEnd] = useState<Extract<DockerPart, { kind: 'end' }>>()
  const runs = container.state === 'running' || container.state === 'paused'
  useFollow('stats', runs ? container.id : undefined, '', {
    began() {
      setSamples([])
      setEnd(undefined)
    },
    part(part) {
      if (part.kind === 'stats') setSamples((before) => withSample(before, part.sample))
      else if (part.kind === 'end') setEnd(part)
    },
  })
  const now = samples.at(-1)
  const cpu = samples.map((sample) => sample.cpu)
  const memory = samples.map((sample) => sample.memory)
  if (!runs && !now) return <p className="p-4 text-sm text-ink-soft">{t('stopped')}</p>
  return (
    <section
      aria-label={t('label', { name: container.name })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      data-stats={samples.length}
      className="min-h-0 flex-1 overflow-y-auto px-4 py-3 focus-visible:-outline-offset-2"
    >
      {end?.error ? <ErrorNote id={end.error} detail={end.detail} className="mb-3" /> : null}
      {now ? (
        <>
          <div className="grid gap-4 @xl:grid-cols-2">
            <StatChart
              title={t('cpu')}
              now={percent(now.cpu)}
              values={cpu}
              top={roundTop(Math.max(...cpu), CPU_TOP_LEAST)}
              show={percent}
              note={t('cpuNote')}
            />
            <StatChart
              title={t('memory')}
              now={`${size(now.memory)} / ${size(now.limit)}`}
              values={memory}
              top={roundTop(Math.max(...memory), MEMORY_TOP_LEAST)}
              show={size}
              note={t('memoryNote')}
            />
          </div>
          <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-xs">
            <Pair name={t('pids')} value={String(now.pids)} />
            <Pair name={t('received')} value={size(now.received)} />
            <Pair name={t('sent')} value={size(now.sent)} />
          </dl>
          {runs ? null : <p className="mt-2 text-xs text-ink-faint">{t('ended')}</p>}
          <details className="mt-3 text-xs">
            <summary className="rounded text-ink-soft">{t('table')}</summary>
            <table className="mt-1.5 w-full max-w-md text-left tabular-nums">
              <thead>
                <tr className="border-b border-line text-ink-faint">
                  <th scope="col" className="py-1 pr-4 font-medium">
                    {t('time')}
                  </th>
                  <th scope="col" className="py-1 pr-4 font-medium">
                    {t('cpu')}
                  </th>
                  <th scope="col" className="py-1 font-medium">
                    {t('memory')}
                  </th>
                </tr>
              </thead>
              <tbody className="font-mono">
                {samples.toReversed().map((sample) => (
                  <tr key={sample.time} className="border-b border-line">
                    <td className="py-0.5 pr-4">{clock(sample.time)}</td>
                    <td className="py-0.5 pr-4">{percent(sample.cpu)}</td>
                    <td className="py-0.5">{size(sample.memory)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      ) : (
        <p className="text-sm text-ink-soft">{t('waiting')}</p>
      )}
    </section>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-ink-faint">{name}</dt>
      <dd className="font-mono tabular-nums">{value}</dd>
    </div>
  )
}
