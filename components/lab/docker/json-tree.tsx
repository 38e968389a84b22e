'use client'

// A JSON value that opens branch by branch; `details` gives keyboard and screen reader for nothing.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '#components/ui/class-name.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const isBranch = (value: Json): value is Json[] | { [key: string]: Json } =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

export function JsonTree({ value }: { value: Json }) {
  if (!isBranch(value)) return <Leaf value={value} />
  return (
    <ul>
      {Object.entries(value).map(([key, each]) => (
        <li key={key}>
          <Node name={key} value={each} />
        </li>
      ))}
    </ul>
  )
}

function Node({ name, value }: { name: string; value: Json }) {
  const t = useTranslations('lab.docker.inspect')
  const [open, setOpen] = useState(false)
  if (!isBranch(value))
    return (
      <p className="pl-4 break-all">
        <span className="text-ink-soft">{name}</span>
        <span className="text-ink-faint">: </span>
        <Leaf value={value} />
      </p>
    )
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="rounded hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:py-2">
        <span className="font-semibold text-ink">{name}</span>{' '}
        <span className="font-sans text-ink-faint">
          {t(Array.isArray(value) ? 'items' : 'keys', { count: Object.keys(value).length })}
        </span>
      </summary>
      {/* Made when it is opened: an inspect has hundreds of branches. */}
      {open ? (
        <div className="ml-[0.3125rem] border-l border-line pl-2.5">
          <JsonTree value={value} />
        </div>
      ) : null}
    </details>
  )
}

function Leaf({ value }: { value: Json }) {
  const text = JSON.stringify(value)
  return <span className={classNames(look(value))}>{text}</span>
}

function look(value: Json): string {
  if (typeof value === 'string') return value === '' ? 'text-ink-faint' : 'text-ok'
  if (typeof value === 'number') return 'text-accent'
  if (typeof value === 'boolean') return 'text-warn'
  return 'text-ink-faint'
}
