'use client'

import { useTranslations } from 'next-intl'
import { size } from '#components/ui/size.ts'
import type { VmRun } from '#server/protocol/vm.ts'
import { vmSides } from '#server/protocol/vm-terminal.ts'
import { useClock } from './use-clock.ts'
import { seconds } from './vm-model.ts'

/** Units of the drawing. */
const ROW = 14
const GAP = 6
const WIDTH = 400
const LABEL = 52
/** A start that took no time at all would not be seen. */
const MIN_BAR = 1.5

/** Every start as a bar, in the order they came, on one scale from zero. */
export function VmChart({ runs }: { runs: VmRun[] }) {
  const t = useTranslations('lab.vm')
  const clock = useClock()
  if (runs.length === 0) return null
  const slowest = Math.max(...runs.map(({ shellMs }) => shellMs))
  const height = runs.length * (ROW + GAP)
  const cell = 'px-3 py-1 text-left'
  return (
    <figure aria-label={t('chart')} className="rounded-md border border-line">
      <figcaption className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line px-3 py-2 text-[0.8125rem]">
        <span className="font-semibold">{t('chart')}</span>
        {vmSides.map((side) => (
          <span key={side} className="inline-flex items-center gap-1.5 text-xs text-ink-soft">
            <span
              aria-hidden="true"
              className={`size-2.5 rounded-sm ${side === 'machine' ? 'bg-warn' : 'bg-accent'}`}
            />
            {t(`side.${side}`)}
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        aria-hidden="true"
        className="block w-full max-w-160 px-3 py-2"
        preserveAspectRatio="xMinYMin meet"
      >
        {runs.map((run, index) => {
          const bar = Math.max(MIN_BAR, (run.shellMs / slowest) * (WIDTH - LABEL))
          const y = index * (ROW + GAP)
          return (
            <g key={run.at}>
              <rect
                x={0}
                y={y}
                width={bar}
                height={ROW}
                rx={2}
                className={run.side === 'machine' ? 'fill-warn' : 'fill-accent'}
              />
              <text x={bar + 5} y={y + ROW - 2.5} fontSize={12} className="fill-ink-soft tabular-nums">
                {t('s', { s: seconds(run.shellMs) })}
              </text>
            </g>
          )
        })}
      </svg>
      <details className="border-t border-line px-3 py-2 text-[0.8125rem]">
        <summary className="cursor-pointer text-ink-soft">{t('asTable')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
        <div className="mt-1.5 overflow-x-auto" tabIndex={0}>
          <table className="w-full tabular-nums">
            <caption className="sr-only">{t('chart')}</caption>
            <thead className="text-ink-soft">
              <tr>
                <th scope="col" className={cell}>
                  {t('column.at')}
                </th>
                <th scope="col" className={cell}>
                  {t('column.what')}
                </th>
                <th scope="col" className={cell}>
                  {t('row.shell')}
                </th>
                <th scope="col" className={cell}>
                  {t('row.memory')}
                </th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.at} className="border-t border-line">
                  <td className={cell}>{clock(run.at)}</td>
                  <td className={cell}>{t(`side.${run.side}`)}</td>
                  <td className={cell}>{t('s', { s: seconds(run.shellMs) })}</td>
                  <td className={cell}>{size(run.memoryBytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
