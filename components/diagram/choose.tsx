'use client'

import { useId } from 'react'
import { classNames } from '../ui/class-name.ts'

type Props = {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

/** Which of the host's objects a figure shows: as many as there are. */
export function Choose({ label, value, options, onChange }: Props) {
  const id = useId()
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <label htmlFor={id} className="text-[0.8125rem] font-semibold">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={classNames(
          'min-h-9 max-w-full rounded-md border border-line-control bg-bg px-2 font-mono text-[0.8125rem] text-ink',
          'pointer-coarse:min-h-11',
        )}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </p>
  )
}
