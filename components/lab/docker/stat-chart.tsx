'use client'

import { useTranslations } from 'next-intl'
import { points } from './stat-model.ts'

const WIDTH = 300
const HEIGHT = 72

type Props = {
  title: string
  now: string
  values: readonly number[]
  /** Of the axis. */
  top: number
  show: (value: number) => string
  note: string
}

/** The last minute as a line; the newest second is at the right edge. */
export function StatChart({ title, now, values, top, show, note }: Props) {
  const t = useTranslations('lab.docker.stats')
  const way = points(values, top, WIDTH, HEIGHT)
  const line = way.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
  const first = way[0]?.[0] ?? WIDTH
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-2">
        <span className="text-xs font-semibold text-ink-soft" title={note}>
          {title}
        </span>
        <span className="font-mono text-sm font-semibold tabular-nums">{now}</span>
      </figcaption>
      <div className="relative mt-1 border-b border-l border-line">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('chart', { title, now, highest: show(Math.max(...values)) })}
          className="block h-18 w-full"
        >
          {[0, 0.5].map((part) => (
            <line
              key={part}
              x1={0}
              x2={WIDTH}
              y1={part * HEIGHT}
              y2={part * HEIGHT}
              className="stroke-line"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          <polygon points={`${first.toFixed(1)},${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} className="fill-accent/15" />
          <polyline
            points={line}
            fill="none"
            className="stroke-accent"
            strokeWidth={1.5}
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <span aria-hidden="true" className="absolute top-0.5 left-1 text-[0.6875rem] text-ink-faint tabular-nums">
          {show(top)}
        </span>
      </div>
      <p aria-hidden="true" className="mt-0.5 flex justify-between text-[0.6875rem] text-ink-faint">
        <span>{t('minuteAgo')}</span>
        <span>{t('nowLabel')}</span>
      </p>
    </figure>
  )
}
