import { classNames } from './class-name.ts'

type Props = { value: number; max: number; label: string; className?: string }

/** A bar with its number said in words (aria-valuetext by the caller's label, e.g. "3 of 8 steps"). */
export function Progress({ value, max, label, className }: Props) {
  const percent = max > 0 ? Math.min(100, Math.round((value / max) * 100)) : 0
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      aria-valuetext={label}
      className={classNames('h-1.5 overflow-hidden rounded-full bg-line', className)}
    >
      <div
        className={classNames('h-full rounded-full transition-[width]', percent === 100 ? 'bg-ok' : 'bg-accent')}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}
