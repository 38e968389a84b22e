'use client'

import { type ReactNode, useId } from 'react'
import { classNames } from './class-name.ts'

type Option<V extends string> = { value: V; label: ReactNode }
type Props<V extends string> = {
  label: string
  value: V
  options: Option<V>[]
  onChange: (value: V) => void
  className?: string
}

/** One of a few: real radio buttons, so arrow keys, forms and screen readers work by themselves. */
export function Segmented<V extends string>({ label, value, options, onChange, className }: Props<V>) {
  const name = useId()
  return (
    <fieldset className={classNames('inline-flex rounded-lg bg-hover p-0.5', className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            'inline-flex min-h-8 flex-1 items-center justify-center gap-1.5 rounded-md px-3 text-[0.8125rem] whitespace-nowrap font-medium',
            'text-ink-soft transition-colors pointer-coarse:min-h-11 hover:text-ink',
            'has-checked:bg-surface has-checked:text-ink has-checked:ring-1 has-checked:ring-line-strong',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
