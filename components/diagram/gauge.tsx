'use client'

import { useTranslations } from 'next-intl'
import { classNames } from '../ui/class-name.ts'
import { cpuLine, type GaugeLine, memoryLine, memorySize, type Reading } from './gauge-model.ts'

/** Waiting that is worth a word. */
const WAITED_TOLD = 0.05
/** Of the memory that may be had: beyond it the kernel's OOM killer is near. */
const FULL = 0.9

const percent = (value: number) => `${Number(value.toFixed(value < 10 ? 1 : 0))}%`

/** CPU and memory of one container, as its cgroup has them now. `frozen`: it is paused. */
export function Gauge({ name, reading, frozen }: { name: string; reading: Reading | undefined; frozen: boolean }) {
  const t = useTranslations('host.gauge')
  const { waited = 0 } = reading ?? {}
  return (
    <div data-gauge={name} className="text-xs">
      <Bar label={t('cpu')} name={name} line={reading && cpuLine(reading)} show={percent} hot={waited > WAITED_TOLD} />
      <Bar label={t('memory')} name={name} line={reading && memoryLine(reading)} show={memorySize} hot={false} />
      {frozen && reading ? (
        <p className="mt-1 text-warn">{t('frozen', { memory: memorySize(reading.sample.memory) })}</p>
      ) : null}
      {waited > WAITED_TOLD ? (
        <p data-waited="" className="mt-1 text-warn">
          {t('waited', { part: Math.round(waited * 100) })}
        </p>
      ) : null}
    </div>
  )
}

type BarProps = {
  label: string
  name: string
  line: GaugeLine | undefined
  show: (value: number) => string
  hot: boolean
}

function Bar({ label, name, line, show, hot }: BarProps) {
  const t = useTranslations('host.gauge')
  const full = hot || (line !== undefined && line.part > FULL)
  const text = line ? t(line.asked ? 'asked' : 'own', { used: show(line.used), end: show(line.end) }) : t('waiting')
  return (
    <div className="mt-1 grid grid-cols-[3.25rem_1fr] items-center gap-x-2 gap-y-0.5">
      <span aria-hidden="true" className="text-ink-soft">
        {label}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter can't be drawn as these bars are */}
      <span
        role="meter"
        aria-label={`${name}: ${label}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round((line?.part ?? 0) * 100)}
        aria-valuetext={text}
        className={classNames(
          'h-2 rounded-full border bg-sunken',
          line?.asked ? 'border-line-control' : 'border-dashed border-line-strong',
        )}
      >
        <span
          className={classNames('block h-full rounded-full transition-[width]', full ? 'bg-warn' : 'bg-accent')}
          style={{ width: `${(line?.part ?? 0) * 100}%` }}
        />
      </span>
      <span aria-hidden="true" className="col-start-2 break-words text-ink-soft tabular-nums">
        {text}
      </span>
    </div>
  )
}
